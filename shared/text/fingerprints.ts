import { prefixedHash } from './digest.ts';
import { MAX_SQUEEZED, squeeze } from './squeeze.ts';

/**
 * Texts to look for later without keeping them: of each its length, a rolling hash of a part of it (Karp and Rabin, "Efficient randomized
 * pattern-matching algorithms", 1987), by which places to look at are found, one of all of it, and a keyed digest of all of it, by which they
 * are proved. Whoever has both the list and the key can try out guesses, no more.
 */
export interface Fingerprints {
  readonly labels: readonly string[];
  /** `ROW` numbers for each text. */
  readonly rows: Int32Array;
  /** Whether windows were chosen by `isSample` where there was a choice. */
  readonly isSampled: boolean;
}

export interface Needle {
  readonly text: string;
  /** What is said when it is found. */
  readonly label: string;
  /** How much longer than the value it is: 2 for hex. Default: 1. */
  readonly growth?: number;
}

/** Columns of a row. */
export const WINDOW = 0;
export const LEAD = 1;
export const LENGTH = 2;
export const WINDOW_HASH = 3;
export const WHOLE_HASH = 4;
export const LABEL = 5;
export const DIGEST = 6;
const DIGEST_NUMBERS = 4;
export const ROW = DIGEST + DIGEST_NUMBERS;

/**
 * Which part of a text is found by its rolling hash.
 * `safe`, for lists that are kept: a part that holds 16 units of the value, of a shorter one four fifths of it at least. The hash of less could be guessed, in one form after the
 * other, and the rest then by itself. A search takes a step for each length.
 * `few`, for lists that stay in memory: one length, so that a search costs the same for many texts as for one. Nothing shorter than 8 units.
 */
export type Windows = 'few' | 'safe';

const LONG_WINDOW = 16;

/** The length of a window where there are few. */
const SHORT_WINDOW = 8;

/** In steps of a quarter at most, so that there are few lengths. */
const SAFE_WINDOWS = [16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256];

const windowOf = (length: number, growth: number, windows: Windows): number => {
  if (windows === 'few') return SHORT_WINDOW;
  const least = Math.min(LONG_WINDOW * growth, length * 0.8);
  return length <= LONG_WINDOW ? length : Math.min(length, SAFE_WINDOWS.find((window) => window >= least) ?? length);
};

/**
 * A digest under a key: `prefixedHash`, or one that gives the same faster where the code need not run in a browser. Its bytes are characters: Node
 * gives those three times as fast.
 */
export type KeyedDigest = (key: string, text: string) => string;

/** A random key, anew for each list: 64 hex digits. */
export const createKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** An odd number, so that no character loses its weight. */
export const baseOf = (key: string): number => Number.parseInt(key.slice(0, 8), 16) | 1;

/** Rolling hashes of the parts of one text. */
interface Rolling {
  /** The hash from `from` to `to`, exclusive. `weight`: the base to the power of their distance. */
  readonly of: (from: number, to: number, weight: number) => number;
}

/**
 * Gives the hashes of a text, valid until the next: those of its beginnings are taken once, that of a part follows from two of them. The units of ASCII
 * come from its encoder, which takes half as long as to read a text unit by unit.
 */
const createRolling = (base: number): ((text: string) => Rolling) => {
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(MAX_SQUEEZED);
  const hashes = new Int32Array(MAX_SQUEEZED + 1);
  const of = (from: number, to: number, weight: number): number => (hashes[to]! - Math.imul(hashes[from]!, weight)) | 0;
  return (text) => {
    const { length } = text;
    const { read, written } = encoder.encodeInto(text, bytes);
    const isAscii = read === length && written === length;
    for (let i = 0; i < length; i++) hashes[i + 1] = Math.imul(hashes[i]!, base) + (isAscii ? bytes[i]! : text.charCodeAt(i));
    return { of };
  };
};

/** The weight of what stands `length` units before. */
export const weightOf = (length: number, base: number): number => {
  let weight = 1;
  for (let i = 0; i < length; i++) weight = Math.imul(weight, base);
  return weight;
};

/** A number of the first 16 bytes of a digest. */
const numberAt = (digest: string, index: number): number =>
  (digest.charCodeAt(4 * index) << 24) | (digest.charCodeAt(4 * index + 1) << 16) | (digest.charCodeAt(4 * index + 2) << 8) | digest.charCodeAt(4 * index + 3);

export const isDigest = (rows: Int32Array, row: number, digest: string): boolean => {
  for (let i = 0; i < DIGEST_NUMBERS; i++) if (rows[row + DIGEST + i] !== numberAt(digest, i)) return false;
  return true;
};

/** Windows that are looked up: those with such a hash, one in eight. A text that has none is found by one of the others, which takes longer. */
export const isSample = (hash: number): boolean => Math.imul(hash, 0x85ebca6b) >>> 29 === 0;

/** The window nearest to the middle whose hash is a sample; else that in the middle. Values of one kind start alike (`sk_live_`, `{"username":`). */
const leadOf = (rolling: Rolling, length: number, window: number, weight: number): number => {
  const middle = (length - window) >> 1;
  const fits = (lead: number): boolean => isSample(rolling.of(lead, lead + window, weight));
  for (let off = 0; off <= middle; off++) {
    if (fits(middle - off)) return middle - off;
    if (off > 0 && fits(middle + off)) return middle + off;
  }
  return middle;
};

export interface FingerprintOptions {
  readonly key: string;
  readonly windows: Windows;
  /** Shorter texts are left out; at least 8 with `few`. Counted once they are squeezed. UTF-16 units. */
  readonly minLength: number;
  readonly digest?: KeyedDigest;
}

/** Rows to begin with. */
const FIRST_ROWS = 256;

/** In the order of the texts. One that comes twice has two rows: `indexFingerprints` keeps the first. */
export const takeFingerprints = (needles: Iterable<Needle>, { key, windows, minLength, digest = prefixedHash }: FingerprintOptions): Fingerprints => {
  const labels = new Map<string, number>();
  const base = baseOf(key);
  const rollingOf = createRolling(base);
  let rows = new Int32Array(FIRST_ROWS * ROW);
  let used = 0;
  for (const { text, label, growth = 1 } of needles) {
    const squeezed = squeeze(text);
    const { length } = squeezed;
    if (length < minLength) continue;
    if (!labels.has(label)) labels.set(label, labels.size);
    const rolling = rollingOf(squeezed);
    const window = windowOf(length, growth, windows);
    const weight = weightOf(window, base);
    const lead = windows === 'few' ? leadOf(rolling, length, window, weight) : (length - window) >> 1;
    if (used === rows.length) {
      const more = new Int32Array(rows.length * 2);
      more.set(rows);
      rows = more;
    }
    rows[used + WINDOW] = window;
    rows[used + LEAD] = lead;
    rows[used + LENGTH] = length;
    rows[used + WINDOW_HASH] = rolling.of(lead, lead + window, weight);
    rows[used + WHOLE_HASH] = rolling.of(0, length, 0);
    rows[used + LABEL] = labels.get(label)!;
    const proof = digest(key, squeezed);
    for (let i = 0; i < DIGEST_NUMBERS; i++) rows[used + DIGEST + i] = numberAt(proof, i);
    used += ROW;
  }
  return { labels: [...labels.keys()], rows: rows.slice(0, used), isSampled: windows === 'few' };
};
