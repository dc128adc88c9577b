import type { Entry, Parsed, Quote } from '../model/entry.ts';
import { endOfLine, isNameChar, textStart } from './chars.ts';
import { commentedAssignment } from './commented-assignment.ts';
import { JSON_ESCAPES, undoEscapes } from './escapes.ts';
import { createHitCursor } from './hit-cursor.ts';
import { isSettingsJson } from './json-setting.ts';
import { isNameMember, isSettingList, isUnderSettings, isValueMember, type Slice, settingInElement } from './setting-name.ts';

/** An object or array that is open. */
interface Frame {
  readonly isArray: boolean;
  /** The key it is the value of; an array's elements and objects in arrays go by the array's. */
  readonly key: Slice | undefined;
  /** Keys around it, its own included. */
  readonly path: readonly string[];
  /** Whether a credential word was seen in one of these keys. */
  readonly hit: boolean;
  name: Member | undefined;
  value: Member | undefined;
}

/** The `name` or the `value` of a pair, and its entry's index, or -1 when it was not taken for an entry. */
interface Member {
  readonly slice: Slice;
  readonly quote: Quote;
  entryIndex: number;
}

const MAX_DEPTH = 200;

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
  const isHit = (slice: Slice): boolean => cursor === undefined || cursor.within(slice.range.start, slice.range.end);
  const stack: Frame[] = [];
  let frame: Frame | undefined;
  let key: Slice | undefined;
  let at = textStart(text);

  const open = (isArray: boolean): void => {
    const own = key ?? (frame?.isArray ? frame.key : undefined);
    const around = frame?.path ?? [];
    const named = key !== undefined && around.length < MAX_DEPTH;
    const next: Frame = {
      isArray,
      key: own,
      path: named ? [...around, key!.text] : around,
      hit: (frame?.hit ?? false) || (key !== undefined && isHit(key)),
      name: undefined,
      value: undefined,
    };
    if (frame !== undefined && stack.length < MAX_DEPTH) stack.push(frame);
    frame = next;
    key = undefined;
  };

  const close = (): void => {
    const { name, value } = frame ?? {};
    if (frame !== undefined && name !== undefined && value !== undefined && name.slice.text !== '') {
      const wanted = frame.hit || isHit(name.slice);
      for (const index of [name.entryIndex, value.entryIndex].sort((a, b) => b - a)) if (index >= 0) entries.splice(index, 1);
      if (wanted) add(name.slice, value.slice, value.quote, 'assignment', frame.path);
    }
    frame = stack.pop();
    key = undefined;
  };

  const add = (name: Slice, value: Slice, quote: Quote, kind: Entry['kind'], parents: readonly string[]): void => {
    if (name.text === '') return;
    entries.push({
      key: name.text,
      parents,
      keyRange: name.range,
      value: value.text,
      valueRange: value.range,
      quote,
      kind,
      setting: settings || isUnderSettings(parents) ? 'config' : 'source',
    });
  };

  const addLeaf = (value: Slice, quote: Quote): void => {
    if (frame === undefined) return;
    if (frame.isArray) {
      const list = frame.key;
      if (list === undefined) return;
      const setting = isSettingList(list.text) ? settingInElement(value) : undefined;
      if (setting !== undefined) {
        if (isHit(setting.key)) add(setting.key, setting.value, quote, 'assignment', frame.path);
      } else if (frame.hit) add(list, value, quote, 'element', frame.path.slice(0, -1));
      return;
    }
    const name = key;
    key = undefined;
    if (name === undefined) return;
    const member: Member = { slice: value, quote, entryIndex: -1 };
    if (isValueMember(name.text)) frame.value = member;
    else if (isNameMember(name.text) && quote !== 'none') frame.name = member;
    if (!frame.hit && !isHit(name)) return;
    if (name.text !== '') member.entryIndex = entries.length;
    add(name, value, quote, 'assignment', frame.path);
  };

  /** Whether a key's colon follows. */
  const skipToColon = (from: number): number => {
    let i = from;
    while (i < text.length && isSpace(text.charCodeAt(i))) i++;
    return text.charCodeAt(i) === 58 ? i + 1 : -1;
  };

  const readWord = (slice: Slice, quote: Quote, after: number): void => {
    if (frame?.isArray !== true && key === undefined) {
      const value = skipToColon(after);
      if (value >= 0) {
        frame ??= { isArray: false, key: undefined, path: [], hit: false, name: undefined, value: undefined };
        key = slice;
        at = value;
        return;
      }
    }
    addLeaf(slice, quote);
    at = after;
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
      const raw = text.slice(at + 1, end);
      const quote = code === 0x22 ? 'double' : code === 0x27 ? 'single' : 'backtick';
      const closed = text.charCodeAt(end) === code;
      readWord({ text: undoEscapes(raw, JSON_ESCAPES), range: { start: at + 1, end } }, quote, closed ? end + 1 : end);
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
      readWord({ text: text.slice(at, end), range: { start: at, end } }, 'none', Math.max(end, at + 1));
    }
  }
  while (frame !== undefined) close();
  return { entries, notes: [] };
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
