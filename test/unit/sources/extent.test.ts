import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { measure, NOWHERE, plus } from '../../../shared/sources/extent.ts';
import { indexLines } from '../../../shared/text/lines.ts';

const texts = fc.array(fc.constantFrom('a', '\n', '\r', '€', '\u{1f600}', 'word'), { maxLength: 30 }).map((parts) => parts.join(''));

describe('extents', () => {
  it('say where a text ends', () => {
    expect(measure('')).toEqual(NOWHERE);
    expect(measure('one\ntwo')).toEqual({ units: 7, lines: 1, column: 3 });
    expect(measure('one\r\ntwo\n', 2, 9)).toEqual({ units: 7, lines: 2, column: 0 });
  });

  it('agree with the line index, and add up in any grouping', () => {
    fc.assert(
      fc.property(texts, texts, texts, (a, b, c) => {
        expect(measure(a + b)).toEqual(plus(measure(a), measure(b)));
        expect(plus(plus(measure(a), measure(b)), measure(c))).toEqual(plus(measure(a), plus(measure(b), measure(c))));
        const { startLine, startColumn } = indexLines(a).placeOf({ start: a.length, end: a.length });
        expect(measure(a)).toEqual({ units: a.length, lines: startLine - 1, column: startColumn - 1 });
      }),
    );
  });
});
