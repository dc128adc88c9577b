import type { Range } from '../model/range.ts';

/** A text made of pieces of another one (its escape codes or its line prefixes left out), that knows where its characters stood. */
export interface TextView {
  readonly text: string;
  /** The raw range of a range of `text`: from the place of its first character to just after the place of its last one. */
  readonly toRaw: (range: Range) => Range;
  /** The pieces of the raw text, rising, not empty. */
  readonly pieces: readonly Range[];
}

/** A view of the given pieces of `raw`, which rise and do not overlap. Empty pieces are dropped. */
export const viewOf = (raw: string, pieces: readonly Range[]): TextView => {
  const kept = pieces.filter((piece) => piece.end > piece.start);
  const only = kept[0];
  if (kept.length === 1 && only !== undefined) {
    const { start, end } = only;
    const clamp = (offset: number): number => Math.min(start + offset, end);
    return { text: raw.slice(start, end), toRaw: (range) => ({ start: clamp(range.start), end: clamp(range.end) }), pieces: kept };
  }
  const starts: number[] = [];
  let text = '';
  for (const piece of kept) {
    starts.push(text.length);
    text += raw.slice(piece.start, piece.end);
  }
  const pieceAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const rawOf = (offset: number): number => {
    const index = pieceAt(offset);
    const piece = kept[index];
    return piece === undefined ? 0 : Math.min(piece.start + offset - starts[index]!, piece.end);
  };
  const toRaw = ({ start, end }: Range): Range => {
    const from = rawOf(start);
    return { start: from, end: end > start ? rawOf(end - 1) + 1 : from };
  };
  return { text, toRaw, pieces: kept };
};

/** The part of a view from `start` to `end`, offsets counted in the view's own text. */
export const sliceView = (raw: string, view: TextView, start: number, end = view.text.length): TextView => {
  const pieces: Range[] = [];
  let at = 0;
  for (const piece of view.pieces) {
    const length = piece.end - piece.start;
    const from = Math.max(0, start - at);
    const to = Math.min(length, end - at);
    if (from < to) pieces.push({ start: piece.start + from, end: piece.start + to });
    at += length;
  }
  return viewOf(raw, pieces);
};
