import type { Entry, Parsed, Quote } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { endOfLine, isNameChar, textStart } from './chars.ts';
import { commentedAssignment } from './commented-assignment.ts';
import { JSON_ESCAPES, undoEscapes } from './escapes.ts';
import { createHitCursor } from './hit-cursor.ts';
import { isSettingsJson } from './json-setting.ts';
import { isNameMember, isSettingList, isUnderSettings, isValueMember, type Slice, settingInElement } from './setting-name.ts';

/** A string or bare word: its range without quotes. Its text is read only where it matters, which is rarely. */
interface Word extends Range {
  readonly quote: Quote;
}

/** An object or array that is open. */
interface Frame {
  readonly isArray: boolean;
  /** The key it is the value of; what stands in an array goes by the array's. */
  readonly key: Word | undefined;
  /** Keys around it, its own included. */
  readonly path: readonly string[];
  /** Whether a credential word was seen in one of these keys. */
  readonly hit: boolean;
  /** Whether its elements are `NAME=value`. */
  readonly isSettings: boolean;
  name: Member | undefined;
  value: Member | undefined;
}

/** The `name` or the `value` of a pair, and its entry's index, or -1 when it was not taken for an entry. */
interface Member {
  readonly word: Word;
  readonly entryIndex: number;
}

const MAX_DEPTH = 200;

/** The longest key that `isNameMember` or `isValueMember` accepts. */
const MAX_MEMBER = 16;

const COMMA = 44;
const SLASH = 47;
const STAR = 42;

/**
 * Reads JSON and its looser kin: comments, trailing commas, single quotes, bare keys (JSON5), several documents in a row, a text that breaks
 * off. Entries are the members whose key, or one of whose parents, holds one of `offsets` (ends of credential words, rising); without
 * offsets, all members. `{ "name": "DB_PASSWORD", "value": "…" }` is one entry with the key `DB_PASSWORD`. A string ends at its quote or at
 * the end of its line, so that reading recovers from damage.
 */
export const parseJson = (text: string, path = '', offsets?: readonly number[]): Parsed => {
  const entries: Entry[] = [];
  const settings = isSettingsJson(path, text.slice(0, 4096));
  const cursor = offsets && createHitCursor(offsets);
  const isHit = (word: Word): boolean => cursor === undefined || cursor.within(word.start, word.end);
  const textOf = (word: Word): string => undoEscapes(text.slice(word.start, word.end), word.quote === 'none' ? { known: '' } : JSON_ESCAPES);
  const sliceOf = (word: Word): Slice => ({ text: textOf(word), range: { start: word.start, end: word.end } });
  const stack: Frame[] = [];
  let frame: Frame | undefined;
  let key: Word | undefined;
  let at = textStart(text);

  const open = (isArray: boolean): void => {
    const own = key ?? (frame?.isArray ? frame.key : undefined);
    const around = frame?.path ?? [];
    const inPath = key !== undefined && around.length < MAX_DEPTH ? [...around, textOf(key)] : around;
    const hit = (frame?.hit ?? false) || (key !== undefined && isHit(key));
    if (frame !== undefined && stack.length < MAX_DEPTH) stack.push(frame);
    const isSettings = isArray && own !== undefined && isSettingList(textOf(own));
    frame = { isArray, key: own, path: inPath, hit, isSettings, name: undefined, value: undefined };
    key = undefined;
  };

  const close = (): void => {
    const { name, value } = frame ?? {};
    if (frame !== undefined && name !== undefined && value !== undefined) {
      const wanted = frame.hit || isHit(name.word);
      for (const index of [name.entryIndex, value.entryIndex].sort((a, b) => b - a)) if (index >= 0) entries.splice(index, 1);
      if (wanted) add(sliceOf(name.word), sliceOf(value.word), value.word.quote, 'assignment', frame.path);
    }
    frame = stack.pop();
    key = undefined;
  };

  const add = (name: Slice, value: Slice, quote: Quote, kind: Entry['kind'], parents: readonly string[]): boolean => {
    if (name.text === '') return false;
    const setting = settings || isUnderSettings(parents) ? 'config' : 'source';
    entries.push({ key: name.text, parents, keyRange: name.range, value: value.text, valueRange: value.range, quote, kind, setting });
    return true;
  };

  const addElement = (list: Frame, word: Word): void => {
    if (list.key === undefined) return;
    const setting = list.isSettings ? settingInElement(sliceOf(word)) : undefined;
    if (setting === undefined) {
      if (list.hit) add(sliceOf(list.key), sliceOf(word), word.quote, 'element', list.path.slice(0, -1));
    } else if (isHit({ ...setting.key.range, quote: word.quote })) add(setting.key, setting.value, word.quote, 'assignment', list.path);
  };

  const addMember = (object: Frame, name: Word, word: Word): void => {
    const wanted = object.hit || isHit(name);
    const mayPair = mayBeMember(text, name);
    if (!wanted && !mayPair) return;
    const label = mayPair ? textOf(name) : '';
    const entryIndex = wanted && add(sliceOf(name), sliceOf(word), word.quote, 'assignment', object.path) ? entries.length - 1 : -1;
    if (isValueMember(label)) object.value = { word, entryIndex };
    else if (isNameMember(label) && word.quote !== 'none' && word.end > word.start) object.name = { word, entryIndex };
  };

  /** Takes a word for a key when a colon follows, else for a value. */
  const take = (word: Word, after: number): void => {
    at = after;
    if (frame?.isArray !== true && key === undefined) {
      let colon = after;
      while (colon < text.length && isSpace(text.charCodeAt(colon))) colon++;
      if (text.charCodeAt(colon) === 58) {
        frame ??= { isArray: false, key: undefined, path: [], hit: false, isSettings: false, name: undefined, value: undefined };
        key = word;
        at = colon + 1;
        return;
      }
    }
    const name = key;
    key = undefined;
    if (frame?.isArray === true) {
      if (frame.hit || frame.isSettings) addElement(frame, word);
    } else if (frame !== undefined && name !== undefined) addMember(frame, name, word);
  };

  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) at++;
    else if (code === 0x7b || code === 0x5b) {
      open(code === 0x5b);
      at++;
    } else if (code === 0x7d || code === 0x5d) {
      close();
      at++;
    } else if (code === COMMA || code === 58) {
      if (code === COMMA) key = undefined;
      at++;
    } else if (code === 0x22 || code === 0x27 || code === 0x60) {
      const end = endOfString(text, at + 1, code);
      const quote = code === 0x22 ? 'double' : code === 0x27 ? 'single' : 'backtick';
      take({ start: at + 1, end, quote }, text.charCodeAt(end) === code ? end + 1 : end);
    } else if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? text.length : end + 2;
    } else if (code === 35 || (code === SLASH && text.charCodeAt(at + 1) === SLASH)) {
      const end = endOfLine(text, at);
      const comment = cursor === undefined || cursor.within(at, end) ? commentedAssignment(text, at, trimComma(text, at, end)) : undefined;
      if (comment !== undefined) entries.push({ ...comment, parents: frame?.path ?? [], setting: settings ? 'config' : 'source' });
      at = end;
    } else {
      const end = endOfBare(text, at);
      take({ start: at, end, quote: 'none' }, Math.max(end, at + 1));
    }
  }
  while (frame !== undefined) close();
  return { entries, notes: [] };
};

/** Whether a key may be one that `isNameMember` or `isValueMember` accepts: these end in `e`, `y`, `g` or `r`. For speed. */
const mayBeMember = (text: string, { start, end }: Word): boolean => {
  if (end - start < 3 || end - start > MAX_MEMBER) return false;
  const last = text.charCodeAt(end - 1) | 32;
  return last === 0x65 || last === 0x79 || last === 0x67 || last === 0x72;
};

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9 || code === 0xa0;

/** The end of a string's content: its quote, or the end of its line. */
const endOfString = (text: string, from: number, quote: number): number => {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i;
    if (code === 92) {
      // JSON5 lets a string go on after an escaped line break.
      if (text.charCodeAt(i + 1) === 13 && text.charCodeAt(i + 2) === 10) i++;
      i++;
    } else if (code === 10 && quote !== 0x60) return i;
  }
  return text.length;
};

/** A bare key or value: a number, a word, or a template such as `{{ x }}` of which only the inside comes here. */
const endOfBare = (text: string, from: number): number => {
  let i = from;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (isNameChar(code) || code === 36 || code === 43 || code > 127) i++;
    else break;
  }
  return i;
};

/** A comment's end without the comma after the assignment in it. */
const trimComma = (text: string, from: number, end: number): number => {
  let last = end;
  while (last > from && (text.charCodeAt(last - 1) === COMMA || isSpace(text.charCodeAt(last - 1)))) last--;
  return last;
};
