import { AppError } from '../model/app-error.ts';
import { NEVER_GONE, type NewSecret } from '../model/provider.ts';
import type { Call } from './deadline.ts';
import { isoTime, objectOf, strange, textOf } from './failure.ts';
import type { HttpAnswer, Patience } from './http.ts';
import { shorten } from './value-limits.ts';
import { emptyMetadata, missing, type VaultKv, vaultId, type Written } from './vault-engine.ts';
import { encodePath, type KvPlace } from './vault-mounts.ts';
import { errorsOf, type VaultSession } from './vault-session.ts';
import { fromFields, isAmbiguous, sameFields, toFields } from './vault-value.ts';

/** How often a write without `expected` starts anew when someone else writes at the same time. */
const MAX_RACES = 5;
/** Of an entry of custom metadata, which Vault has in place of tags; one of them keeps the description. */
const MAX_CUSTOM_BYTES = 512;
const DESCRIPTION = 'description';

/** The versioned engine: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
export const createVaultKv2 = (session: VaultSession, patience: Patience): VaultKv => {
  const pathOf = (kind: 'data' | 'metadata' | 'undelete', { mount, path }: KvPlace): string => `${encodePath(mount)}/${kind}/${encodePath(path)}`;

  const get: VaultKv['get'] = async (place, version, call) => {
    if (version !== undefined && !/^[1-9]\d{0,9}$/.test(version)) throw new AppError('secret-missing', `Vault's versions are numbers from 1: ${version}`);
    const answer = await session.ask({ method: 'GET', path: `${pathOf('data', place)}${version === undefined ? '' : `?version=${version}`}` }, call);
    const data = objectOf(objectOf(answer.body)?.['data']);
    const metadata = objectOf(data?.['metadata']);
    const fields = objectOf(data?.['data']);
    if (answer.status === 404 && metadata !== undefined && metadata['destroyed'] !== true && textOf(metadata['deletion_time'])) throw deleted(place);
    if (answer.status === 404) throw missing(place);
    if (answer.status !== 200 || fields === undefined || metadata === undefined) throw unreadable(session, answer);
    const number = metadata['version'];
    return {
      ...fromFields(fields, answer.text, ['data', 'data']),
      id: vaultId(place),
      versionId: number === undefined ? null : String(number),
      stages: [],
      createdAt: isoTime(metadata['created_time']),
    };
  };

  const metadataOf = async (place: KvPlace, call: Call): Promise<Metadata> => {
    const answer = await session.ask({ method: 'GET', path: pathOf('metadata', place) }, call);
    if (answer.status === 404) throw missing(place);
    const data = objectOf(objectOf(answer.body)?.['data']);
    if (answer.status !== 200 || data === undefined) throw unreadable(session, answer);
    return toMetadata(data, patience.now());
  };

  /** Writes when the current version is still `cas` (0: none); undefined when it is another. */
  const put = async (place: KvPlace, secret: NewSecret, cas: number, call: Call): Promise<Written | undefined> => {
    const answer = await session.ask({ method: 'POST', path: pathOf('data', place), json: { data: toFields(secret), options: { cas } } }, call);
    if (answer.status === 400 && errorsOf(answer).some((error) => error.includes('did not match the current version'))) return undefined;
    if (answer.status === 404) throw missing(place);
    if (answer.status === 400)
      throw new AppError(
        'secret-invalid',
        `Vault does not take this value or path: ${vaultId(place)}`,
        'Is it too large, or has the path characters that Vault refuses?',
      );
    const version = objectOf(objectOf(answer.body)?.['data'])?.['version'];
    if (version === undefined) throw unreadable(session, answer);
    return { id: vaultId(place), versionId: String(version), changed: true };
  };

  /** Custom metadata replaces what was there, so what was there is sent along. */
  const describe = async (place: KvPlace, { tags = {}, description }: NewSecret, known: Readonly<Record<string, string>>, call: Call): Promise<void> => {
    const own = { ...tags, ...(description === undefined ? {} : { [DESCRIPTION]: shorten(description, MAX_CUSTOM_BYTES) }) };
    if (Object.keys(own).length === 0) return;
    const answer = await session.ask({ method: 'POST', path: pathOf('metadata', place), json: { custom_metadata: { ...known, ...own } } }, call);
    if (answer.status >= 300)
      throw new AppError('secret-invalid', `Vault does not take these tags: ${vaultId(place)}`, 'It keeps 64, with names of 128 bytes and values of 512.');
  };

  /** The same value under the same token counts as stored before: Vault has no tokens of its own. */
  const storedBefore = async (place: KvPlace, secret: NewSecret, call: Call): Promise<Written | undefined> => {
    if (secret.token === undefined) return undefined;
    const current = await get(place, undefined, call);
    const same =
      current.encoding === (secret.encoding ?? 'text') && sameFields(toFields({ value: current.secret, encoding: current.encoding }), toFields(secret));
    return same ? { id: vaultId(place), versionId: current.versionId, changed: false } : undefined;
  };

  /** A JSON object replaces fields by fields: others may read them by their names. */
  const withShapeOf = async (place: KvPlace, secret: NewSecret, call: Call): Promise<NewSecret> => {
    if (!isAmbiguous(secret)) return secret;
    const current = await get(place, undefined, call);
    return { ...secret, fields: current.soleField === undefined };
  };

  const create: VaultKv['create'] = async (place, secret, call) => {
    let written = await put(place, secret, 0, call);
    if (written === undefined) {
      const metadata = await metadataOf(place, call);
      if (metadata.state === 'deleted') throw deleted(place);
      if (metadata.state === 'destroyed') written = await put(place, secret, metadata.current, call);
      const before = written ?? (await storedBefore(place, secret, call));
      if (before === undefined) throw new AppError('secret-exists', `Vault has this secret already: ${vaultId(place)}`, 'Choose another name, or update it.');
      written = before;
    }
    if (!written.changed) return written;
    try {
      await describe(place, secret, {}, call);
    } catch (error) {
      // All or nothing: a secret without its tags is not what was asked for.
      await session
        .ask({ method: 'DELETE', path: pathOf('metadata', place) }, call)
        .catch(() => session.ask({ method: 'DELETE', path: pathOf('data', place) }, call).catch(() => undefined));
      throw error;
    }
    return written;
  };

  const update: VaultKv['update'] = async (place, secret, expected, call) => {
    for (let race = 0; race < MAX_RACES; race++) {
      const metadata = await metadataOf(place, call);
      if (metadata.state === 'deleted') throw deleted(place);
      if (metadata.state === 'destroyed') throw missing(place);
      if (expected !== undefined && expected !== String(metadata.current)) throw changedMeanwhile(place);
      const next = await withShapeOf(place, secret, call);
      const written = (await storedBefore(place, next, call)) ?? (await put(place, next, metadata.current, call));
      if (written === undefined && expected !== undefined) throw changedMeanwhile(place);
      if (written === undefined) continue;
      await describe(place, secret, metadata.custom, call);
      return written;
    }
    throw changedMeanwhile(place);
  };

  const remove: VaultKv['remove'] = async (place, recoveryDays, call) => {
    const { state } = await metadataOf(place, call);
    if (recoveryDays === 0) {
      await session.ask({ method: 'DELETE', path: pathOf('metadata', place) }, call);
      return new Date(patience.now()).toISOString();
    }
    if (state === 'destroyed') throw missing(place);
    if (state === 'live') await session.ask({ method: 'DELETE', path: pathOf('data', place) }, call);
    return NEVER_GONE;
  };

  const restore: VaultKv['restore'] = async (place, call) => {
    const { state, current } = await metadataOf(place, call);
    if (state === 'destroyed') throw missing(place);
    if (state === 'deleted') await session.ask({ method: 'POST', path: pathOf('undelete', place), json: { versions: [current] } }, call);
  };

  const getMetadata: VaultKv['getMetadata'] = async (place, call) => {
    const { state, custom, createdAt, changedAt, versions } = await metadataOf(place, call);
    const { [DESCRIPTION]: description = null, ...tags } = custom;
    return { ...emptyMetadata(place), description, tags, createdAt, changedAt, deletesAt: state === 'deleted' ? NEVER_GONE : null, versions };
  };

  return { get, getMetadata, create, update, remove, restore };
};

interface Metadata {
  /** 0: none was ever written. */
  readonly current: number;
  /** Of the current version; `destroyed` also when there is none. */
  readonly state: 'live' | 'deleted' | 'destroyed';
  readonly custom: Readonly<Record<string, string>>;
  readonly createdAt: string | null;
  readonly changedAt: string | null;
  readonly versions: readonly { readonly id: string; readonly stages: readonly string[] }[];
}

const toMetadata = (data: Readonly<Record<string, unknown>>, now: number): Metadata => {
  const all = objectOf(data['versions']) ?? {};
  const current = Number(data['current_version'] ?? 0);
  const entry = objectOf(all[String(current)]);
  // A version may have a deletion ahead of it (`delete_version_after`).
  const deletion = Date.parse(textOf(entry?.['deletion_time']) ?? '');
  const state = entry === undefined || entry['destroyed'] === true ? 'destroyed' : deletion <= now ? 'deleted' : 'live';
  const custom = Object.entries(objectOf(data['custom_metadata']) ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return {
    current,
    state,
    custom: Object.fromEntries(custom),
    createdAt: isoTime(data['created_time']),
    changedAt: isoTime(data['updated_time']),
    versions: Object.entries(all)
      .filter(([, version]) => objectOf(version)?.['destroyed'] !== true)
      .map(([id]) => ({ id, stages: Number(id) === current ? ['current'] : [] })),
  };
};

const deleted = (place: KvPlace): AppError =>
  new AppError('secret-deleted', `this secret is deleted and can be restored: ${vaultId(place)}`, 'Restore it, or delete it for good to use the name again.');

const changedMeanwhile = (place: KvPlace): AppError =>
  new AppError('conflict', `another version was written meanwhile: ${vaultId(place)}`, 'Read it again, then decide.');

const unreadable = (session: VaultSession, { status }: HttpAnswer): AppError => strange('Vault', session.host, `HTTP ${status}`);
