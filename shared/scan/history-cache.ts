import { createHash } from 'node:crypto';
import type { Outcome } from './engine.ts';

/** What a blob at a path counted for, where nothing was found in it and nothing left out. */
export interface Remembered {
  readonly files: number;
  readonly bytes: number;
}

/** By key. Holds no values, no findings, no names: what has a finding is not in it, and is read again each time. */
export type HistoryCache = ReadonlyMap<string, Remembered>;

/** 160 bits of SHA-256: nobody can make a second text for a key. */
export const cacheKeyOf = (objectId: string, path: string, commit: string | undefined): string =>
  createHash('sha256')
    .update(`${objectId}\0${path}\0${commit ?? ''}`)
    .digest('base64url')
    .slice(0, 27);

const HEAD = 'watertight-history-cache 1';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A line for the kind of file, one for the settings, one with the hash of the rest, then one for each entry, sorted. */
export const writeCache = (cache: HistoryCache, settings: string): string => {
  const body = [...cache]
    .map(([key, { files, bytes }]) => `${key} ${files} ${bytes}\n`)
    .sort()
    .join('');
  return `${HEAD}\n${settings}\n${digestOf(body)}\n${body}`;
};

/** The cache, or why there is none. */
export const readCache = (text: string, settings: string): HistoryCache | 'damaged' | 'foreign' => {
  const [head, made, digest] = text.split('\n', 3);
  if (head !== HEAD || made === undefined || digest === undefined) return 'damaged';
  const body = text.slice(head.length + made.length + digest.length + 3);
  if (digestOf(body) !== digest) return 'damaged';
  if (made !== settings) return 'foreign';
  const cache = new Map<string, Remembered>();
  for (const [, key = '', files, bytes] of body.matchAll(/^([\w-]{27}) ([01]) (\d{1,15})$/gm)) cache.set(key, { files: Number(files), bytes: Number(bytes) });
  return cache;
};

/** Joins the outcomes of one scan: those of all pieces of a blob have to be clean. */
export const createMemory = (): { readonly add: (outcomes: readonly Outcome[]) => void; readonly clean: () => HistoryCache } => {
  const all = new Map<string, { files: number; bytes: number; isClean: boolean }>();
  const add = (outcomes: readonly Outcome[]): void => {
    for (const { key, files, bytes, isClean } of outcomes) {
      const known = all.get(key) ?? { files: 0, bytes: 0, isClean: true };
      known.files += files;
      known.bytes += bytes;
      known.isClean &&= isClean;
      all.set(key, known);
    }
  };
  const clean = (): HistoryCache => {
    const cache = new Map<string, Remembered>();
    for (const [key, { files, bytes, isClean }] of all) if (isClean) cache.set(key, { files, bytes });
    return cache;
  };
  return { add, clean };
};
