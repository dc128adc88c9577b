/** A half-open range of UTF-16 offsets into a text: `start` inclusive, `end` exclusive, `0 <= start <= end <= text.length`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export const overlaps = (a: Range, b: Range): boolean => a.start < b.end && b.start < a.end;

export const contains = (outer: Range, inner: Range): boolean => outer.start <= inner.start && inner.end <= outer.end;
