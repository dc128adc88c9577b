import type { Entry, Parsed, ParseNote } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { endOfLine, isBlank, isLineBreak, nextLine, skipBlanks, skipNameChars, textStart, trimEnd } from './chars.ts';
import { commentedAssignment } from './commented-assignment.ts';
import { type Key, settingOf, valueAt } from './entry.ts';
import { readTomlString } from './toml-string.ts';

/** An open `[` or `{` of a value. */
interface Frame {
  readonly kind: 'array' | 'table';
  readonly key: Key;
}

interface Reader {
  readonly text: string;
  readonly entries: Entry[];
  readonly notes: ParseNote[];
  readonly frames: Frame[];
  /** The table that the last header opened. */
  table: readonly string[];
  at: number;
}

const MAX_DEPTH = 64;
const MAX_KEY_PARTS = 32;

/** A line that starts a statement, even where a bracket was forgotten. */
const STATEMENT = /[ \t]{0,100}[\w-]{1,100}(?:\.[\w-]{1,100}){0,8}[ \t]{0,20}=|\[{1,2}[A-Za-z_][\w.-]{0,200}\]{1,2}[ \t]{0,20}(?=[\r\n#])/y;

/**
 * Reads TOML, tolerantly: tables and dotted keys are parents, array elements are entries with the array's key, inline tables nest.
 * What is broken costs its line. https://toml.io/en/v1.0.0
 */
export const parseToml = (text: string): Parsed => {
  const reader: Reader = { text, entries: [], notes: [], frames: [], table: [], at: textStart(text) };
  while (reader.at < text.length) step(reader);
  return { entries: reader.entries, notes: reader.notes };
};

const step = (reader: Reader): void => {
  const { text, frames, at } = reader;
  const code = text.charCodeAt(at);
  const frame = frames.at(-1);
  if (isLineBreak(code)) {
    reader.at = at + 1;
    STATEMENT.lastIndex = at + 1;
    if (frame?.kind === 'array' && STATEMENT.test(text)) frames.length = 0;
  } else if (isBlank(code) || text[at] === ',') reader.at = at + 1;
  else if (text[at] === '#') readComment(reader);
  else if (text[at] === ']' || text[at] === '}') {
    reader.at = at + 1;
    frames.pop();
  } else if (frame?.kind === 'array') readValue(reader, frame.key, 'element');
  else if (!frame && text[at] === '[') readHeader(reader);
  else readAssignment(reader, frame ? [...frame.key.parents, frame.key.text] : reader.table);
};

const readComment = (reader: Reader): void => {
  const end = endOfLine(reader.text, reader.at);
  const entry = commentedAssignment(reader.text, reader.at, end, reader.frames.at(-1)?.key.parents ?? reader.table);
  if (entry) reader.entries.push(entry);
  reader.at = end;
};

/** `[a.b]` or `[[a.b]]`. */
const readHeader = (reader: Reader): void => {
  const { text } = reader;
  const start = reader.at + (text[reader.at + 1] === '[' ? 2 : 1);
  const parts = readParts(text, start);
  if (parts.ranges.length > 0 && text[parts.after] === ']') reader.table = parts.ranges.map((range) => text.slice(range.start, range.end));
  reader.at = endOfLine(text, parts.after);
  const note = text.slice(parts.after, reader.at).indexOf('#');
  if (note >= 0) reader.at = parts.after + note;
};

const readAssignment = (reader: Reader, parents: readonly string[]): void => {
  const { text } = reader;
  const { ranges, after } = readParts(text, reader.at);
  const last = ranges.at(-1);
  if (!last || text[after] !== '=') {
    // Inside braces a word is stepped over, at the top its line is.
    reader.at = reader.frames.length > 0 ? Math.max(after, reader.at + 1) : endOfLine(text, Math.max(after, reader.at + 1));
    return;
  }
  reader.at = after + 1;
  const outer = ranges.length > 1 ? [...parents, ...ranges.slice(0, -1).map((range) => text.slice(range.start, range.end))] : parents;
  if (last.end > last.start) readValue(reader, { text: text.slice(last.start, last.end), range: last, parents: outer }, 'assignment');
};

/** The parts of a dotted key, bare or quoted, and the offset of what follows them. */
const readParts = (text: string, start: number): { ranges: Range[]; after: number } => {
  const ranges: Range[] = [];
  let at = skipBlanks(text, start, text.length);
  while (ranges.length < MAX_KEY_PARTS) {
    if (text[at] === '"' || text[at] === "'") {
      const string = readTomlString(text, at);
      if (!string.isClosed) return { ranges: [], after: string.after };
      ranges.push(string.range);
      at = string.after;
    } else {
      let end = at;
      while (end < text.length && text[end] !== '.' && skipNameChars(text, end, end + 1) > end) end++;
      if (end === at) break;
      ranges.push({ start: at, end });
      at = end;
    }
    at = skipBlanks(text, at, text.length);
    if (text[at] !== '.') break;
    at = skipBlanks(text, at + 1, text.length);
  }
  return { ranges, after: at };
};

const readValue = (reader: Reader, key: Key, kind: 'assignment' | 'element'): void => {
  const { text, frames } = reader;
  const at = skipBlanks(text, reader.at, text.length);
  if (text[at] === '[' || text[at] === '{') {
    reader.at = at + 1;
    if (frames.length < MAX_DEPTH) frames.push({ kind: text[at] === '[' ? 'array' : 'table', key });
  } else if (text[at] === '"' || text[at] === "'") {
    const string = readTomlString(text, at);
    if (!string.isClosed) reader.notes.push({ message: 'a quote is not closed', range: { start: at, end: string.after } });
    reader.entries.push(settingOf(key, { value: string.value, valueRange: string.range, quote: text[at] === '"' ? 'double' : 'single' }, kind));
    reader.at = string.after;
  } else {
    const end = endOfBare(text, at, frames.length > 0);
    const last = trimEnd(text, at, end);
    if (last > at) reader.entries.push(settingOf(key, valueAt(text, at, last, 'none'), kind));
    reader.at = Math.max(end, at);
  }
  if (frames.length === 0 && isLineBreak(text.charCodeAt(reader.at))) reader.at = nextLine(text, reader.at);
};

const endOfBare = (text: string, at: number, isInside: boolean): number => {
  let end = at;
  for (; end < text.length; end++) {
    const char = text[end]!;
    if (char === '\n' || char === '\r' || char === '#' || (isInside && (char === ',' || char === ']' || char === '}'))) break;
  }
  return end;
};
