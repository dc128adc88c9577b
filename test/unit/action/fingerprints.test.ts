import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFinder, createKey, takeFingerprints } from '../../../action/fingerprints.ts';

const key = createKey();
const finderOf = (texts: readonly string[]) =>
  createFinder(
    takeFingerprints(
      texts.map((text) => ({ text, label: text })),
      key,
    ),
    key,
  );

describe('fingerprints', () => {
  it('find what a plain search finds', () => {
    const word = fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(...'aabbbc-=é🦦') });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.array(fc.oneof(word, fc.nat(5)), { maxLength: 12 }), (texts, pieces) => {
        const text = pieces.map((piece) => (typeof piece === 'number' ? (texts[piece % texts.length] ?? '') : piece)).join('');
        const labels = new Set(finderOf(texts)(text).map(({ label }) => label));
        // the longest that starts at a place hides the shorter ones that start there
        for (const each of texts) {
          const isThere = text.includes(each);
          const isHidden = texts.some((other) => other !== each && other.startsWith(each) && text.includes(other));
          if (!isHidden && labels.has(each) !== isThere) throw new Error(`${JSON.stringify(each)} in ${JSON.stringify(text)}: ${isThere}`);
          if (labels.has(each) && !isThere) throw new Error('found what is not there');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('take short texts only where they stand alone', () => {
    const find = finderOf(['otter7']);
    expect(find('an otter7, and "otter7"').map(({ offset }) => offset)).toEqual([3, 16]);
    expect(find('notter7 otter77')).toEqual([]);
  });

  it('keep nothing of what they find', () => {
    const text = 'quartz-otter-nimbus-4711';
    const kept = JSON.stringify(takeFingerprints([{ text, label: 'prod/api' }], key));
    for (let i = 0; i + 4 <= text.length; i++) expect(kept.includes(text.slice(i, i + 4))).toBe(false);
    expect(createFinder(takeFingerprints([{ text, label: 'x' }], key), createKey())(text)).toEqual([]);
  });

  it('are found in linear time', () => {
    const find = finderOf([...Array(300).keys()].map((i) => `value-number-${i}-${'ab'.repeat(i % 20)}`));
    const text = 'abababab value-number- '.repeat(100_000);
    expect(find(text)).toEqual([]);
  });
});
