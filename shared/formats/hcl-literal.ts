import type { Range } from '../model/range.ts';
import { endOfLine, isLineBreak, nextLine, trimEnd } from './chars.ts';
import { undoEscapes } from './escapes.ts';

/** A string as HCL writes it: the range between its quotes, and where reading goes on. */
export interface HclString {
  readonly range: Range;
  readonly after: number;
  readonly isClosed: boolean;
}

/**
 * The quoted string whose opening quote stands at `at`. Quotes inside `${…}` and `%{…}` belong to the template. A string ends with its line:
 * one that does not close ends at the line's last quote, or where the line does.
 */
export const readQuoted = (text: string, at: number): HclString => {
  const start = at + 1;
  // What we are inside of: even depth is text between quotes, odd depth is the code of a template, whose own braces are counted.
  const braces: number[] = [];
  let isCode = false;
  let next = start;
  for (; next < text.length; next++) {
    const code = text.charCodeAt(next);
    if (isLineBreak(code)) break;
    if (!isCode && code === 92 /* \ */) {
      if (!isLineBreak(text.charCodeAt(next + 1))) next++;
    } else if (code === 34 /* " */) {
      if (!isCode && braces.length === 0) return { range: { start, end: next }, after: next + 1, isClosed: true };
      isCode = !isCode;
    } else if (code === 123 /* { */) {
      if (isCode) braces[braces.length - 1]!++;
      else if (isTemplateStart(text, next - 1, start)) {
        braces.push(1);
        isCode = true;
      }
    } else if (code === 125 /* } */ && isCode) {
      braces[braces.length - 1]!--;
      if (braces.at(-1) === 0) {
        braces.pop();
        isCode = false;
      }
    }
  }
  const lineEnd = endOfLine(text, start);
  const last = text.lastIndexOf('"', lineEnd - 1);
  if (last >= start) return { range: { start, end: last }, after: last + 1, isClosed: true };
  return { range: { start, end: trimEnd(text, start, lineEnd) }, after: lineEnd, isClosed: false };
};

/** Whether `$` or `%` at `at`, before a brace, starts a template: a doubled sign is the sign itself. */
const isTemplateStart = (text: string, at: number, start: number): boolean => {
  const sign = text[at];
  return at >= start && (sign === '$' || sign === '%') && !(at > start && text[at - 1] === sign);
};

/** The text of a quoted string: `\n \r \t \" \\ \uXXXX \UXXXXXXXX`, `$${` and `%%{`. Templates stay as written. */
export const decodeQuoted = (raw: string): string => decodeTemplate(undoEscapes(raw, { known: 'nrtu' }));

const decodeTemplate = (raw: string): string => (raw.includes('$${') || raw.includes('%%{') ? raw.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{') : raw);

/** A heredoc: its lines without the last line break, and where the line after its end mark starts. */
export interface Heredoc {
  readonly range: Range;
  readonly isIndented: boolean;
  readonly after: number;
}

const HEREDOC_START = /<<(-?)[ \t]{0,8}"?([A-Za-z_][\w.-]{0,100})"?[ \t]{0,8}(?=\r|\n)/y;

/** A heredoc longer than this (UTF-16 units) was never closed. */
const MAX_HEREDOC = 1_000_000;

/** The heredoc that starts at `at`, or undefined when nothing there starts one or its end mark is missing. */
export const readHeredoc = (text: string, at: number): Heredoc | undefined => {
  HEREDOC_START.lastIndex = at;
  const opening = HEREDOC_START.exec(text);
  if (!opening) return undefined;
  const [whole, dash, mark = ''] = opening;
  const start = nextLine(text, at + whole.length);
  for (let line = start; line < text.length && line - start < MAX_HEREDOC; ) {
    const first = text.indexOf(mark, line);
    if (first < 0) return undefined;
    // Lines without the mark are stepped over.
    line = lineStartOf(text, first, line);
    const lineEnd = endOfLine(text, first);
    const rest = text.slice(first + mark.length, Math.min(lineEnd, first + mark.length + 40));
    if (text.slice(line, first).trim() === '' && /^[ \t]*[,;)\]}]*[ \t]*$/.test(rest)) {
      return { range: { start, end: endBefore(text, line, start) }, isIndented: dash === '-', after: first + mark.length };
    }
    line = nextLine(text, lineEnd);
  }
  return undefined;
};

/** The end of the line before the one at `line`, at least `floor`. */
const endBefore = (text: string, line: number, floor: number): number =>
  Math.max(floor, text[line - 1] === '\n' && text[line - 2] === '\r' ? line - 2 : line - 1);

const lineStartOf = (text: string, at: number, floor: number): number => {
  let start = at;
  while (start > floor && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start;
};

/** The text of a heredoc. With `<<-` the indent that all its lines share is taken away. */
export const decodeHeredoc = (raw: string, isIndented: boolean): string => {
  if (!isIndented) return decodeTemplate(raw);
  const lines = raw.split('\n');
  const indentOf = (line: string): number => line.length - line.trimStart().length;
  const isText = (line: string): boolean => line.trim() !== '';
  const shared = lines.reduce((least, line) => (isText(line) ? Math.min(least, indentOf(line)) : least), Number.POSITIVE_INFINITY);
  // Blank lines stay as they are, as in HashiCorp's own reader.
  return decodeTemplate(lines.map((line) => (isText(line) ? line.slice(shared) : line)).join('\n'));
};
