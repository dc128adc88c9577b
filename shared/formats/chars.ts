/** Character codes and steps over text that the line-based grammars share. All take and give UTF-16 offsets, and none goes past `end`. */
const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const COLON = 58;
export const SEMICOLON = 59;
export const EQUALS = 61;
export const BACKSLASH = 92;
export const BACKTICK = 96;
const BYTE_ORDER_MARK = 0xfeff;

/** A blank inside a line: space, tab, and the no-break space that copying from a web page leaves. */
export const isBlank = (code: number): boolean => code === SPACE || code === TAB || code === 0xa0;

export const isLineBreak = (code: number): boolean => code === NEWLINE || code === RETURN;

const NAME = new Uint8Array(128);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-') NAME[char.charCodeAt(0)] = 1;

/** A letter, a digit, `_`, `.` or `-`: what keys of settings are made of. */
export const isNameChar = (code: number): boolean => code < 128 && NAME[code] === 1;

/** Where reading starts: after a byte order mark, if there is one. */
export const textStart = (text: string): number => (text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0);

/** The end of the line that holds `at`: the offset of its `\n` or `\r`, or `limit`, which is at most the length of the text. */
export const endOfLine = (text: string, at: number, limit: number = text.length): number => {
  let end = at;
  while (end < limit) {
    const code = text.charCodeAt(end);
    if (code === NEWLINE || code === RETURN) break;
    end++;
  }
  return end;
};

/** The start of the next line, given the end of this one: `\r\n` is one break. */
export const nextLine = (text: string, lineEnd: number): number =>
  text.charCodeAt(lineEnd) === RETURN && text.charCodeAt(lineEnd + 1) === NEWLINE ? lineEnd + 2 : lineEnd + 1;

export const skipBlanks = (text: string, at: number, end: number): number => {
  let next = at;
  while (next < end && isBlank(text.charCodeAt(next))) next++;
  return next;
};

/** `end` moved back over trailing blanks, at most to `start`. */
export const trimEnd = (text: string, start: number, end: number): number => {
  let last = end;
  while (last > start && isBlank(text.charCodeAt(last - 1))) last--;
  return last;
};

export const skipNameChars = (text: string, at: number, end: number): number => {
  let next = at;
  while (next < end && isNameChar(text.charCodeAt(next))) next++;
  return next;
};
