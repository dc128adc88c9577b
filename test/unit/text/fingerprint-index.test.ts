import { describe, expect, it } from '@jest/globals';
import { indexFingerprints } from '../../../shared/text/fingerprint-index.ts';
import { createKey, isSample, LABEL, LENGTH, ROW, takeFingerprints, WHOLE_HASH, WINDOW, WINDOW_HASH } from '../../../shared/text/fingerprints.ts';

const key = createKey();

/** Texts that share parts, lengths and wholes, under labels that tell where they stood. */
const needles = [...Array(3000).keys()].map((each) => {
  const i = each % 2500;
  const text = `${'start-of-all-'.slice(0, i % 13)}${(i * 7919) % 400}-in-the-middle-${(i * 31) % 97}`;
  return { text: i % 5 === 0 ? `${text}-ünï` : text, label: `label ${each}`, growth: 1 + (i % 3) };
});

const rowsOf = (rows: Int32Array): number[][] => Array.from({ length: rows.length / ROW }, (_, i) => [...rows.subarray(i * ROW, (i + 1) * ROW)]);

describe('the index of fingerprints', () => {
  it.each(['few', 'safe'] as const)('sorts rows as a comparison of them does, and keeps the first of equal ones (%s)', (windows) => {
    const list = takeFingerprints(needles, { key, windows, minLength: 8 });
    const rank = (row: number[]): number[] => [
      row[WINDOW]!,
      windows === 'few' && isSample(row[WINDOW_HASH]!) ? 0 : 1,
      row[WINDOW_HASH]!,
      -row[LENGTH]!,
      row[WHOLE_HASH]!,
    ];
    const compare = (a: number[], b: number[]): number => rank(a).reduce((order, number, i) => order || number - rank(b)[i]!, 0);
    const sorted = rowsOf(list.rows).sort(compare);
    const withoutLabel = (row: number[] | undefined): string => String(row?.filter((_, column) => column !== LABEL));
    const expected = sorted.filter((row, i) => withoutLabel(row) !== withoutLabel(sorted[i - 1]));
    expect(expected.length).toBeLessThan(sorted.length);
    expect(rowsOf(indexFingerprints(list, key).rows)).toEqual(expected);
  });

  it('is empty for nothing', () => {
    const index = indexFingerprints(takeFingerprints([], { key, windows: 'few', minLength: 8 }), key);
    expect([index.rows.length, index.windows.length]).toEqual([0, 0]);
  });
});
