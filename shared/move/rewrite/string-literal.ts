import { JSON_ESCAPES, undoEscapes } from '../../formats/escapes.ts';
import type { Range } from '../../model/range.ts';

/** A string literal of program text. */
export interface Literal {
  /** What stands between the quotes. */
  readonly range: Range;
  /** Quotes included, with a prefix like Python's `b` or C#'s `@`. */
  readonly outer: Range;
  readonly quote: string;
  readonly value: string;
  /** Whether the text is made at run time: a template with `${…}`, an f-string. */
  readonly isInterpolated: boolean;
}

/** Literals longer than this are not looked at. */
const MAX_LENGTH = 5_000;

const isEscaped = (text: string, at: number): boolean => {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
};

/** The string literal on one line that holds `range`, by the nearest quotes of one kind around it; undefined where there is none. */
export const literalAround = (text: string, range: Range): Literal | undefined => {
  const lineStart = Math.max(text.lastIndexOf('\n', range.start - 1) + 1, range.start - MAX_LENGTH);
  for (let at = range.start - 1; at >= lineStart; at--) {
    const quote = text[at]!;
    if (!/["'`]/.test(quote) || isEscaped(text, at)) continue;
    const close = closing(text, range.end, quote);
    if (close === undefined) continue;
    // A quote that is the end of another literal: an odd number of them would have to stand before it.
    const before = text.slice(lineStart, at);
    if ([...before].filter((char, index) => char === quote && !isEscaped(before, index)).length % 2 === 1) return undefined;
    return literal(text, at, close, quote);
  }
  return undefined;
};

const closing = (text: string, from: number, quote: string): number | undefined => {
  for (let at = from; at < text.length && at < from + MAX_LENGTH && text[at] !== '\n'; at++) if (text[at] === quote && !isEscaped(text, at)) return at;
  return undefined;
};

const literal = (text: string, open: number, close: number, quote: string): Literal => {
  const prefix = /(?:\b[bBfFrRuU]{1,2}|[@$]{1,2})$/.exec(text.slice(Math.max(0, open - 3), open))?.[0] ?? '';
  const raw = text.slice(open + 1, close);
  const isRaw = /[rR@]/.test(prefix);
  return {
    range: { start: open + 1, end: close },
    outer: { start: open - prefix.length, end: close + 1 },
    quote,
    value: isRaw ? raw : undoEscapes(raw, JSON_ESCAPES),
    isInterpolated: /[fF$]/.test(prefix) || (quote !== "'" && /\$\{|#\{/.test(raw)),
  };
};
