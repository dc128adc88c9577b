import { describe, expect, it } from '@jest/globals';
import { parseIni, parseNpmrc } from '../../../shared/formats/ini.ts';
import { expectEntries } from '../../support/marked.ts';

const CASES: Record<string, string> = {
  'sections, signs, quotes, comments': `
[main]
a = one
    ^^^ a
b: two ; note
   ^^^ b
c="three # no note"
   ^^^^^^^^^^^^^^^ c
d = 'it''s'  # note
     ^^^^^ d
e = x#y;z
    ^^^^^ e
f[] = five
      ^^^^ f`,
  'commented-out settings': `
;password = abc
            ^^^ password comment
# secret_key: "d e f"
               ^^^^^ secret_key comment
; just a sentence = with an equals sign`,
  'what git and Python write': `
[remote "origin"]
	url = https://example.com/x:y
	      ^^^^^^^^^^^^^^^^^^^^^^^ url
[url "https://user@example.com"]
	insteadOf = x
	            ^ insteadOf
[list]
keys =
      | keys
    one
    ^^^ keys element
    two
    ^^^ keys element
next = 1
       ^ next`,
  'lines that are neither': `
skip-networking
!include other.cnf
[unclosed
= value
a = \${B:-c}
    ^^^^^^^ a
         ^ a default`,
};

describe('parseIni', () => {
  it.each(Object.entries(CASES))('%s', (_, marked) => {
    expectEntries(parseIni, marked.replace(/\t/g, '        '));
    expectEntries(parseIni, marked.replace(/\t/g, '        '), '\r\n');
  });

  it('takes keys of several words', () => {
    expect(parseIni('Some Key = four words of text').entries).toMatchObject([{ key: 'Some Key', value: 'four words of text' }]);
  });

  it('gives the section as parent', () => {
    expect(parseIni('a=0\n[one]\nb=1\n# c=2\n[two]\nd=3').entries.map((entry) => [...entry.parents, entry.key].join('/'))).toEqual([
      'a',
      'one/b',
      'one/c',
      'two/d',
    ]);
  });
});

describe('parseNpmrc', () => {
  it('takes the registry for the parent', () => {
    const { entries } = expectEntries(
      parseNpmrc,
      `
registry=https://registry.example.org/
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ registry
//registry.example.org/:_authToken=abc
                                   ^^^ _authToken
//registry.example.org:8080/x/:_password = "def"
                                            ^^^ _password
_auth = xxxx==
        ^^^^^^ _auth
;//registry.example.org/:_authToken=ghi
                                    ^^^ _authToken comment
//registry.example.org/:_authToken=\${TOKEN}
                                   ^^^^^^^^ _authToken`,
    );
    expect(entries[1]?.parents).toEqual(['//registry.example.org/']);
    expect(entries[2]?.parents).toEqual(['//registry.example.org:8080/x/']);
  });

  it('gives the range of the key alone', () => {
    const text = '//r.example/:_authToken=abc';
    const [entry] = parseNpmrc(text).entries;
    expect(text.slice(entry!.keyRange.start, entry!.keyRange.end)).toBe('_authToken');
  });
});
