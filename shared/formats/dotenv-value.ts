import type { Quote } from '../model/entry.ts';
import { BACKSLASH, BACKTICK, DOUBLE_QUOTE, HASH, isBlank, isLineBreak, SINGLE_QUOTE, skipBlanks, trimEnd } from './chars.ts';

/** A quoted value over several lines longer than this is a forgotten quote. The largest real ones are keys and certificate chains. */
const MAX_MULTI_LINE = 100_000;

/** Where a value of a `.env` stands. */
export interface DotenvValue {
  readonly start: number;
  readonly end: number;
  readonly quote: Quote;
  /** Where reading goes on: past the closing quote, or the end of the line. */
  readonly after: number;
  readonly isUnclosed: boolean;
}

const quoteOf = (code: number): Quote => (code === DOUBLE_QUOTE ? 'double' : code === SINGLE_QUOTE ? 'single' : code === BACKTICK ? 'backtick' : 'none');

/** The value after a sign that ends at `signEnd`, on a line that ends at `lineEnd`; a quoted value may go on after that. */
export const readDotenvValue = (text: string, signEnd: number, lineEnd: number): DotenvValue => {
  let start = skipBlanks(text, signEnd, lineEnd);
  // `$'…'`: a quote of shells, with escapes.
  if (text[start] === '$' && text[start + 1] === "'") start++;
  const mark = text.charCodeAt(start);
  const quote = start < lineEnd ? quoteOf(mark) : 'none';
  if (quote === 'none') return readBare(text, start, lineEnd, start > signEnd);
  const close = closingQuote(text, start + 1, lineEnd, mark);
  if (close >= 0) return { start: start + 1, end: close, quote, after: close + 1, isUnclosed: false };
  const bare = readBare(text, start + 1, lineEnd, false);
  return { ...bare, quote, isUnclosed: true };
};

/** A value without quotes: to the end of the line, or to a comment, or to the next command of a shell line. */
const readBare = (text: string, start: number, lineEnd: number, afterBlank: boolean): DotenvValue => {
  let end = start;
  // `KEY= # comment` is empty; `KEY=#fff` and `KEY=#a1b2` are values, `KEY=#put it here` is not.
  if (
    text.charCodeAt(start) === HASH &&
    start < lineEnd &&
    (afterBlank || /#[^ \t\r\n]*[ \t]+[^ \t#\r\n]/y.test(text.slice(start, Math.min(lineEnd, start + 200))))
  ) {
    return { start, end, quote: 'none', after: lineEnd, isUnclosed: false };
  }
  for (; end < lineEnd; end++) {
    const code = text.charCodeAt(end);
    if (code === HASH && end > start && isBlank(text.charCodeAt(end - 1))) break;
    if (text[end] === ';' && isBlank(text.charCodeAt(end + 1)) && text.startsWith('export ', end + 2)) break;
  }
  return { start, end: trimEnd(text, start, end), quote: 'none', after: end, isUnclosed: false };
};

/**
 * The quote that closes a value opened before `start`, or -1. A closing quote is followed by the end of its line, a comment or, on the
 * first line, by a blank, `;` or `,`. Backslashes hide a quote, except where that would leave a single-quoted value open (`'C:\dir\'`).
 */
const closingQuote = (text: string, start: number, lineEnd: number, mark: number): number => {
  const limit = Math.min(text.length, start + MAX_MULTI_LINE);
  let close = start;
  while (close < limit && text.charCodeAt(close) !== mark) close += text.charCodeAt(close) === BACKSLASH ? 2 : 1;
  const isFound = close < limit && text.charCodeAt(close) === mark;
  if (isFound && close < lineEnd && /[\s;,#]/.test(text[close + 1] ?? '\n')) return close;
  const isBackslashed = mark === DOUBLE_QUOTE;
  if (isFound && close > lineEnd && isBackslashed && endsLine(text, close + 1)) return close;
  const last = text.lastIndexOf(String.fromCharCode(mark), lineEnd - 1);
  if (last >= start && endsLine(text, last + 1)) return last;
  return isFound && close > lineEnd && endsLine(text, close + 1) ? close : -1;
};

/** Whether nothing but blanks and a comment stands between `at` and the end of its line. */
const endsLine = (text: string, at: number): boolean => {
  const next = skipBlanks(text, at, text.length);
  const code = text.charCodeAt(next);
  return next >= text.length || isLineBreak(code) || code === HASH || text[next] === ';' || text[next] === ',';
};
