import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import dotenv from 'dotenv';
import fc from 'fast-check';
import { parseDotenv } from '../../../shared/formats/dotenv.ts';
import { expectEntries } from '../../support/marked.ts';

const CASES: Record<string, string> = {
  'plain assignments': `
A=one
  ^^^ A
  B = two words  
      ^^^^^^^^^ B
export C=three
         ^^^^^ C
empty=
      | empty
dotted.key-name=x=y==
                ^^^^^ dotted.key-name`,
  'three quotes': `
A="one"
   ^^^ A
B='two # no comment'
   ^^^^^^^^^^^^^^^^ B
C=\`it's "three"\`
   ^^^^^^^^^^^^ C
D=""
   | D`,
  'comments after values': `
A=one # note
  ^^^ A
B="two" # note
   ^^^ B
C=a#b
  ^^^ C
D= # nothing
   | D
E=#fff
  ^^^^ E
F=#put it here
  | F`,
  'assignments that were commented out': `
# API_KEY=abc123
          ^^^^^^ API_KEY comment
#export TOKEN="x y z"
               ^^^^^ TOKEN comment
## SESSION_SECRET=keyboard cat
                  ^^^^^^^^^^^^ SESSION_SECRET comment
# password: abc123
            ^^^^^^ password comment
A=1 # OLD=2
  ^ A
          ^ OLD comment`,
  'prose in comments is no assignment': `
# Set the key = value pairs below
# note that password = the one you chose
# see https://example.com/a?b=c
# ---- DATABASE ----
# a == b
#
# key =
# SENTENCE=which goes on and on and on`,
  'values over several lines': `
KEY="first
     ^^^^^>
second=x
third" # note
<^^^^ KEY`,
  'a quote that is never closed ends with its line': `
A="abc
   ^^^ A
B="def"
   ^^^ B
C='ghi
   ^^^ C
D=jkl
  ^^^ D`,
  'a quote closed by chance, lines later, does not hide what is between': `
A='abc
   ^^^>
BB=def
   ^^^ BB
CC=ghi'
<^^^^^ A
   ^^^^ CC`,
  'quotes inside quotes': `
A="a\\"b"
   ^^^^ A
B='C:\\dir\\'
   ^^^^^^^ B
C="a"b"
   ^^^ C
D="a", 
   ^ D`,
  'several on one shell line': `
export A="x" B='y'
          ^ A
                ^ B
export C=1; export D=2
         ^ C
                     ^ D
export E="1"; # F=2
          ^ E
                  ^ F comment`,
  'as YAML writes it': `
HOST: db
      ^^ HOST
password:abc
         ^^^ password
https://example.com/path`,
  'keys of .NET': `
ConnectionStrings:Default=abc
                          ^^^ ConnectionStrings:Default
Logins[0]=abc
          ^^^ Logins[0]`,
  'keys in quotes, signs and prefixes of other grammars': `
"A"="one"
     ^^^ A
'B': 'two',
      ^^^ B
ENV C=three
      ^^^^^ C
- D=four
    ^^^^ D
E:=five
   ^^^^ E
F=$'six'
    ^^^ F
;G=seven
   ^^^^^ G comment
// H="eight"
      ^^^^^ H comment`,
  'settings that are mentioned': `
# old: API_KEY=abc, not used
               ^^^ API_KEY comment
# start with API_KEY="d e" npm start
                      ^^^ API_KEY comment
# see https://example.com/?API_KEY=abc
docker run -e API_KEY=abc image
                      ^^^ API_KEY`,
  'JSON in a value': `
A={"password":"abc","n":{"k":"v"}}
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ A
               ^^^ password
                              ^ k
B='[{"x": "y"}]'
   ^^^^^^^^^^^^ B
           ^ x
D="{\\"x\\": \\"a\\\\b\\"}"
   ^^^^^^^^^^^^^^^^^ D
             ^^^^ x
C={not json}
  ^^^^^^^^^^ C`,
  'defaults of expansions': `
A=\${B:-two}
  ^^^^^^^^^ A
       ^^^ A default
URL=redis://:\${PW-abc}@host
    ^^^^^^^^^^^^^^^^^^^^^^^ URL
                  ^^^ PW default
C=\${D:=\${E:-x}}
  ^^^^^^^^^^^^^ C
       ^^^^^^^ C default
            ^ E default
F=\${G:?missing}\${H}\${I:+set}
  ^^^^^^^^^^^^^^^^^^^^^^^^^^ F`,
};

describe('parseDotenv', () => {
  it.each(Object.entries(CASES))('%s', (_, marked) => {
    expectEntries(parseDotenv, marked);
  });

  it.each(['\r\n', '\r'])('reads the same with line ends %j', (lineBreak) => {
    for (const marked of Object.values(CASES)) expectEntries(parseDotenv, marked, lineBreak);
  });

  it('undoes escapes in double quotes only', () => {
    const values = parseDotenv('A="a\\nb\\t\\"c\\" \\$d \\q"\nB=\'a\\nb\'\nC=a\\nb').entries.map((entry) => entry.value);
    expect(values).toEqual(['a\nb\t"c" $d \\q', 'a\\nb', 'a\\nb']);
  });

  it('steps over a byte order mark', () => {
    const [entry] = parseDotenv('\uFEFFA=b').entries;
    expect(entry).toMatchObject({ key: 'A', keyRange: { start: 1, end: 2 }, value: 'b', valueRange: { start: 3, end: 4 } });
  });

  it('notes a quote that is not closed', () => {
    expect(parseDotenv('A=1\nB="x\nC=2').notes).toEqual([{ message: 'a quote is not closed', range: { start: 4, end: 8 } }]);
  });

  it('says which quote was used', () => {
    expect(parseDotenv('A=1\nB="1"\nC=\'1\'\nD=`1`').entries.map((entry) => entry.quote)).toEqual(['none', 'double', 'single', 'backtick']);
  });
});

/** Files that all loaders read alike: no escapes, no `#` glued to a value, no quote inside a bare value, no assignment inside quotes. */
const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/);
const bare = fc.stringMatching(/^[A-Za-z0-9_.:/+=@!$%^&*(),;<>?[\]{}|~-]{0,20}$/);
const words = fc.stringMatching(/^[A-Za-z0-9_.:/+@!-]{1,8}(?: [A-Za-z0-9_.:/+@!-]{1,8}){0,2}$/);
const quoted = fc
  .tuple(fc.constantFrom('"', "'", '`'), fc.stringMatching(/^[A-Za-z0-9 _.:/+=@!#%^&*(),;<>?[\]{}|~-]{0,20}$/))
  .map(([mark, inner]) => mark + inner + mark);
const severalLines = fc
  .tuple(fc.constantFrom('"', "'"), fc.array(fc.stringMatching(/^[a-z0-9 ]{1,10}$/), { minLength: 2, maxLength: 4 }))
  .map(([mark, inner]) => mark + inner.join('\n') + mark);
const assignment = fc
  .tuple(
    fc.constantFrom('', 'export '),
    key,
    fc.constantFrom('=', ' = ', '= '),
    fc.oneof(bare, words, quoted, severalLines),
    fc.constantFrom('', ' ', ' # note'),
  )
  .map((parts) => parts.join(''));
const line = fc.oneof({ weight: 5, arbitrary: assignment }, { weight: 1, arbitrary: fc.constantFrom('', '# just prose here', '#') });
const file = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

const asObject = (text: string) =>
  Object.fromEntries(parseDotenv(text).entries.flatMap((entry) => (entry.kind === 'assignment' ? [[entry.key, entry.value]] : [])));

describe('parseDotenv against other loaders', () => {
  it('reads what node:util.parseEnv reads', () => {
    fc.assert(
      fc.property(file, (text) => expect(asObject(text)).toEqual({ ...parseEnv(text) })),
      { numRuns: 500 },
    );
  });

  it('reads what the dotenv package reads', () => {
    fc.assert(
      fc.property(file, (text) => expect(asObject(text)).toEqual({ ...dotenv.parse(text) })),
      { numRuns: 500 },
    );
  });
});
