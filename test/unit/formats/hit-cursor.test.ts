import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHitCursor } from '../../../shared/formats/hit-cursor.ts';

describe('createHitCursor', () => {
  it('answers like a search of all offsets, in whatever order it is asked', () => {
    const offset = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.uniqueArray(offset), fc.array(fc.tuple(offset, offset)), (unsorted, ranges) => {
        const offsets = unsorted.sort((a, b) => a - b);
        const cursor = createHitCursor(offsets);
        for (const [a, b] of ranges) {
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          expect(cursor.within(start, end)).toBe(offsets.some((at) => at > start && at <= end));
        }
      }),
    );
  });
});
