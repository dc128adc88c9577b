import type { Range } from '../model/range.ts';
import { prefixedHash } from './digest.ts';
import { type FingerprintIndex, slotOf, type WindowIndex } from './fingerprint-index.ts';
import { baseOf, isDigest, isSample, LABEL, LEAD, LENGTH, ROW, WHOLE_HASH, WINDOW_HASH, weightOf } from './fingerprints.ts';
import { createSqueezer, type Squeezed, unitsToText } from './squeeze.ts';

export interface Hit {
  readonly label: string;
  /** In the text, from the first unit of the value to behind its last one; line breaks and the like may stand inside. */
  readonly range: Range;
  /** What stands there, squeezed. */
  readonly squeezed: string;
}

/** Finds them in a text, by rising place; of one label the longest at a place, and nothing inside of it. */
export type FindFingerprints = (text: string) => Hit[];

/** Shorter texts count only where no letter or digit stands beside them. */
const MIN_LENGTH_WITHIN = 8;

/** A text of nothing but values must not use up the memory. */
const MAX_HITS = 20_000;

const isWordPart = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

interface Found {
  readonly label: number;
  /** In the squeezed text. */
  readonly start: number;
  readonly end: number;
}

/** One pass over the text, whatever the number of fingerprints: a step for each window, of which lists that stay in memory have two. */
export const createFinder = (index: FingerprintIndex): FindFingerprints => {
  const { rows, labels, key, windows } = index;
  const base = baseOf(key);
  const squeezeText = createSqueezer();
  let hashes = new Int32Array(1);
  /** Powers of the base, by length of a text: the weight of what stands before it. */
  const weights = new Map<number, number>();
  for (let row = 0; row < rows.length; row += ROW) {
    const length = rows[row + LENGTH]!;
    if (!weights.has(length)) weights.set(length, weightOf(length, base));
  }

  const isAt = (text: string, { units, places }: Squeezed, row: number, start: number, end: number): boolean => {
    if (end - start < MIN_LENGTH_WITHIN && (isWordPart(text[places[start]! - 1]) || isWordPart(text[places[end - 1]! + 1]))) return false;
    return isDigest(rows, row, prefixedHash(key, unitsToText(units, start, end)));
  };

  const lookUp = (text: string, squeezed: Squeezed, { slots, slotShift }: WindowIndex, hash: number, at: number, found: Found[]): void => {
    let slot = slotOf(hash, slotShift);
    for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
      let row = slots[slot]! - 1;
      if (rows[row + WINDOW_HASH] !== hash) continue;
      for (; row < rows.length && rows[row + WINDOW_HASH] === hash; row += ROW) {
        const start = at - rows[row + LEAD]!;
        const end = start + rows[row + LENGTH]!;
        if (start < 0 || end > squeezed.length) continue;
        const whole = (hashes[end]! - Math.imul(hashes[start]!, weights.get(end - start)!)) | 0;
        if (whole === rows[row + WHOLE_HASH] && isAt(text, squeezed, row, start, end)) found.push({ label: rows[row + LABEL]!, start, end });
      }
      return;
    }
  };

  const search = (text: string, squeezed: Squeezed): Found[] => {
    const { length, units } = squeezed;
    if (hashes.length <= length) hashes = new Int32Array(length + 1);
    let hash = 0;
    for (let i = 0; i < length; i++) {
      hash = (Math.imul(hash, base) + units[i]!) | 0;
      hashes[i + 1] = hash;
    }
    const found: Found[] = [];
    for (const window of windows) {
      const { length: width, weight, filter, filterShift, isSampled } = window;
      for (let end = width; end <= length; end++) {
        const seen = (hashes[end]! - Math.imul(hashes[end - width]!, weight)) | 0;
        if (isSampled && !isSample(seen)) continue;
        const bit = seen >>> filterShift;
        if ((filter[bit >> 3]! & (1 << (bit & 7))) === 0) continue;
        lookUp(text, squeezed, window, seen, end - width, found);
        if (found.length >= MAX_HITS) return found;
      }
    }
    return found;
  };

  return (text) => {
    if (windows.length === 0) return [];
    const squeezed = squeezeText(text);
    const found = search(text, squeezed);
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    const covered = new Map<number, number>();
    const hits: Hit[] = [];
    for (const { label, start, end } of found) {
      if (end <= (covered.get(label) ?? 0)) continue;
      covered.set(label, end);
      const range = { start: squeezed.places[start]!, end: squeezed.places[end - 1]! + 1 };
      hits.push({ label: labels[label] ?? '', range, squeezed: unitsToText(squeezed.units, start, end) });
    }
    return hits;
  };
};
