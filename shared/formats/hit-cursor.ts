/** Tells whether one of the given rising offsets lies in a range; ranges are asked for in rising order, so that all asking together is linear. */
export interface HitCursor {
  /** Whether an offset lies in `start < offset <= end`: offsets are the ends of words. */
  readonly within: (start: number, end: number) => boolean;
}

export const createHitCursor = (offsets: readonly number[]): HitCursor => {
  let next = 0;
  const within = (start: number, end: number): boolean => {
    while (next > 0 && offsets[next - 1]! > start) next--;
    while (next < offsets.length && offsets[next]! <= start) next++;
    return next < offsets.length && offsets[next]! <= end;
  };
  return { within };
};
