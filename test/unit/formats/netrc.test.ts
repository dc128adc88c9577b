import { describe, expect, it } from '@jest/globals';
import { parseNetrc } from '../../../shared/formats/netrc.ts';
import { expectEntries } from '../../support/marked.ts';

const CASES: Record<string, string> = {
  'on one line and on several': `
machine a.example login me password xxx#x
                        ^^ login
                                    ^^^^^ password
machine b.example
  login you
        ^^^ login
  password "e f
            ^ password
default login anonymous password x@
              ^^^^^^^^^ login
                                 ^^ password`,
  'macros are stepped over': `
machine a.example
macdef init
password no
login no

password yes
         ^^^ password`,
  comments: `
# the password is here
# machine c.example login me password ghi
                          ^^ login comment
                                      ^^^ password comment
password abc # password is old
         ^^^ password`,
  'a word without a value': `
machine a.example password`,
};

describe('parseNetrc', () => {
  it.each(Object.entries(CASES))('%s', (_, marked) => {
    expectEntries(parseNetrc, marked);
    expectEntries(parseNetrc, marked, '\r\n');
  });

  it('gives the machine as parent', () => {
    const { entries } = parseNetrc('machine a login b password c\ndefault password d');
    expect(entries.map((entry) => [...entry.parents, entry.key].join('/'))).toEqual(['a/login', 'a/password', 'default/password']);
  });

  it('takes the quotes off', () => {
    expect(parseNetrc('machine a password "b c" login "d"').entries.map((entry) => entry.value)).toEqual(['b c', 'd']);
  });
});
