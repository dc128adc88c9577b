import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Lock, withLock } from '../files/lock-file.ts';
import { removeLeftovers, writeThenRename } from '../files/replace-file.ts';
import { AppError } from '../model/app-error.ts';
import type { CallOptions } from '../model/provider.ts';
import type { LocalSettings } from '../model/provider-settings.ts';
import { damaged, formatStoreFile, type Head, headOf, keyContextOf, MAX_FILE_BYTES, parseStoreFile } from './local-file.ts';
import { makeHome, readStoreText, withSystemErrors } from './local-home.ts';
import { createKey, getKey } from './local-key.ts';
import type { Records, SecretRecord, VersionRecord } from './local-records.ts';
import { KEY_BYTES, seal, unseal } from './local-seal.ts';

/** A store that was read: what its index says, its values still sealed. */
export interface Contents {
  /** Null: there is no store yet. */
  readonly head: Head | null;
  readonly records: Records;
  /** By `valueId`. */
  readonly sealed: ReadonlyMap<string, string>;
}

/** What a change leaves. Values that no record names any more are dropped. */
export interface Change {
  readonly records: Records;
  /** The value of a version that is new. */
  readonly added?: { readonly version: VersionRecord; readonly bytes: Uint8Array };
}

/** The file of the store, as everybody who reads and writes it sees it. */
export interface LocalStore {
  readonly file: string;
  /** Never waits for a writer. An absent store is an empty one, and no key is needed for it. */
  readonly read: () => Promise<Contents>;
  /** The bytes of a version. @throws AppError `store-damaged` */
  readonly open: (contents: Contents, name: string, version: VersionRecord) => Promise<Buffer>;
  /** Alone: reads, changes, writes whole or not at all. A change that gives null is none. One that `creates` makes the store where none is. */
  readonly change: (options: CallOptions, creates: boolean, decide: (contents: Contents) => Promise<Change | null>) => Promise<void>;
}

/** What a value belongs to: no other name, version or encoding opens it. */
const valueContextOf = (name: string, { id, encoding, valueId }: VersionRecord): string => JSON.stringify(['value', name, id, encoding, valueId]);
const indexContextOf = (head: Head): string => JSON.stringify(['index', headOf(head)]);

export const createLocalStore = (settings: LocalSettings, lockWaitMs?: number): LocalStore => {
  const file = join(settings.home, 'store.json');
  /** Data keys by head: to stretch a passphrase takes a third of a second. */
  const dataKeys = new Map<string, Promise<Uint8Array>>();

  const dataKeyOf = (head: Head): Promise<Uint8Array> => {
    const text = headOf(head);
    const known = dataKeys.get(text) ?? openDataKey(settings, head, file);
    dataKeys.set(text, known);
    known.catch(() => dataKeys.delete(text));
    return known;
  };

  const toContents = async (text: string): Promise<Contents> => {
    const { values, index, ...head } = parseStoreFile(text, file);
    const plain = unseal(await dataKeyOf(head), index, indexContextOf(head));
    if (plain === null) throw damaged(file, 'its index was changed by something else');
    const records = new Map((JSON.parse(plain.toString('utf8')) as SecretRecord[]).map((record) => [record.name, record]));
    const wanted = [...records.values()].flatMap(({ versions }) => versions.map(({ valueId }) => valueId));
    if (wanted.length !== values.size || !wanted.every((id) => values.has(id))) throw damaged(file, 'values are missing or too many');
    return { head, records, sealed: values };
  };

  /** What was read last: to check a store of a thousand secrets takes some milliseconds. */
  let last: { readonly stamp: string; readonly contents: Contents } | undefined;
  const read = async (): Promise<Contents> => {
    const known = last;
    const found = await readStoreText(file, known?.stamp);
    if (found === null) return { head: null, records: new Map(), sealed: new Map() };
    if (found.text === null && known !== undefined) return known.contents;
    const contents = await toContents(found.text ?? '');
    last = { stamp: found.stamp, contents };
    return contents;
  };

  const open: LocalStore['open'] = async ({ head, sealed }, name, version) => {
    const bytes = head === null ? null : unseal(await dataKeyOf(head), sealed.get(version.valueId) ?? '', valueContextOf(name, version));
    if (bytes === null) throw damaged(file, `the value of ${name} was changed by something else`);
    return bytes;
  };

  const createHead = async (): Promise<Head> => {
    const { key, derivation } = await createKey(settings);
    const dataKey = randomBytes(KEY_BYTES);
    const head = { key: derivation, wrapped: seal(key, dataKey, keyContextOf(derivation)) };
    dataKeys.set(headOf(head), Promise.resolve(dataKey));
    return head;
  };

  const save = async (lock: Lock, head: Head, before: Contents, { records, added }: Change): Promise<void> => {
    const dataKey = await dataKeyOf(head);
    const sealedOf = (name: string, version: VersionRecord): string =>
      version === added?.version ? seal(dataKey, added.bytes, valueContextOf(name, version)) : before.sealed.get(version.valueId)!;
    const values = [...records.values()].flatMap(({ name, versions }) => versions.map((version) => [version.valueId, sealedOf(name, version)] as const));
    const index = seal(dataKey, Buffer.from(JSON.stringify([...records.values()]), 'utf8'), indexContextOf(head));
    const text = formatStoreFile({ ...head, index, values: new Map(values) });
    if (text.length > MAX_FILE_BYTES)
      throw new AppError('secret-invalid', `the local store would be larger than ${MAX_FILE_BYTES >> 20} MiB: ${file}`, 'Delete secrets that nobody uses.');
    await removeLeftovers(file);
    await writeThenRename(file, text, { mode: 0o600, durable: true, beforeRename: lock.requireHeld });
  };

  const change: LocalStore['change'] = ({ signal }, creates, decide) =>
    withSystemErrors(file, async () => {
      // The key is made ready before the lock is taken: it may take long.
      const found = await read();
      if (found.head === null && !creates) {
        await decide(found);
        return;
      }
      await makeHome(settings.home);
      const prepared = found.head ?? (await createHead());
      await withLock(join(settings.home, 'store.lock'), { signal, ...(lockWaitMs === undefined ? {} : { waitMs: lockWaitMs }) }, async (lock) => {
        const contents = await read();
        const head = contents.head ?? prepared;
        const changed = await decide({ ...contents, head });
        if (changed !== null) await save(lock, head, contents, changed);
      });
    });

  return { file, read: () => withSystemErrors(file, read), open, change };
};

const openDataKey = async (settings: LocalSettings, head: Head, file: string): Promise<Uint8Array> => {
  const dataKey = unseal(await getKey(settings, head.key), head.wrapped, keyContextOf(head.key));
  if (dataKey !== null) return dataKey;
  const from = head.key.kind === 'scrypt' ? 'WATERTIGHT_PASSPHRASE' : 'the key';
  throw new AppError(
    'authentication',
    `${from} does not open the local store: ${file}`,
    'Use the one that it was made with. If that is the one, restore the file from a backup.',
  );
};
