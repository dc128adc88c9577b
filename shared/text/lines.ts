import type { Place } from '../model/finding.ts';
import type { Range } from '../model/range.ts';

/**
 * Offsets to lines and columns. A line ends after `\n`, as git, GitHub and SARIF viewers count; a lone
 * `\r`, which logs use to draw a line anew, ends none. Built once for each text, looked up by bisection.
 */
export interface LineIndex {
  /** 0-based line of an offset. */
  readonly lineOf: (offset: number) => number;
  /** Offset at which a 0-based line starts. */
  readonly startOf: (line: number) => number;
  readonly count: number;
  /** 1-based, columns in UTF-16 units, end exclusive. */
  readonly placeOf: (range: Range) => Place;
}

export const indexLines = (text: string): LineIndex => {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const startOf = (line: number): number => starts[line] ?? text.length;
  const placeOf = (range: Range): Place => {
    const startLine = lineOf(range.start);
    const endLine = range.end > range.start ? lineOf(range.end - 1) : startLine;
    return { startLine: startLine + 1, startColumn: range.start - startOf(startLine) + 1, endLine: endLine + 1, endColumn: range.end - startOf(endLine) + 1 };
  };
  return { lineOf, startOf, count: starts.length, placeOf };
};
