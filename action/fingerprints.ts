import { createHmac, randomBytes } from 'node:crypto';

/**
 * Texts to look for later without keeping them: of each its length, a rolling hash of its start (Karp and Rabin, "Efficient randomized
 * pattern-matching algorithms", 1987), by which places to look at are found, and a keyed digest of all of it, by which they are proved.
 * Whoever has both the list and the key can try out guesses, no more.
 */
export interface Fingerprints {
  readonly labels: readonly string[];
  readonly entries: readonly Fingerprint[];
}

/** Window, its hash, length, digest (base64 of 16 bytes), index of the label, and 1 when it must stand alone. */
type Fingerprint = readonly [window: number, hash: number, length: number, digest: string, label: number, alone: 0 | 1];

export interface Needle {
  readonly text: string;
  /** What is said when it is found. */
  readonly label: string;
}

export interface Hit {
  readonly label: string;
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
}

/** So many characters of a text are found by their rolling hash; the hash of a shorter start could be guessed. */
const WINDOW = 16;

/** Shorter texts count only where no letter or digit stands beside them. */
const MIN_LENGTH_WITHIN = 8;

export const createKey = (): Buffer => randomBytes(32);

const digestOf = (key: Buffer, text: string): string => createHmac('sha256', key).update(text, 'utf8').digest().subarray(0, 16).toString('base64');

/** An odd number, so that no character loses its weight. */
const baseOf = (key: Buffer): number => key.readUInt32LE(0) | 1;

const rollingHash = (text: string, window: number, base: number): number => {
  let hash = 0;
  for (let i = 0; i < window; i++) hash = (Math.imul(hash, base) + text.charCodeAt(i)) | 0;
  return hash;
};

export const takeFingerprints = (needles: Iterable<Needle>, key: Buffer): Fingerprints => {
  const labels = new Map<string, number>();
  const entries = new Map<string, Fingerprint>();
  const base = baseOf(key);
  for (const { text, label } of needles) {
    if (text === '' || entries.has(text)) continue;
    if (!labels.has(label)) labels.set(label, labels.size);
    const window = Math.min(text.length, WINDOW);
    entries.set(text, [window, rollingHash(text, window, base), text.length, digestOf(key, text), labels.get(label)!, text.length < MIN_LENGTH_WITHIN ? 1 : 0]);
  }
  return { labels: [...labels.keys()], entries: [...entries.values()] };
};

/** Finds them in a text, by rising offset; of one label the longest at a place, and nothing inside of it. */
export type FindFingerprints = (text: string) => Hit[];

const isWordPart = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

export const createFinder = ({ labels, entries }: Fingerprints, key: Buffer): FindFingerprints => {
  const base = baseOf(key);
  /** By window, by hash: what may start there, the longest first. */
  const byWindow = new Map<number, Map<number, Fingerprint[]>>();
  /** Whether any hash has these 16 upper bits: most places are settled by it. */
  const isKnown = new Uint8Array(1 << 16);
  for (const [, hash] of entries) isKnown[hash >>> 16] = 1;
  for (const entry of [...entries].sort((a, b) => b[2] - a[2])) {
    const byHash = byWindow.get(entry[0]) ?? new Map<number, Fingerprint[]>();
    byWindow.set(entry[0], byHash.set(entry[1], [...(byHash.get(entry[1]) ?? []), entry]));
  }
  const isAt = (text: string, at: number, [, , length, digest, , alone]: Fingerprint): boolean =>
    at + length <= text.length &&
    (alone === 0 || !(isWordPart(text[at - 1]) || isWordPart(text[at + length]))) &&
    digestOf(key, text.slice(at, at + length)) === digest;

  return (text) => {
    const found: (Hit & { readonly end: number })[] = [];
    for (const [window, byHash] of byWindow) {
      if (text.length < window) continue;
      let out = 1;
      for (let i = 1; i < window; i++) out = Math.imul(out, base);
      let hash = rollingHash(text, window, base);
      for (let at = 0; ; at++) {
        const entry = isKnown[hash >>> 16] === 0 ? undefined : byHash.get(hash)?.find((candidate) => isAt(text, at, candidate));
        if (entry !== undefined) found.push({ label: labels[entry[4]] ?? '', offset: at, end: at + entry[2] });
        if (at + window >= text.length) break;
        hash = (Math.imul(hash - Math.imul(text.charCodeAt(at), out), base) + text.charCodeAt(at + window)) | 0;
      }
    }
    found.sort((a, b) => a.offset - b.offset || b.end - a.end);
    const hits: Hit[] = [];
    const covered = new Map<string, number>();
    for (const { label, offset, end } of found) {
      if (end <= (covered.get(label) ?? 0)) continue;
      covered.set(label, end);
      hits.push({ label, offset });
    }
    return hits;
  };
};
