import { randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '../model/app-error.ts';
import type { CallOptions, NewSecret, Provider, ReadResult, SecretValue, StoredSecret } from '../model/provider.ts';
import type { LocalSettings } from '../model/provider-settings.ts';
import type { SecretAddress } from '../model/reference.ts';
import { Secret } from '../model/secret.ts';
import {
  CURRENT,
  getLiveRecord,
  getRecord,
  getVersion,
  MAX_SECRETS,
  type Records,
  requireName,
  requireNotes,
  requireToken,
  type SecretRecord,
  toMetadata,
  type VersionRecord,
  withoutGone,
  withVersion,
} from './local-records.ts';
import { type Change, type Contents, createLocalStore } from './local-store.ts';
import { decodeValue, encodeValue } from './local-value.ts';

const NO_ROTATION = 'nothing runs beside it that could make a new value; store one with update';

export interface LocalOptions {
  readonly now?: () => Date;
  /** How long to wait for another writer. */
  readonly lockWaitMs?: number;
}

const DAY_MS = 86_400_000;

const requireGoing = ({ signal }: CallOptions): void => {
  if (signal?.aborted) throw new AppError('timeout', 'the call was stopped', 'Try again.');
};

/**
 * The embedded store: an encrypted file under `settings.home`. Opening it reads nothing and makes nothing; the first `create` makes the file
 * and, where the settings hold no key, a key file.
 */
export const createLocalProvider = async (settings: LocalSettings, { now = () => new Date(), lockWaitMs }: LocalOptions = {}): Promise<Provider> => {
  const store = createLocalStore(settings, lockWaitMs);
  const time = () => now().toISOString();

  const readValue = async (contents: Contents, address: SecretAddress): Promise<SecretValue> => {
    const record = getLiveRecord(contents.records, address.id, time());
    const version = getVersion(record, address.version);
    return {
      secret: new Secret(encodeValue(await store.open(contents, record.name, version), version.encoding)),
      encoding: version.encoding,
      id: `local://${record.name}`,
      versionId: version.id,
      stages: version.stages,
      createdAt: version.createdAt,
    };
  };

  const get: Provider['get'] = async (address, options = {}) => {
    requireGoing(options);
    return readValue(await store.read(), address);
  };

  const getMany: Provider['getMany'] = async (addresses, options = {}) => {
    requireGoing(options);
    const contents = await store.read().catch((error: Error) => error);
    const read = (address: SecretAddress): Promise<ReadResult> =>
      (contents instanceof Error ? Promise.reject(contents) : readValue(contents, address)).then(
        (value) => ({ address, value }),
        (error: Error) => ({ address, error }),
      );
    return Promise.all(addresses.map(read));
  };

  /** The outcome of the same token's first time; null when it is new. @throws AppError `conflict` when it stored another value */
  const repeated = async (contents: Contents, record: SecretRecord | undefined, token: string, bytes: Uint8Array, encoding: string): Promise<boolean> => {
    const version = record?.versions.find(({ id }) => id === token);
    if (record === undefined || version === undefined) return false;
    if (version.encoding === encoding && (await store.open(contents, record.name, version)).equals(bytes)) return true;
    throw new AppError('conflict', `another value was stored with the same token: ${record.name}`, 'Use a new token for a new value.');
  };

  const put = async (
    { address, value, encoding = 'text', description, tags, token = randomUUID() }: NewSecret,
    options: CallOptions,
    creates: boolean,
    place: (contents: Contents) => SecretRecord,
  ): Promise<StoredSecret> => {
    requireGoing(options);
    requireName(address.id);
    requireToken(token);
    requireNotes(description, tags);
    const bytes = decodeValue(value.reveal(), encoding);
    let changed = false;
    await store.change(options, creates, async (contents): Promise<Change | null> => {
      const at = time();
      const records = withoutGone(contents.records, at);
      const known = records.get(address.id);
      if (known?.deletesAt === null && (await repeated(contents, known, token, bytes, encoding))) return null;
      const version: VersionRecord = { id: token, createdAt: at, encoding, stages: [CURRENT], valueId: randomBytes(16).toString('hex') };
      const notes = { ...(description === undefined ? {} : { description }), ...(tags === undefined ? {} : { tags }) };
      const record = withVersion({ ...place({ ...contents, records }), ...notes }, version);
      changed = true;
      return { records: new Map(records).set(record.name, record), added: { version, bytes } };
    });
    return { id: `local://${address.id}`, address: { provider: 'local', id: address.id }, versionId: token, changed };
  };

  const create: Provider['create'] = (secret, options = {}) =>
    put(secret, options, true, ({ records }) => {
      const name = secret.address.id;
      if (records.has(name)) {
        getLiveRecord(records, name, time());
        throw new AppError('secret-exists', `the local store has this secret already: ${name}`, 'Store a new value with: watertight secrets update NAME');
      }
      if (records.size >= MAX_SECRETS) throw new AppError('secret-invalid', `the local store holds ${MAX_SECRETS} secrets, and takes no more`, 'Delete some.');
      const at = time();
      return { name, description: null, tags: {}, createdAt: at, changedAt: at, deletesAt: null, versions: [] };
    });

  const update: Provider['update'] = (secret, options = {}) =>
    put(secret, options, false, ({ records }) => {
      const record = getLiveRecord(records, secret.address.id, time());
      const current = getVersion(record).id;
      if (options.expected === undefined || options.expected === current) return record;
      throw new AppError('conflict', `the secret has another version by now: ${record.name}: ${current}`, 'Read it again, then decide.');
    });

  /** Changes one secret, or with null removes it. */
  const changeRecord = (name: string, options: CallOptions, decide: (record: SecretRecord) => SecretRecord | null): Promise<void> => {
    requireGoing(options);
    return store.change(options, false, async ({ records: all }) => {
      const at = time();
      const records = new Map(withoutGone(all, at));
      const record = decide(getRecord(records, name, at));
      if (record === null) records.delete(name);
      else records.set(name, record);
      return { records };
    });
  };

  const remove: Provider['delete'] = async ({ id }, options = {}) => {
    const { recoveryDays = 30 } = options;
    if (recoveryDays !== 0 && !(Number.isInteger(recoveryDays) && recoveryDays >= 7 && recoveryDays <= 30))
      throw new AppError('usage', `a secret can be restored for 7 to 30 days, or not at all: ${recoveryDays}`, 'Give a whole number of days.');
    const deletesAt = new Date(now().getTime() + recoveryDays * DAY_MS).toISOString();
    await changeRecord(id, options, (record) => {
      if (recoveryDays === 0) return null;
      getLiveRecord(new Map([[id, record]]), id, time());
      return { ...record, deletesAt };
    });
    return deletesAt;
  };

  const list: Provider['list'] = async ({ prefix = '', includeDeleted = false, pageToken = '', pageSize = 100 }, options = {}) => {
    requireGoing(options);
    const records: Records = withoutGone((await store.read()).records, time());
    const wanted = [...records.values()].filter(({ name, deletesAt }) => name.startsWith(prefix) && name > pageToken && (includeDeleted || deletesAt === null));
    const page = wanted.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, Math.max(1, pageSize));
    const last = page.at(-1);
    return { items: page.map(toMetadata), ...(last !== undefined && wanted.length > page.length ? { nextPageToken: last.name } : {}) };
  };

  const unsupported = (what: string) => async (): Promise<never> => {
    throw new AppError('unsupported', `the local store has no ${what}: ${NO_ROTATION}`, 'Store a new value with: watertight secrets update NAME');
  };

  return {
    id: 'local',
    identity: `local:${store.file}`,
    unsupported: { enableRotation: NO_ROTATION, rotate: NO_ROTATION },
    get,
    getMany,
    getMetadata: async ({ id }, options = {}) => {
      requireGoing(options);
      return toMetadata(getRecord((await store.read()).records, id, time()));
    },
    create,
    update,
    delete: remove,
    restore: ({ id }, options = {}) => changeRecord(id, options, (record) => ({ ...record, deletesAt: null })),
    list,
    enableRotation: unsupported('rotation'),
    rotate: unsupported('rotation'),
    /** Opens every value, so that damage is found before it is needed. */
    test: async (options = {}) => {
      requireGoing(options);
      const started = performance.now();
      const contents = await store.read();
      for (const { name, versions } of contents.records.values()) for (const version of versions) await store.open(contents, name, version);
      return { identity: null, endpoint: store.file, latencyMs: Math.round(performance.now() - started) };
    },
  };
};
