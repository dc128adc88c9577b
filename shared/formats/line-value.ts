import { BACKSLASH, DOUBLE_QUOTE, HASH, isBlank, SEMICOLON, SINGLE_QUOTE, skipBlanks, trimEnd } from './chars.ts';
import { type Value, valueAt } from './entry.ts';

/**
 * A value on one line of a settings file: quoted, or bare up to a comment that starts with one of `signs` after a blank. What stands
 * between quotes is not unescaped: loaders of such files differ, and most do not.
 */
export const readLineValue = (text: string, at: number, lineEnd: number, signs: string): Value => {
  const start = skipBlanks(text, at, lineEnd);
  const mark = text.charCodeAt(start);
  if (start < lineEnd && (mark === DOUBLE_QUOTE || mark === SINGLE_QUOTE)) {
    const close = closeOf(text, start + 1, lineEnd, mark);
    if (close >= 0) return valueAt(text, start + 1, close, mark === DOUBLE_QUOTE ? 'double' : 'single');
  }
  let end = start;
  for (; end < lineEnd; end++) {
    const code = text.charCodeAt(end);
    const isSign = (code === HASH || code === SEMICOLON) && signs.includes(text[end]!);
    // A sign right after the value's place starts a comment as well: `key = ; nothing`.
    if (isSign && end > at && isBlank(text.charCodeAt(end - 1))) break;
  }
  return valueAt(text, start, trimEnd(text, start, end), 'none');
};

/** The closing quote: the first after which the line ends or a comment or separator follows, or -1. */
const closeOf = (text: string, start: number, lineEnd: number, mark: number): number => {
  for (let at = start; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && mark === DOUBLE_QUOTE && at + 1 < lineEnd && text.charCodeAt(at + 1) === mark && at + 2 < lineEnd) at++;
    else if (code === mark) {
      const next = skipBlanks(text, at + 1, lineEnd);
      if (next >= lineEnd || ';#,'.includes(text[next]!)) return at;
    }
  }
  return -1;
};
