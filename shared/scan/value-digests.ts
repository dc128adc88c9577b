import { hash } from 'node:crypto';
import type { Secret } from '../model/secret.ts';
import { baseOf, weightOf } from '../text/fingerprints.ts';
import { MIN_FORM_LENGTH, type Scrubber } from '../text/forms.ts';

/**
 * What one machine found, for the names that another one reports: by length in UTF-16 units, of each value a rolling hash of all of it (eight hex
 * digits), by which places to look at are found, and a digest, by which they are proved; both under the id of the plan, sorted. Whoever has the report can try out guesses with them, as with its fingerprints, no more: nothing of a part of a value is among them.
 */
export type ValueDigests = Readonly<Record<string, readonly string[]>>;

/** Longer values stand in no name. UTF-16 units. */
const MAX_LENGTH = 255;

/** 96 bits of SHA-256, in base64. */
const digest = (key: string, text: string): string => hash('sha256', `${key}\0${text}`, 'base64').slice(0, 16);

/** Hashes of the beginnings of a text, by their length. */
const rollingHashes = (text: string, base: number): Int32Array => {
  const hashes = new Int32Array(text.length + 1);
  for (let i = 0; i < text.length; i++) hashes[i + 1] = Math.imul(hashes[i]!, base) + text.charCodeAt(i);
  return hashes;
};

/** Hex digits of a rolling hash. */
const ROLLING_DIGITS = 8;

const entryOf = (key: string, value: string): string => {
  const rolling = rollingHashes(value, baseOf(key))[value.length]! >>> 0;
  return rolling.toString(16).padStart(ROLLING_DIGITS, '0') + digest(key, value);
};

export const digestValues = (key: string, secrets: readonly Secret[]): ValueDigests => {
  const values = [...new Set(secrets.map((secret) => secret.reveal()))].filter(({ length }) => length >= MIN_FORM_LENGTH && length <= MAX_LENGTH);
  const lengths = [...new Set(values.map(({ length }) => length))];
  return Object.fromEntries(
    lengths.map((length) => [
      String(length),
      values
        .filter((value) => value.length === length)
        .map((value) => entryOf(key, value))
        .sort(),
    ]),
  );
};

/** Bits of a rolling hash that are looked up before anything else. */
const FILTER_BITS = 20;

/** The values of one length. */
interface OfLength {
  readonly length: number;
  /** Of a unit that stands so far before. */
  readonly weight: number;
  /** Digests by rolling hash. */
  readonly digests: Map<number, Set<string>>;
}

/**
 * Replaces the values behind digests, as they are and in no other form, wherever they stand in a text. `counts`: which of them. As `createScrubber`
 * the first is taken, and of those the longest. Takes a step for each place and length.
 */
export const createDigestScrubber = (key: string, lists: readonly ValueDigests[], counts: (value: string) => boolean = () => true): Scrubber => {
  const base = baseOf(key);
  const byLength = new Map<number, OfLength>();
  const filter = new Uint8Array(1 << FILTER_BITS);
  for (const [name, entries] of lists.flatMap((list) => Object.entries(list))) {
    const length = Number(name);
    const { digests } = byLength.get(length) ?? { digests: new Map<number, Set<string>>() };
    byLength.set(length, { length, weight: weightOf(length, base), digests });
    for (const entry of entries) {
      const rolling = Number.parseInt(entry.slice(0, ROLLING_DIGITS), 16) | 0;
      digests.set(rolling, (digests.get(rolling) ?? new Set()).add(entry.slice(ROLLING_DIGITS)));
      filter[rolling >>> (32 - FILTER_BITS)] = 1;
    }
  }
  const longestFirst = [...byLength.values()].sort((a, b) => b.length - a.length);
  const valueAt = (text: string, hashes: Int32Array, at: number): string | undefined => {
    for (const { length, weight, digests } of longestFirst) {
      if (at + length > text.length) continue;
      const rolling = (hashes[at + length]! - Math.imul(hashes[at]!, weight)) | 0;
      if (filter[rolling >>> (32 - FILTER_BITS)] === 0) continue;
      const known = digests.get(rolling);
      if (known === undefined) continue;
      const value = text.slice(at, at + length);
      if (known.has(digest(key, value)) && counts(value)) return value;
    }
    return undefined;
  };
  const scrub = (text: string): string => {
    const hashes = rollingHashes(text, base);
    let clean = '';
    for (let at = 0; at < text.length; ) {
      const value = valueAt(text, hashes, at);
      clean += value === undefined ? text[at] : '[secret]';
      at += value?.length ?? 1;
    }
    return clean;
  };
  const done = new Map<string, string>();
  return (text) => {
    const clean = done.get(text) ?? scrub(text);
    done.set(text, clean);
    return clean;
  };
};
