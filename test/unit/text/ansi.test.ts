import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stripAnsi } from '../../../shared/text/ansi.ts';

const E = '\u001b';

describe('stripAnsi', () => {
  it.each([
    ['colours', `${E}[33mNAME${E}[0m=${E}[32mvalue${E}[0m`, 'NAME=value'],
    ['256 colours and colons', `${E}[38;5;196mred${E}[38:2::1:2:3mx`, 'redx'],
    ['cursor and erase', `a${E}[2K${E}[1Gb${E}[?25lc`, 'abc'],
    ['a link', `${E}]8;;https://example.org/${E}\\text${E}]8;;${E}\\`, 'text'],
    ['a title', `${E}]0;title\u0007after`, 'after'],
    ['a Buildkite time', `${E}_bk;t=1778140778598\u0007~~~ Preparing`, '~~~ Preparing'],
    ['a character set', `${E}(Bplain`, 'plain'],
    ['a C1 introducer', '\u009b31mred', 'red'],
    ['an unclosed title hides its introducer only', `${E}]0;rest of it`, '0;rest of it'],
    ['a lone escape at the end', `end${E}`, 'end'],
    ['nothing to remove', 'plain', 'plain'],
    ['nothing', '', ''],
  ])('removes %s', (_, raw, shown) => {
    expect(stripAnsi(raw).text).toBe(shown);
  });

  it('maps ranges back to the raw text', () => {
    //           1         2
    // 0123456789012345678901234
    const raw = `${E}[33mKEY${E}[0m=${E}[32mva${E}[1mlue${E}[0m!`;
    const view = stripAnsi(raw);
    expect(view.text).toBe('KEY=value!');
    expect(view.toRaw({ start: 0, end: 3 })).toEqual({ start: 5, end: 8 });
    expect(view.toRaw({ start: 4, end: 9 })).toEqual({ start: 18, end: 27 });
    expect(view.toRaw({ start: 9, end: 10 })).toEqual({ start: 31, end: 32 });
    expect(view.toRaw({ start: 4, end: 4 })).toEqual({ start: 18, end: 18 });
  });

  // Node's own pattern knows no blank in a title, so none is generated.
  it('agrees with Node on well-formed sequences', () => {
    const sequence = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 4 }).map((codes) => `${E}[${codes.join(';')}m`),
      fc.constantFrom(`${E}[2J`, `${E}[K`, `${E}[1;1H`, `${E}[?25h`, `${E}]0;title\u0007`, `${E}]8;;https://example.org/\u0007`),
    );
    const plain = fc.stringMatching(/^[A-Za-z0-9 =:._/-]{0,12}$/);
    fc.assert(
      fc.property(fc.array(fc.oneof(sequence, plain), { maxLength: 12 }), (parts) => {
        const raw = parts.join('');
        expect(stripAnsi(raw).text).toBe(stripVTControlCharacters(raw));
      }),
    );
  });

  it('every character of the view stands at its raw place', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(E, '[', ']', '3', ';', 'm', 'a', '\u0007', '\\', '\n', '_', '\u009b'), maxLength: 60 }), (raw) => {
        const view = stripAnsi(raw);
        for (let i = 0; i < view.text.length; i++) {
          const at = view.toRaw({ start: i, end: i + 1 });
          expect(raw.slice(at.start, at.end)).toBe(view.text[i]);
        }
      }),
    );
  });
});
