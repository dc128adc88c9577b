import type { Entry } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { parseJson } from './json.ts';

/** A value longer than this is not read into. */
const MAX_LENGTH = 200_000;

/**
 * The entries inside a value that is JSON itself: `SETTINGS={"password":"…"}`, a heredoc with container definitions. They are settings,
 * their parents are the value's key and what stands around it. Values with escaped quotes are not read: their ranges would be off.
 */
export const embeddedEntries = (text: string, entry: Entry): Entry[] => {
  const { start, end } = entry.valueRange;
  if (end - start < 7 || end - start > MAX_LENGTH || !startsJson(text, start, end)) return [];
  const raw = text.slice(start, end);
  if (raw.includes('\\"') && entry.quote === 'double') return [];
  const parents = [...entry.parents, entry.key];
  return parseJson(raw).entries.map((inner) => ({
    ...inner,
    parents: [...parents, ...inner.parents],
    keyRange: shift(inner.keyRange, start),
    valueRange: shift(inner.valueRange, start),
    setting: entry.setting,
  }));
};

/** `{ "` or `[ {`, with whitespace between. */
const startsJson = (text: string, start: number, end: number): boolean => {
  const first = text.charCodeAt(start);
  // Most values start with a letter or digit, and cost this look only.
  if (first > 32 && first !== 123 /* { */ && first !== 91 /* [ */) return false;
  return /^\s{0,100}(?:\{\s{0,100}"|\[\s{0,100}\{)/.test(text.slice(start, Math.min(end, start + 300)));
};

const shift = (range: Range, by: number): Range => ({ start: range.start + by, end: range.end + by });
