import type { Range } from '../model/range.ts';
import { endOfLine, isLineBreak, nextLine, trimEnd } from './chars.ts';
import { undoEscapes } from './escapes.ts';

export interface TomlString {
  readonly value: string;
  /** Between the quotes; for a string of several lines without the line break right after its opening quotes. */
  readonly range: Range;
  readonly after: number;
  readonly isClosed: boolean;
}

const ESCAPES = { known: 'btnfreux', folds: true };

/** A string of several lines that is longer (UTF-16 units) was never closed. */
const MAX_LENGTH = 1_000_000;

/** The string whose first quote stands at `at`, of any of TOML's four kinds. One that does not close ends with its line. */
export const readTomlString = (text: string, at: number): TomlString => {
  const mark = text[at]!;
  return (text.startsWith(mark.repeat(3), at) ? readLong(text, at, mark) : undefined) ?? readShort(text, at, mark);
};

const readShort = (text: string, at: number, mark: string): TomlString => {
  const start = at + 1;
  for (let end = start; end < text.length && !isLineBreak(text.charCodeAt(end)); end++) {
    if (text[end] === '\\' && mark === '"' && !isLineBreak(text.charCodeAt(end + 1))) end++;
    else if (text[end] === mark) return { value: decode(text.slice(start, end), mark), range: { start, end }, after: end + 1, isClosed: true };
  }
  const lineEnd = endOfLine(text, start);
  const end = trimEnd(text, start, lineEnd);
  return { value: decode(text.slice(start, end), mark), range: { start, end }, after: lineEnd, isClosed: false };
};

const readLong = (text: string, at: number, mark: string): TomlString | undefined => {
  const first = at + 3;
  const start = text[first] === '\n' || text[first] === '\r' ? nextLine(text, first) : first;
  const limit = Math.min(text.length, start + MAX_LENGTH);
  for (let end = start; end < limit; end++) {
    if (text[end] === '\\' && mark === '"') end++;
    else if (text[end] === mark && text[end + 1] === mark && text[end + 2] === mark) {
      // Up to two quotes may stand right before the closing ones.
      let extra = 0;
      while (extra < 2 && text[end + 3 + extra] === mark) extra++;
      const last = end + extra;
      return { value: decode(text.slice(start, last).replace(/\r\n/g, '\n'), mark), range: { start, end: last }, after: last + 3, isClosed: true };
    }
  }
  return undefined;
};

/** In double quotes escapes are undone, and a backslash at the end of a line takes the line break and the blanks after it away. */
const decode = (raw: string, mark: string): string => (mark === '"' ? undoEscapes(raw, ESCAPES) : raw);
