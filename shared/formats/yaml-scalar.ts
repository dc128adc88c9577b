import type { Quote } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { endOfLine, HASH, isBlank, nextLine, SINGLE_QUOTE, skipBlanks, trimEnd } from './chars.ts';
import { type Escapes, undoEscapes } from './escapes.ts';

/** A scalar: its value, the raw range without quotes, and where reading goes on. */
export interface Scalar {
  readonly value: string;
  readonly range: Range;
  readonly quote: Quote;
  readonly next: number;
}

const YAML_ESCAPES: Escapes = { known: 'nrtbfeux/', folds: true, dropsUnknown: true };

/** Line breaks of a quoted scalar are folded: one becomes a blank, more become one less. */
const fold = (raw: string): string =>
  raw.replace(/[ \t]*(?:\r\n|\n|\r)((?:[ \t]*(?:\r\n|\n|\r))*)[ \t]*/g, (_, more: string) => '\n'.repeat(more.split(/\r\n|\n|\r/).length - 1) || ' ');

/** A scalar within quotes at `at`. One that never closes ends with its line. */
export const readQuoted = (text: string, at: number, limit: number): Scalar => {
  const mark = text.charCodeAt(at);
  const single = mark === SINGLE_QUOTE;
  let end = at + 1;
  while (end < limit) {
    const code = text.charCodeAt(end);
    if (!single && code === 92) end++;
    else if (code === mark) {
      if (!single || text.charCodeAt(end + 1) !== SINGLE_QUOTE) break;
      end++;
    }
    end++;
  }
  if (end >= limit) end = Math.min(endOfLine(text, at), limit);
  const raw = text.slice(at + 1, end);
  const folded = /[\r\n]/.test(raw) ? fold(single ? raw : raw.replace(/\\(\r\n|\n|\r)[ \t]*/g, '')) : raw;
  const value = single ? folded.replaceAll("''", "'") : undoEscapes(folded, YAML_ESCAPES);
  return { value, range: { start: Math.min(at + 1, end), end }, quote: single ? 'single' : 'double', next: text.charCodeAt(end) === mark ? end + 1 : end };
};

/** Where a plain scalar that starts at `at` ends on its line: before ` #`, without trailing blanks. */
export const endOfPlain = (text: string, at: number, lineEnd: number): number => {
  for (let i = at; i < lineEnd; i++) if (text.charCodeAt(i) === HASH && (i === at || isBlank(text.charCodeAt(i - 1)))) return trimEnd(text, at, i);
  return trimEnd(text, at, lineEnd);
};

/** The column of a line's first character that is no space, or -1 for an empty line. */
const columnOf = (text: string, lineStart: number, lineEnd: number): number => {
  const first = skipBlanks(text, lineStart, lineEnd);
  return first === lineEnd ? -1 : first - lineStart;
};

const KEY_LIKE = /^(?:- |[\w.$/-]{1,100}:(?:\s|$)|#)/;

/** A plain scalar and the deeper lines that go on with it, folded to one line. `parent` is the column of its key. */
export const readPlain = (text: string, at: number, parent: number): Scalar => {
  let lineEnd = endOfLine(text, at);
  let end = endOfPlain(text, at, lineEnd);
  let value = text.slice(at, end);
  const commented = end < trimEnd(text, at, lineEnd);
  let next = lineEnd;
  while (!commented && end > at) {
    const start = nextLine(text, lineEnd);
    if (start >= text.length) break;
    lineEnd = endOfLine(text, start);
    const column = columnOf(text, start, lineEnd);
    if (column <= parent || KEY_LIKE.test(text.slice(start + column, start + column + 110))) break;
    const lineStart = start + column;
    const partEnd = endOfPlain(text, lineStart, lineEnd);
    if (partEnd === lineStart) break;
    value += ` ${text.slice(lineStart, partEnd)}`;
    end = partEnd;
    next = lineEnd;
    if (partEnd < trimEnd(text, lineStart, lineEnd)) break;
  }
  return { value, range: { start: at, end }, quote: 'none', next };
};

/** A block scalar (`|` or `>`) whose header stands at `at`; `parent` is the column of its key, -1 at the top. */
export const readBlock = (text: string, at: number, parent: number): Scalar => {
  const headEnd = endOfLine(text, at);
  const head = /^[|>](?:([1-9])?([+-])?|([+-])([1-9]))/.exec(text.slice(at, at + 3));
  const given = Number(head?.[1] ?? head?.[4] ?? 0);
  let column = given > 0 ? Math.max(parent, 0) + given : -1;
  const lines: string[] = [];
  let start = -1;
  let end = headEnd;
  let lineEnd = headEnd;
  while (lineEnd < text.length) {
    const lineStart = nextLine(text, lineEnd);
    if (lineStart >= text.length) break;
    const stop = endOfLine(text, lineStart);
    const own = columnOf(text, lineStart, stop);
    if (own >= 0 && own <= parent) break;
    lineEnd = stop;
    if (own < 0) {
      lines.push('');
      continue;
    }
    if (column < 0) column = own;
    const from = lineStart + Math.min(column, own);
    if (start < 0) start = from;
    lines.push(text.slice(from, stop));
    end = stop;
  }
  while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
  const folds = text[at] === '>';
  const value = folds ? lines.join('\n').replace(/(\S)\n(?=\S)/g, '$1 ') : lines.join('\n');
  return { value, range: { start: start < 0 ? headEnd : start, end: start < 0 ? headEnd : end }, quote: 'block', next: start < 0 ? headEnd : end };
};
