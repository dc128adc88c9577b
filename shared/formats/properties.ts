import type { Entry, Parsed } from '../model/entry.ts';
import { BACKSLASH, COLON, EQUALS, endOfLine, HASH, isBlank, nextLine, skipBlanks, textStart, trimEnd } from './chars.ts';
import { commentedAssignment } from './commented-assignment.ts';
import { NO_PARENTS, settingOf } from './entry.ts';
import { undoEscapes } from './escapes.ts';
import { expansionDefaults } from './expansion-defaults.ts';

/**
 * Reads Java properties as `java.util.Properties.load` does: `=`, `:` or a blank between key and value, `\` before a line break goes on with
 * the next line, escapes in keys and values; comments with `#` and `!`. Three steps away from it, since people write so: blanks at the
 * end, a ` # note` after a value and quotes around it are left out. Keys stay whole (`spring.datasource.password`).
 * https://docs.oracle.com/javase/8/docs/api/java/util/Properties.html#load-java.io.Reader-
 */
export const parseProperties = (text: string): Parsed => {
  const entries: Entry[] = [];
  const add = (entry: Entry): void => {
    entries.push(entry);
    if (entry.value.includes('${')) for (const inner of expansionDefaults(text, entry)) entries.push(inner);
  };
  for (let lineStart = textStart(text); lineStart < text.length; ) {
    const at = skipBlanks(text, lineStart, text.length);
    const code = text.charCodeAt(at);
    if (code === HASH || text[at] === '!') {
      const end = endOfLine(text, at);
      const entry = commentedAssignment(text, at, end);
      if (entry) add(entry);
      lineStart = nextLine(text, end);
      continue;
    }
    const end = endOfLogicalLine(text, at);
    lineStart = nextLine(text, end);
    const keyEnd = endOfKey(text, at, end);
    const key = unfold(text.slice(at, keyEnd));
    if (key === '') continue;
    const start = valueStart(text, keyEnd, end);
    const valueEnd = trimEnd(text, start, endOfValue(text, start, end));
    // Java keeps quotes around a value; most of those who write them mean it without.
    const mark = valueEnd - start >= 2 && text[start] === text[valueEnd - 1] ? text[start] : '';
    const quote = mark === '"' ? 'double' : mark === "'" ? 'single' : 'none';
    const valueRange = quote === 'none' ? { start, end: valueEnd } : { start: start + 1, end: valueEnd - 1 };
    add(
      settingOf(
        { text: key, range: { start: at, end: keyEnd }, parents: NO_PARENTS },
        { value: unfold(text.slice(valueRange.start, valueRange.end)), valueRange, quote },
        'assignment',
      ),
    );
  }
  return { entries, notes: [] };
};

/** The end of a line together with those that a `\` at its end joins to it. */
const endOfLogicalLine = (text: string, at: number): number => {
  let end = endOfLine(text, at);
  while (end < text.length && isEscaped(text, end, at)) end = endOfLine(text, nextLine(text, end));
  return Math.min(end, text.length);
};

/** Whether an odd number of backslashes stands right before `at`. */
const isEscaped = (text: string, at: number, floor: number): boolean => {
  let first = at;
  while (first > floor && text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (at - first) % 2 === 1;
};

const endOfKey = (text: string, at: number, end: number): number => {
  let next = at;
  for (; next < end; next++) {
    const code = text.charCodeAt(next);
    if (code === BACKSLASH) next++;
    else if (code === EQUALS || code === COLON || isBlank(code)) break;
  }
  return Math.min(next, end);
};

const valueStart = (text: string, keyEnd: number, end: number): number => {
  const sign = skipBlanks(text, keyEnd, end);
  const code = text.charCodeAt(sign);
  return sign < end && (code === EQUALS || code === COLON) ? skipBlanks(text, sign + 1, end) : sign;
};

const endOfValue = (text: string, start: number, end: number): number => {
  const note = text.slice(start, end).search(/[ \t]#[ \t]/);
  return note < 0 ? end : start + note;
};

/** Joins folded lines and undoes escapes; a backslash before any other character goes. */
const unfold = (raw: string): string => undoEscapes(raw, { known: 'nrtfu', folds: true, dropsUnknown: true });
