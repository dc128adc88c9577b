import { createHash, createHmac } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey, type Fingerprints, type KeyedDigest, type Needle, takeFingerprints } from '../shared/text/fingerprints.ts';
import { needlesOf } from '../shared/text/needles.ts';
import { isOpenKey } from '../shared/text/worth-searching.ts';
import { type Fetched, takeApart } from './masks.ts';

/**
 * What the main step leaves for the post step. The list is a file in the runner's folder for temporary files, its key is kept by the runner
 * itself (the step's state): none of the two tells a value, and the post step works when the credentials have expired.
 */
export interface Watch {
  /** Milliseconds since 1970. Files that did not change since are not searched. */
  readonly startedAt: number;
  readonly fingerprints: Fingerprints;
  /** Values that are too short to be told from chance. */
  readonly tooShort: number;
  readonly unwatched: number;
  /** Files of the main step itself, where values have their place. */
  readonly ownFiles: readonly string[];
}

/** As `prefixedHash`, and faster. */
const digest: KeyedDigest = (key, text) => createHash('sha256').update(key).update(text, 'utf8').digest('binary');

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

/** Enough for the parts of some hundred secrets. */
const MAX_NEEDLES = 100_000;

const MIN_LENGTH = 6;

/** What any file may hold by chance: short texts, and numbers that are not long. */
const isByChance = (value: string): boolean => value.trim().length < MIN_LENGTH || /^[\d.,-]{1,9}$/.test(value.trim());

/** A value's own key, or the name of a secret that is one value. */
const keyOf = (label: string): string | undefined => /#(?:.*\.)?([^.#]+)$/.exec(label)?.[1];

const isWatched = (value: string, label: string): boolean => !isByChance(value) && !isOpenKey(keyOf(label) ?? '');

export const createWatch = (
  fetched: readonly Fetched[],
  minLength: number,
  startedAt: number,
  ownFiles: readonly string[],
): { readonly watch: Watch; readonly key: string } => {
  const key = createKey();
  const { values } = takeApart(fetched, minLength);
  const needles: Needle[] = [];
  let unwatched = 0;
  for (const [value, label] of values) {
    if (!isWatched(value, label)) continue;
    for (const needle of needlesOf(value, label, MIN_LENGTH)) {
      if (needles.length < MAX_NEEDLES) needles.push(needle);
      else unwatched += 1;
    }
  }
  const tooShort = [...values.keys()].filter(isByChance).length;
  return {
    watch: { startedAt, fingerprints: takeFingerprints(needles, { key, windows: 'safe', minLength: MIN_LENGTH, digest }), tooShort, unwatched, ownFiles },
    key,
  };
};

const sealOf = (text: string, key: string): string => hmac(key, text);

/** Keeps it for the post step. Gives what the state has to hold. */
export const keepWatch = (watch: Watch, key: string, folder: string | undefined): Readonly<Record<string, string>> => {
  const path = join(folder || tmpdir(), `watertight-${createHmac('sha256', key).update('name').digest('hex').slice(0, 16)}.json`);
  const text = JSON.stringify({ ...watch, fingerprints: { ...watch.fingerprints, rows: [...watch.fingerprints.rows] } });
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  return { watch: path, key, seal: sealOf(text, key) };
};

/** Takes it back, once. Undefined when it is gone or another one than was kept. */
export const takeWatch = (state: Readonly<Record<'watch' | 'key' | 'seal', string>>): { readonly watch: Watch; readonly key: string } | undefined => {
  const { key } = state;
  try {
    const text = readFileSync(state.watch, 'utf8');
    if (sealOf(text, key) !== state.seal) return undefined;
    const { fingerprints, ...kept } = JSON.parse(text) as Watch & { readonly fingerprints: { readonly rows: readonly number[] } };
    return { watch: { ...kept, fingerprints: { ...fingerprints, rows: Int32Array.from(fingerprints.rows) } }, key };
  } catch {
    return undefined;
  } finally {
    rmSync(state.watch, { force: true });
  }
};
