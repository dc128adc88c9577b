import type { Finding, Place } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';

/**
 * How far a text reaches: the same three numbers describe the size of a text and the place where it ends. Extents add up
 * (`plus` is associative, `NOWHERE` its neutral element), so pieces of a file can be measured apart and in any order.
 */
export interface Extent {
  readonly units: number;
  /** Line ends in it, counted as `indexLines` does: `\n` alone. */
  readonly lines: number;
  /** Units after the last line end, or all of them when there is none. */
  readonly column: number;
}

export const NOWHERE: Extent = { units: 0, lines: 0, column: 0 };

export const plus = (a: Extent, b: Extent): Extent => ({
  units: a.units + b.units,
  lines: a.lines + b.lines,
  column: b.lines > 0 ? b.column : a.column + b.column,
});

/** The extent of `text` from `start` to `end`. */
export const measure = (text: string, start = 0, end = text.length): Extent => {
  let lines = 0;
  let last = start;
  for (let i = text.indexOf('\n', start); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) {
    lines += 1;
    last = i + 1;
  }
  return { units: end - start, lines, column: end - last };
};

/** The extent of what a piece answers for. A worker sends it back with the findings. */
export const ownExtent = ({ text, position }: Fragment): Extent => measure(text, position?.own.start ?? 0, position?.own.end ?? text.length);

/** Where `text` starts when its own part starts at `base`. */
export const positionOf = (text: string, own: { readonly start: number; readonly end: number }, base: Extent): NonNullable<Fragment['position']> => {
  const before = measure(text, 0, own.start);
  return { line: base.lines - before.lines, offset: base.units - before.units, column: before.lines === 0 ? base.column - before.units : 0, own };
};

const shiftPlace = (place: Place, base: Extent): Place => ({
  startLine: place.startLine + base.lines,
  startColumn: place.startColumn + (place.startLine === 1 ? base.column : 0),
  endLine: place.endLine + base.lines,
  endColumn: place.endColumn + (place.endLine === 1 ? base.column : 0),
});

/** A finding of a piece that was read on its own, placed in the whole file. `base`: the sum of the own extents of all pieces before it. */
export const shiftFinding = (finding: Finding, base: Extent): Finding => ({
  ...finding,
  range: { start: finding.range.start + base.units, end: finding.range.end + base.units },
  place: shiftPlace(finding.place, base),
  related: finding.related.map((place) => shiftPlace(place, base)),
});
