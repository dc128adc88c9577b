import { AppError } from '../model/app-error.ts';
import type { SecretMetadata } from '../model/provider.ts';
import type { VersionChoice } from '../model/reference.ts';

/** A secret as the index has it. Times are ISO 8601. */
export interface SecretRecord {
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly changedAt: string;
  /** Set while it waits for its deletion. */
  readonly deletesAt: string | null;
  /** Newest first. */
  readonly versions: readonly VersionRecord[];
}

export interface VersionRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly encoding: 'text' | 'base64';
  readonly stages: readonly string[];
  /** Under which id its sealed value is in the file. */
  readonly valueId: string;
}

/** By name. */
export type Records = ReadonlyMap<string, SecretRecord>;

export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** Older ones are forgotten. */
export const MAX_VERSIONS = 10;
export const MAX_SECRETS = 10_000;
/** The limits of AWS Secrets Manager, so that a secret can move there. */
export const MAX_VALUE_BYTES = 65_536;
const MAX_NAME_LENGTH = 512;
const MAX_DESCRIPTION_LENGTH = 2048;
const MAX_TAGS = 50;

const invalid = (what: string, hint: string): AppError => new AppError('secret-invalid', what, hint);

/** @throws AppError `secret-invalid` */
export const requireName = (name: string): void => {
  // A slash divides: a reference with an empty part could not be read.
  if (!/^[A-Za-z0-9_+=.@-]+(?:\/[A-Za-z0-9_+=.@-]+)*$/.test(name) || name.length > MAX_NAME_LENGTH)
    throw invalid(
      `this can't be the name of a secret: ${name.slice(0, 80)}`,
      `Up to ${MAX_NAME_LENGTH} letters, digits and _ + = . @ -, with single slashes between.`,
    );
};

/** @throws AppError `secret-invalid` */
export const requireToken = (token: string): void => {
  if (!/^[\w.~-]{32,64}$/.test(token)) throw invalid('a token must be 32 to 64 letters, digits and . _ ~ -', 'Leave it out to have one made.');
};

/** @throws AppError `secret-invalid` */
export const requireNotes = (description: string | undefined, tags: Readonly<Record<string, string>> | undefined): void => {
  if ((description?.length ?? 0) > MAX_DESCRIPTION_LENGTH) throw invalid(`a description has at most ${MAX_DESCRIPTION_LENGTH} characters`, 'Shorten it.');
  const entries = Object.entries(tags ?? {});
  const fits = entries.every(([key, value]) => key.length >= 1 && key.length <= 128 && value.length <= 256);
  if (entries.length > MAX_TAGS || !fits)
    throw invalid(`at most ${MAX_TAGS} tags, each with a key of 1 to 128 and a value of up to 256 characters`, 'Shorten them.');
};

const isGone = ({ deletesAt }: SecretRecord, now: string): boolean => deletesAt !== null && deletesAt <= now;

/** Also one that waits for its deletion. @throws AppError `secret-missing` */
export const getRecord = (records: Records, name: string, now: string): SecretRecord => {
  const record = records.get(name);
  if (record === undefined || isGone(record, now))
    throw new AppError('secret-missing', `the local store has no such secret: ${name}`, 'watertight secrets list --provider local shows the names.');
  return record;
};

/** @throws AppError `secret-missing`, `secret-deleted` */
export const getLiveRecord = (records: Records, name: string, now: string): SecretRecord => {
  const record = getRecord(records, name, now);
  if (record.deletesAt === null) return record;
  throw new AppError(
    'secret-deleted',
    `this secret waits for its deletion on ${record.deletesAt}: ${name}`,
    'Restore it with: watertight secrets restore NAME',
  );
};

/** @throws AppError `secret-missing` */
export const getVersion = ({ name, versions }: SecretRecord, { id, stage = id === undefined ? CURRENT : undefined }: VersionChoice = {}): VersionRecord => {
  const version = versions.find((each) => (id === undefined || each.id === id) && (stage === undefined || each.stages.includes(stage)));
  if (version !== undefined) return version;
  const wanted = [stage, id].filter((part) => part !== undefined).join(' ');
  throw new AppError('secret-missing', `the secret ${name} has no such version: ${wanted}`, 'watertight secrets describe NAME shows its versions.');
};

/** The new version is the current one, and the one that was is the previous one. */
export const withVersion = (record: SecretRecord, version: VersionRecord): SecretRecord => {
  const older = record.versions.map((each) => ({ ...each, stages: each.stages.includes(CURRENT) ? [PREVIOUS] : [] }));
  return { ...record, changedAt: version.createdAt, versions: [version, ...older].slice(0, MAX_VERSIONS) };
};

/** Without those whose time is over. */
export const withoutGone = (records: Records, now: string): Records => new Map([...records].filter(([, record]) => !isGone(record, now)));

export const toMetadata = (record: SecretRecord): SecretMetadata => ({
  provider: 'local',
  id: `local://${record.name}`,
  name: record.name,
  description: record.description,
  region: null,
  account: null,
  tags: record.tags,
  createdAt: record.createdAt,
  changedAt: record.changedAt,
  accessedAt: null,
  deletesAt: record.deletesAt,
  rotation: null,
  versions: record.versions.map(({ id, stages }) => ({ id, stages })),
  kmsKey: null,
  replicas: [],
});
