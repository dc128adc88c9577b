import type { Entry } from '../model/entry.ts';
import { parseSource } from './source.ts';

/** A value shorter than this, or in one piece, holds no assignment of its own. */
const MIN_TEXT = 16;
const MAX_LOOKED_AT = 2000;

const holdsText = (entry: Entry): boolean => {
  if (entry.value.length < MIN_TEXT) return false;
  const value = entry.value.slice(0, MAX_LOOKED_AT);
  if (/[\w-][=:]\S/.test(value)) return true;
  const border = value.search(/[\s"']/);
  return border >= 0 && /[=:]/.test(value.slice(border));
};

/**
 * Assignments that a grammar of settings passes over: in comments, in what it did not understand, and inside values (a command line, a
 * script, JSON in a string). They are read as program text around `offsets`, ends of credential words, rising.
 */
export const readGaps = (text: string, entries: readonly Entry[], offsets: readonly number[]): Entry[] => {
  if (offsets.length === 0) return [];
  const taken = entries
    .flatMap((entry) => (holdsText(entry) ? [entry.keyRange] : [entry.keyRange, entry.valueRange]))
    .filter((range) => range.end > range.start)
    .sort((a, b) => a.start - b.start);
  const free: number[] = [];
  let at = 0;
  let reach = -1;
  for (const offset of offsets) {
    while (at < taken.length && taken[at]!.start < offset) reach = Math.max(reach, taken[at++]!.end);
    if (offset > reach) free.push(offset);
  }
  return free.length === 0 ? [] : [...parseSource(text, free).entries];
};
