import type { Entry, Parsed } from '../model/entry.ts';
import { findValue } from './source-operator.ts';
import { withoutScheme } from './source-value.ts';

/** Longest key read, on each side of the credential word. */
const MAX_KEY = 80;

/** Characters of a key: letters, digits, `_` and `$` (1); `-` and `.` only between two of these (2). */
const KEY_CHAR = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$') KEY_CHAR[char.charCodeAt(0)] = 1;
for (const char of '-.') KEY_CHAR[char.charCodeAt(0)] = 2;

const keyClass = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 128 ? KEY_CHAR[code]! : 0;
};

/** What may follow a key that has a value: most hits in program text are followed by something else, and cost one look-up. */
const MAY_FOLLOW = new Uint8Array(128);
for (const char of ' \t\r\n"\'`\\=:,(|>[])!?+*;}&') MAY_FOLLOW[char.charCodeAt(0)] = 1;

/** Where a key of several words in quotes starts, `"Secret Access Key"`; `start` for any other. */
const phraseStart = (text: string, start: number, end: number): number => {
  if (text.charCodeAt(start - 1) !== 32) return start;
  const quote = text.charCodeAt(end);
  if (quote !== 34 && quote !== 39) return start;
  const floor = Math.max(0, start - MAX_KEY);
  for (let i = start - 1; i >= floor; i--) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code !== 32 && keyClass(text, i) === 0) return start;
  }
  return start;
};

/**
 * Reads the assignments of program text, and of any text whose grammar is not known, around the given offsets only: at each offset a
 * credential word was seen (the offset is the end of the word). Work per offset is bounded, so the whole is linear.
 */
export const parseSource = (text: string, offsets: readonly number[]): Parsed => {
  const entries: Entry[] = [];
  let done = 0;
  for (const offset of offsets) {
    if (offset <= done) continue;
    let end = offset;
    const limit = Math.min(text.length, offset + MAX_KEY);
    for (; end < limit; end++) {
      const kind = keyClass(text, end);
      if (kind === 0 || (kind === 2 && keyClass(text, end + 1) !== 1)) break;
    }
    done = end;
    const after = text.charCodeAt(end);
    if (end === limit || !(after < 128 && MAY_FOLLOW[after] === 1)) continue;
    let start = offset - 1;
    const floor = Math.max(0, offset - MAX_KEY);
    while (start > floor) {
      const kind = keyClass(text, start - 1);
      if (kind === 0 || (kind === 2 && keyClass(text, start - 2) !== 1)) break;
      start--;
    }
    const whole = findValue(text, start, end);
    if (whole === undefined || whole.value === '') continue;
    const found = withoutScheme(text, whole);
    const phrase = phraseStart(text, start, end);
    const name = text.slice(phrase, end);
    const dot = phrase === start ? name.lastIndexOf('.') : -1;
    const keyStart = phrase + dot + 1;
    entries.push({
      key: name.slice(dot + 1),
      parents: dot > 0 ? name.slice(0, dot).split('.').filter(Boolean) : [],
      keyRange: { start: keyStart, end },
      value: found.value,
      valueRange: found.range,
      quote: found.quote,
      kind: 'assignment',
      setting: 'source',
    });
    // Read again: a value that may be the key of a pair (`key="X" value="v"`) or has a structure of its own (JSON, a query, a command line).
    done = /^[\w.$-]{1,60}$|[\s:=]/.test(found.value) ? found.range.start : found.range.end;
  }
  return { entries, notes: [] };
};
