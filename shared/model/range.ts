/** A half-open range of UTF-16 offsets into a text: `start` inclusive, `end` exclusive, `0 <= start <= end <= text.length`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export const overlaps = (a: Range, b: Range): boolean => a.start < b.end && b.start < a.end;

export const contains = (outer: Range, inner: Range): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** A test whether a range lies inside one of many. Logarithmic for each question, however many there are. */
export const coveredBy = (ranges: readonly Range[]): ((inner: Range) => boolean) => {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  // The furthest end of all ranges up to each: of those that start early enough, only the one that reaches furthest matters.
  const furthest: number[] = [];
  for (const range of sorted) furthest.push(Math.max(range.end, furthest[furthest.length - 1] ?? 0));
  return (inner) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.start <= inner.start) low = middle + 1;
      else high = middle;
    }
    return low > 0 && furthest[low - 1]! >= inner.end;
  };
};
