import type { Entry, Parsed, ParseNote } from '../model/entry.ts';
import { COLON, EQUALS, endOfLine, isBlank, nextLine, skipBlanks, skipNameChars, textStart } from './chars.ts';
import { commentedAssignment } from './commented-assignment.ts';
import { readDotenvValue } from './dotenv-value.ts';
import { embeddedEntries } from './embedded.ts';
import { NO_PARENTS } from './entry.ts';
import { undoEscapes } from './escapes.ts';
import { expansionDefaults } from './expansion-defaults.ts';
import { mentionedSetting } from './mentioned-setting.ts';

/** What may stand before a key: shells, `declare -x`, Windows' `set`, Docker's `ENV`, the dash of a YAML list. */
const PREFIX = /(?:(?:export|set|setx|readonly|local|declare|typeset|env)[ \t]+(?:-[a-zA-Z]+[ \t]+){0,3}|-[ \t]+)(?=["'A-Za-z_])/iy;

/** A line inside a quoted value that is more likely the next setting, after a quote that was never closed. */
const INNER_ASSIGNMENT = /[ \t]*(?:export[ \t]+)?[A-Z_][A-Z0-9_]*=[^=\r\n]/y;

/**
 * Reads `.env` text in all its dialects: dotenv and its ports, shells, `docker run --env-file`, compose. Where they differ, the reading
 * that loses no value wins: a `#` starts a comment after a blank only (so `C=a#b` is `a#b`), and text that never closes its quote is read
 * to the end of its line.
 */
export const parseDotenv = (text: string): Parsed => {
  const entries: Entry[] = [];
  const notes: ParseNote[] = [];
  let at = textStart(text);
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    at = readLine(text, at, lineEnd, entries, notes);
  }
  return { entries, notes };
};

/** Reads the line at `lineStart` and gives the offset to go on from, which is past further lines when a quoted value spans them. */
const readLine = (text: string, lineStart: number, lineEnd: number, entries: Entry[], notes: ParseNote[]): number => {
  let at = skipBlanks(text, lineStart, lineEnd);
  for (;;) {
    if (at >= lineEnd) return nextLine(text, lineEnd);
    if (isCommentStart(text, at)) {
      const comment = commentedAssignment(text, at, lineEnd);
      if (comment) push(text, comment, entries);
      return nextLine(text, lineEnd);
    }
    const key = readKey(text, at, lineEnd);
    if (!key) {
      // A command, or anything else that a shell file holds.
      const mention = mentionedSetting(text, at, lineEnd, [], 'assignment');
      if (mention) push(text, mention, entries);
      return nextLine(text, lineEnd);
    }
    const value = readDotenvValue(text, key.valueStart, lineEnd);
    if (value.isUnclosed) notes.push({ message: 'a quote is not closed', range: { start: key.start, end: lineEnd } });
    const entry: Entry = {
      key: text.slice(key.start, key.end),
      parents: NO_PARENTS,
      keyRange: { start: key.start, end: key.end },
      value: value.quote === 'double' ? undoEscapes(text.slice(value.start, value.end), { known: 'nrt' }) : text.slice(value.start, value.end),
      valueRange: { start: value.start, end: value.end },
      quote: value.quote,
      kind: 'assignment',
      setting: 'config',
    };
    push(text, entry, entries);
    if (value.after > lineEnd) return hasInnerAssignment(text, lineEnd, value.end) ? nextLine(text, lineEnd) : nextLine(text, endOfLine(text, value.after));
    // A shell line may go on: `export A="x" B="y"; export C=z # comment`.
    at = value.after;
    while (at < lineEnd && (isBlank(text.charCodeAt(at)) || text[at] === ';' || text[at] === ',')) at++;
  }
};

/** `#`; and `;` and `//`, with which people of other grammars switch a line off. */
const isCommentStart = (text: string, at: number): boolean => text[at] === '#' || text[at] === ';' || (text[at] === '/' && text[at + 1] === '/');

const push = (text: string, entry: Entry, entries: Entry[]): void => {
  entries.push(entry);
  if (entry.value.includes('${')) for (const inner of expansionDefaults(text, entry)) entries.push(inner);
  for (const inner of embeddedEntries(text, entry)) entries.push(inner);
};

interface KeyPlace {
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
}

/** A key with its sign. `=` with or without blanks; `:` as YAML writes it. */
const readKey = (text: string, at: number, lineEnd: number): KeyPlace | undefined => {
  let start = at;
  PREFIX.lastIndex = at;
  if (PREFIX.test(text) && PREFIX.lastIndex < lineEnd) start = PREFIX.lastIndex;
  else if (text.startsWith('$env:', at)) start = at + 5;
  const mark = text[start];
  if (mark === '"' || mark === "'") return readQuotedKey(text, start, lineEnd);
  let end = skipNameChars(text, start, lineEnd);
  // Keys of .NET: `ConnectionStrings:Default=…`, `Logins[0]=…`.
  while (end > start && end < lineEnd && ':[]'.includes(text[end]!)) {
    const next = skipNameChars(text, end + 1, lineEnd);
    const char = text.charCodeAt(next);
    if (next === end + 1 && text[end] === ':') break;
    if (text[end] === ':' && char !== EQUALS && char !== COLON && text[next] !== '[') break;
    end = next;
  }
  if (end === start) return undefined;
  return keyBefore(text, start, end, end, lineEnd);
};

/** `"KEY": …`, as in JSON. */
const readQuotedKey = (text: string, start: number, lineEnd: number): KeyPlace | undefined => {
  const end = skipNameChars(text, start + 1, lineEnd);
  return end > start + 1 && end < lineEnd && text[end] === text[start] ? keyBefore(text, start + 1, end, end + 1, lineEnd) : undefined;
};

/** The key, if a sign follows it: `=`, `:`, `:=`, `+=`, `?=`. */
const keyBefore = (text: string, start: number, end: number, after: number, lineEnd: number): KeyPlace | undefined => {
  let sign = skipBlanks(text, after, lineEnd);
  if (sign + 1 < lineEnd && '+?:'.includes(text[sign]!) && text[sign + 1] === '=') sign++;
  const code = text.charCodeAt(sign);
  const isSign = sign < lineEnd && (code === EQUALS || (code === COLON && !text.startsWith('//', sign + 1)));
  return isSign ? { start, end, valueStart: sign + 1 } : undefined;
};

const hasInnerAssignment = (text: string, firstLineEnd: number, valueEnd: number): boolean => {
  for (let at = nextLine(text, firstLineEnd); at < valueEnd; at = nextLine(text, endOfLine(text, at))) {
    INNER_ASSIGNMENT.lastIndex = at;
    if (INNER_ASSIGNMENT.test(text)) return true;
  }
  return false;
};
