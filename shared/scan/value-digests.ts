import { hash } from 'node:crypto';
import type { Secret } from '../model/secret.ts';
import { MIN_FORM_LENGTH, type Scrubber } from '../text/forms.ts';

/**
 * What one machine found, for the names that another one reports: digests of the values under the id of the plan, sorted. Whoever has the report
 * can try out guesses with them, as with its fingerprints, no more: of a value nothing is told but its length and whether it holds a blank. Nor is a
 * rolling hash, by which places could be found sooner: it is a linear equation in the characters, and 32 bits of one leave so few of all passwords
 * of ten letters and digits that a laptop tries them in seconds, where the digest alone leaves years.
 */
export interface ValueDigests {
  /** Values without blanks: nearly all. Where a blank stands, none of them needs to be looked for. */
  readonly solid: DigestsByLength;
  /** Values with a blank or a line break in them. */
  readonly spaced: DigestsByLength;
}

/** By length in UTF-16 units. */
export type DigestsByLength = Readonly<Record<string, readonly string[]>>;

/** Longer values stand in no name. UTF-16 units. */
const MAX_LENGTH = 255;

/** 96 bits of SHA-256, in base64. */
const digest = (key: string, text: string): string => hash('sha256', `${key}\0${text}`, 'base64').slice(0, 16);

const digestsByLength = (key: string, values: readonly string[]): DigestsByLength =>
  Object.fromEntries(
    [...new Set(values.map(({ length }) => length))].map((length) => [
      String(length),
      values
        .filter((value) => value.length === length)
        .map((value) => digest(key, value))
        .sort(),
    ]),
  );

export const digestValues = (key: string, secrets: readonly Secret[]): ValueDigests => {
  const values = [...new Set(secrets.map((secret) => secret.reveal()))].filter(({ length }) => length >= MIN_FORM_LENGTH && length <= MAX_LENGTH);
  return {
    solid: digestsByLength(
      key,
      values.filter((value) => !/\s/.test(value)),
    ),
    spaced: digestsByLength(
      key,
      values.filter((value) => /\s/.test(value)),
    ),
  };
};

const joinDigests = (lists: readonly DigestsByLength[]): readonly (readonly [number, ReadonlySet<string>])[] => {
  const all = new Map<number, Set<string>>();
  for (const [name, digests] of lists.flatMap((list) => Object.entries(list))) {
    const known = all.get(Number(name)) ?? new Set();
    for (const each of digests) known.add(each);
    all.set(Number(name), known);
  }
  return [...all];
};

/** Where the blank stands that comes next, by place; the end of the text where none does. */
const nextBlanks = (text: string): Int32Array => {
  const next = new Int32Array(text.length + 1).fill(text.length);
  for (let at = text.length - 1; at >= 0; at--) next[at] = /\s/.test(text[at]!) ? at : next[at + 1]!;
  return next;
};

/**
 * Replaces the values behind digests, as they are and in no other form, wherever they stand in a text. `counts`: which of them. As `createScrubber`
 * the first is taken, and of those the longest. One digest for each place and length, as far as no blank stands there, two million of which take a
 * second; give texts that begin alike one after another, since of those only the rest is looked at.
 */
export const createDigestScrubber = (key: string, lists: readonly ValueDigests[], counts: (value: string) => boolean = () => true): Scrubber => {
  const solid = joinDigests(lists.map((list) => list.solid));
  const spaced = joinDigests(lists.map((list) => list.spaced));
  let last = '';
  let lastMatches: ReadonlyMap<number, readonly number[]> = new Map();
  /** Lengths of values by the places where they start. What stands in the part that the last text began with too is known from that. */
  const matchesIn = (text: string): ReadonlyMap<number, readonly number[]> => {
    let shared = 0;
    while (shared < text.length && text[shared] === last[shared]) shared += 1;
    const matches = new Map<number, number[]>();
    for (const [at, found] of lastMatches) {
      const kept = found.filter((length) => at + length <= shared);
      if (kept.length > 0) matches.set(at, kept);
    }
    const look = (lengths: typeof solid, endOf: (at: number) => number): void => {
      for (const [length, digests] of lengths)
        for (let at = Math.max(0, shared - length + 1); at + length <= text.length; at++)
          if (at + length <= endOf(at) && digests.has(digest(key, text.slice(at, at + length)))) matches.set(at, [...(matches.get(at) ?? []), length]);
    };
    const blanks = nextBlanks(text);
    look(solid, (at) => blanks[at]!);
    look(spaced, () => text.length);
    last = text;
    lastMatches = matches;
    return matches;
  };
  const scrub = (text: string): string => {
    let clean = '';
    let kept = 0;
    for (const [at, found] of [...matchesIn(text)].sort(([a], [b]) => a - b)) {
      const length = Math.max(0, ...found.filter((each) => counts(text.slice(at, at + each))));
      if (at < kept || length === 0) continue;
      clean += `${text.slice(kept, at)}[secret]`;
      kept = at + length;
    }
    return clean + text.slice(kept);
  };
  const done = new Map<string, string>();
  return (text) => {
    const clean = done.get(text) ?? scrub(text);
    done.set(text, clean);
    return clean;
  };
};
