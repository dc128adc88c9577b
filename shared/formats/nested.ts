import type { Entry } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { parseSource } from './source.ts';

/**
 * Assignments inside values that are themselves scripts, files or command lines, read as program text around the offsets (rising) that lie
 * in `ranges`, which do not overlap. Linear but for sorting the ranges.
 */
export const parseNested = (text: string, ranges: readonly Range[], offsets: readonly number[]): Entry[] => {
  const rising = [...ranges].sort((a, b) => a.start - b.start);
  const inside: number[] = [];
  let next = 0;
  for (const range of rising) {
    while (next < offsets.length && offsets[next]! <= range.start) next++;
    for (; next < offsets.length && offsets[next]! <= range.end; next++) inside.push(offsets[next]!);
  }
  if (inside.length === 0) return [];
  let at = 0;
  return parseSource(text, inside)
    .entries.slice()
    .sort((a, b) => a.keyRange.start - b.keyRange.start)
    .filter(({ keyRange, valueRange }) => {
      while (at < rising.length && rising[at]!.end < keyRange.end) at++;
      const range = rising[at];
      return range !== undefined && range.start <= keyRange.start && valueRange.end <= range.end;
    });
};
