/** Tells whether one of the given rising offsets lies in a range. Cheapest when ranges are asked for in rising order, as parsers do. */
export interface HitCursor {
  /** Whether an offset lies in `start < offset <= end`: offsets are the ends of words. */
  readonly within: (start: number, end: number) => boolean;
}

/** Offsets passed over one by one before the rest is bisected. */
const STEPS = 8;

export const createHitCursor = (offsets: readonly number[]): HitCursor => {
  let next = 0;
  /** Index of the first offset after `start`, from `low` on. */
  const bisect = (start: number, from: number): number => {
    let low = from;
    let high = offsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (offsets[middle]! <= start) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const within = (start: number, end: number): boolean => {
    if (next > 0 && offsets[next - 1]! > start) next = bisect(start, 0);
    for (let step = 0; next < offsets.length && offsets[next]! <= start; step++) next = step < STEPS ? next + 1 : bisect(start, next);
    return next < offsets.length && offsets[next]! <= end;
  };
  return { within };
};
