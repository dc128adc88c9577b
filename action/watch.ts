import { createHmac } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formsOf } from '../shared/text/forms.ts';
import { createKey, type Fingerprints, type Needle, takeFingerprints } from './fingerprints.ts';
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

/** Enough for the parts of some hundred secrets. */
const MAX_NEEDLES = 100_000;

const MIN_LENGTH = 6;

/** What any file may hold by chance: short texts, and numbers that are not long. */
const isByChance = (value: string): boolean => value.trim().length < MIN_LENGTH || /^[\d.,-]{1,9}$/.test(value.trim());

/** A line of a key is as good as the key. Lines around it stand in every key. */
const MIN_LINE_LENGTH = 24;

/**
 * Members of the JSON that AWS gives a database's secret which are no secret: where it is and who asks. They stand in configuration files with
 * good reason. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
const OPEN_KEYS = /#(?:engine|host|port|username|dbname|dbInstanceIdentifier|dbClusterIdentifier|masterarn)$/;

const needlesOf = function* (values: ReadonlyMap<string, string>): Generator<Needle> {
  for (const [value, label] of values) {
    if (OPEN_KEYS.test(label) || isByChance(value)) continue;
    for (const text of formsOf(value, MIN_LENGTH)) yield { text, label };
    const lines = value.split(/[\r\n]+/).map((line) => line.trim());
    if (lines.length > 1) for (const text of lines) if (text.length >= MIN_LINE_LENGTH && !text.startsWith('-----')) yield { text, label };
  }
};

export const createWatch = (
  fetched: readonly Fetched[],
  minLength: number,
  startedAt: number,
  ownFiles: readonly string[],
): { readonly watch: Watch; readonly key: Buffer } => {
  const key = createKey();
  const { values } = takeApart(fetched, minLength);
  const needles: Needle[] = [];
  let unwatched = 0;
  for (const needle of needlesOf(values)) {
    if (needles.length < MAX_NEEDLES) needles.push(needle);
    else unwatched += 1;
  }
  const tooShort = [...values.keys()].filter(isByChance).length;
  return { watch: { startedAt, fingerprints: takeFingerprints(needles, key), tooShort, unwatched, ownFiles }, key };
};

const sealOf = (text: string, key: Buffer): string => createHmac('sha256', key).update(text).digest('hex');

/** Keeps it for the post step. Gives what the state has to hold. */
export const keepWatch = (watch: Watch, key: Buffer, folder: string | undefined): Readonly<Record<string, string>> => {
  const path = join(folder || tmpdir(), `watertight-${createHmac('sha256', key).update('name').digest('hex').slice(0, 16)}.json`);
  const text = JSON.stringify(watch);
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  return { watch: path, key: key.toString('base64'), seal: sealOf(text, key) };
};

/** Takes it back, once. Undefined when it is gone or another one than was kept. */
export const takeWatch = (state: Readonly<Record<'watch' | 'key' | 'seal', string>>): { readonly watch: Watch; readonly key: Buffer } | undefined => {
  const key = Buffer.from(state.key, 'base64');
  try {
    const text = readFileSync(state.watch, 'utf8');
    return sealOf(text, key) === state.seal ? { watch: JSON.parse(text) as Watch, key } : undefined;
  } catch {
    return undefined;
  } finally {
    rmSync(state.watch, { force: true });
  }
};
