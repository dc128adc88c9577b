import type { Entry } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { parseJson } from './json.ts';

/** A value longer than this is not read into. */
const MAX_LENGTH = 200_000;

const NONE: readonly Entry[] = [];

/**
 * The entries inside a value that is JSON itself: `SETTINGS={"password":"…"}`, a heredoc with container definitions. They are settings,
 * their parents are the value's key and what stands around it. Quotes that a double-quoted value escapes are read as such.
 */
export const embeddedEntries = (text: string, entry: Entry): readonly Entry[] => {
  const { start, end } = entry.valueRange;
  if (end - start < 7 || end - start > MAX_LENGTH) return NONE;
  const first = text.charCodeAt(start);
  // Most values start with a letter or digit, and cost this look only.
  if (first > 32 && first !== 123 /* { */ && first !== 91 /* [ */) return NONE;
  const raw = text.slice(start, end);
  const { json, offsetOf } = entry.quote === 'double' ? withoutEscapes(raw) : { json: raw, offsetOf: (offset: number) => offset };
  if (!/^\s{0,100}(?:\{\s{0,100}"|\[\s{0,100}\{)/.test(json)) return NONE;
  const parents = [...entry.parents, entry.key];
  const toText = (range: Range): Range => ({ start: start + offsetOf(range.start), end: start + offsetOf(range.end) });
  return parseJson(json).entries.map((inner) => ({
    ...inner,
    parents: [...parents, ...inner.parents],
    keyRange: toText(inner.keyRange),
    valueRange: toText(inner.valueRange),
    setting: entry.setting,
  }));
};

/** A text without the backslashes before quotes and backslashes, and where each of its offsets stood. */
const withoutEscapes = (raw: string): { json: string; offsetOf: (offset: number) => number } => {
  const cuts: number[] = [];
  const json = raw.replace(/\\(["\\])/g, (_, char: string, at: number) => {
    cuts.push(at - cuts.length);
    return char;
  });
  // The cuts rise: those at or before an offset moved it, one place each.
  const offsetOf = (offset: number): number => {
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return offset + low;
  };
  return { json, offsetOf };
};
