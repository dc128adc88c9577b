import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyEdits, differenceOf, inverseOf, shiftEdits } from '../../../shared/text/text-edits.ts';

describe('edits of a text', () => {
  it('are the difference of two texts', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => applyEdits(a, [differenceOf(a, b)]) === b));
  });

  it('are taken back by their inverse', () => {
    const edits = fc
      .uniqueArray(fc.nat(20), { maxLength: 6 })
      .map((places) =>
        places
          .sort((a, b) => a - b)
          .flatMap((start, at, all) => (at % 2 === 0 && all[at + 1] !== undefined ? [{ start, end: all[at + 1]!, text: 'xy'.repeat(at) }] : [])),
      );
    fc.assert(
      fc.property(fc.string({ minLength: 21, maxLength: 40 }), edits, (text, some) => applyEdits(applyEdits(text, some), inverseOf(text, some)) === text),
    );
  });

  const text = 'A=1\nB=two\nC=3\n';
  const edit = { start: 6, end: 9, text: 'ref' };

  it.each([
    ['a line before', `NEW=1\n${text}`, 'NEW=1\nA=1\nB=ref\nC=3\n'],
    ['a line behind', `${text}D=4\n`, 'A=1\nB=ref\nC=3\nD=4\n'],
    ['nothing', text, 'A=1\nB=ref\nC=3\n'],
  ])('hold in a text that has got %s', (_what, now, after) => {
    expect(applyEdits(now, shiftEdits(text, now, [edit])!)).toBe(after);
  });

  it.each([
    ['the value', 'A=1\nB=other\nC=3\n'],
    ['a character behind it', 'A=1\nB=two!\nC=3\n'],
    ['a character before it', 'A=1\nB=.two\nC=3\n'],
    ['lines on both sides', `X=1\n${text}Y=2\n`],
    ['all', ''],
  ])('do not hold where %s was changed', (_what, now) => {
    expect(shiftEdits(text, now, [edit])).toBeUndefined();
  });
});
