import type { Fragment } from '../model/fragment.ts';
import type { Range } from '../model/range.ts';
import type { LineRange } from './source-item.ts';

/**
 * Lines of a file (1-based, inclusive, sorted) as offsets into a fragment of it, as far as they are in it.
 */
export const addedRanges = ({ text, position }: Pick<Fragment, 'text' | 'position'>, lines: readonly LineRange[]): Range[] => {
  let line = (position?.line ?? 0) + 1;
  let at = 0;
  const startOf = (wanted: number): number => {
    while (line < wanted && at < text.length) {
      const newline = text.indexOf('\n', at);
      at = newline < 0 ? text.length : newline + 1;
      line += 1;
    }
    return at;
  };
  const ranges: Range[] = [];
  for (const { from, to } of lines) {
    if (to < line || at >= text.length) continue;
    const range = { start: startOf(from), end: startOf(to + 1) };
    if (range.end > range.start) ranges.push(range);
  }
  return ranges;
};
