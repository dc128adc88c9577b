import { describe, expect, it } from '@jest/globals';
import { parseProperties } from '../../../shared/formats/properties.ts';
import { expectEntries } from '../../support/marked.ts';

const CASES: Record<string, string> = {
  'three separators': `
a=one
  ^^^ a
b : two
    ^^^ b
c three words
  ^^^^^^^^^^^ c
  spring.mail.password = four
                         ^^^^ spring.mail.password
e=
  | e
f=x=y:z
  ^^^^^ f`,
  'quotes around a value': `
a="one"
   ^^^ a
b = 'two'
     ^^^ b
c="
  ^ c`,
  comments: `
# password=abc
           ^^^ password comment
!spring.token = def
                ^^^ spring.token comment
# just words: and more
a=b # note
  ^ a
c=d#e
  ^^^ c`,
  'lines that go on': `
a = one \\
    ^^^^^>
    two\\
    three
<^^^^^^^^ a
b = c\\\\
    ^^^ b
d = e
    ^ d`,
  'defaults of placeholders': `
a=\${DB_PASSWORD:abc}
  ^^^^^^^^^^^^^^^^^^ a
                ^^^ a default`,
};

describe('parseProperties', () => {
  it.each(Object.entries(CASES))('%s', (_, marked) => {
    expectEntries(parseProperties, marked);
    expectEntries(parseProperties, marked, '\r\n');
  });

  it('undoes escapes and folds as Java does', () => {
    const pairs = parseProperties('k\\:1\\ x=C:\\\\dir\\tq\\u0041\\z\na=one \\\r\n   two\nb=\\\n').entries.map((entry) => [entry.key, entry.value]);
    expect(pairs).toEqual([
      ['k:1 x', 'C:\\dir\tqAz'],
      ['a', 'one two'],
      ['b', ''],
    ]);
  });
});
