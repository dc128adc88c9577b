import type { Entry, Parsed } from '../model/entry.ts';
import { endOfLine, HASH, isBlank, isNameChar, nextLine, SEMICOLON, skipBlanks, skipNameChars, textStart, trimEnd } from './chars.ts';
import { commentedAssignment } from './commented-assignment.ts';
import { type Key, NO_PARENTS, settingOf } from './entry.ts';
import { expansionDefaults } from './expansion-defaults.ts';
import { readLineValue } from './line-value.ts';

/** A key longer than this is no key. */
const MAX_KEY = 200;

/** How a relative of ini differs. */
interface Dialect {
  /** Whether `key: value` is an assignment too, as in Python's configparser. */
  readonly hasColons: boolean;
}

/** Reads `.ini`, `.cfg`, `.cnf`, `.gitconfig`, `.pypirc`, `.s3cfg`, AWS `credentials`: `[section]`, `key = value`, `key: value`, comments with `;` and `#`. */
export const parseIni = (text: string): Parsed => readIni(text, { hasColons: true });

/**
 * Reads `.npmrc`, whose keys hold colons: of `//registry.example.org/:_authToken=…` the key is `_authToken` and its parent the registry.
 * https://docs.npmjs.com/cli/configuring-npm/npmrc
 */
export const parseNpmrc = (text: string): Parsed => {
  const { entries, notes } = readIni(text, { hasColons: false });
  return { entries: entries.map(splitRegistry), notes };
};

const splitRegistry = (entry: Entry): Entry => {
  const colon = entry.key.lastIndexOf(':');
  if (colon < 0 || colon === entry.key.length - 1) return entry;
  const { start, end } = entry.keyRange;
  return settingOf({ text: entry.key.slice(colon + 1), range: { start: start + colon + 1, end }, parents: [entry.key.slice(0, colon)] }, entry, entry.kind);
};

const readIni = (text: string, dialect: Dialect): Parsed => {
  const entries: Entry[] = [];
  let parents: readonly string[] = NO_PARENTS;
  // The key of a value that starts on the next line, indented.
  let pending: Key | undefined;
  const add = (entry: Entry): void => {
    entries.push(entry);
    if (entry.value.includes('${')) for (const inner of expansionDefaults(text, entry)) entries.push(inner);
  };
  for (let lineStart = textStart(text); lineStart < text.length; ) {
    const lineEnd = endOfLine(text, lineStart);
    const at = skipBlanks(text, lineStart, lineEnd);
    const isIndented = at > lineStart;
    lineStart = nextLine(text, lineEnd);
    if (at >= lineEnd) continue;
    const code = text.charCodeAt(at);
    if (code === HASH || code === SEMICOLON) {
      const entry = commentedAssignment(text, at, lineEnd, parents) ?? commentedKey(text, at, lineEnd, dialect);
      if (entry) add(entry);
      continue;
    }
    if (text[at] === '[') {
      const line = text.slice(at, lineEnd);
      const close = line.lastIndexOf(']');
      if (close > 1) parents = [line.slice(1, close)];
      pending = undefined;
      continue;
    }
    const sign = signOf(text, at, lineEnd, dialect);
    const keyEnd = trimEnd(text, at, sign);
    if (sign < 0 || keyEnd === at || keyEnd - at > MAX_KEY) {
      if (isIndented && pending) add(settingOf(pending, readLineValue(text, at, lineEnd, ';#'), 'element'));
      continue;
    }
    const name = text.slice(keyEnd - 2, keyEnd) === '[]' && keyEnd - at > 2 ? keyEnd - 2 : keyEnd;
    const key = { text: text.slice(at, name), range: { start: at, end: name }, parents };
    const value = readLineValue(text, sign + 1, lineEnd, ';#');
    pending = value.value === '' ? key : undefined;
    add(settingOf(key, value, 'assignment'));
  }
  return { entries, notes: [] };
};

/** `;//registry.example.org/:_authToken=…`: a commented-out key that is more than a name. */
const commentedKey = (text: string, start: number, lineEnd: number, dialect: Dialect): Entry | undefined => {
  let at = start;
  while (at < lineEnd && (text[at] === '#' || text[at] === ';' || isBlank(text.charCodeAt(at)))) at++;
  if (dialect.hasColons || !text.startsWith('//', at)) return undefined;
  const sign = signOf(text, at, lineEnd, dialect);
  if (sign < 0 || /\s/.test(text.slice(at, sign))) return undefined;
  return settingOf(
    { text: text.slice(at, sign), range: { start: at, end: sign }, parents: NO_PARENTS },
    readLineValue(text, sign + 1, lineEnd, ';#'),
    'comment',
  );
};

/** The sign between key and value, or -1: the first `=`, or an earlier `:` that follows a plain name and is followed by a blank or is the only sign. */
const signOf = (text: string, at: number, lineEnd: number, dialect: Dialect): number => {
  for (let sign = at; sign < lineEnd && sign - at <= MAX_KEY; sign++) {
    const char = text[sign];
    if (char === '=') return sign;
    if (char === ':' && dialect.hasColons) {
      const isName = skipNameChars(text, at, sign) === trimEnd(text, at, sign);
      if (isBlank(text.charCodeAt(sign + 1)) || sign + 1 === lineEnd) return sign;
      if (isName && isNameChar(text.charCodeAt(sign + 1)) && !text.slice(sign, Math.min(lineEnd, sign + MAX_KEY)).includes('=')) return sign;
    }
  }
  return -1;
};
