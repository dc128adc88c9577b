import { AppError } from '../model/app-error.ts';
import type { ListPage, ListQuery, SecretMetadata } from '../model/provider.ts';
import type { Call } from './deadline.ts';
import { objectOf, strange } from './failure.ts';
import { inParallel } from './in-parallel.ts';
import { emptyMetadata, type VaultKv } from './vault-engine.ts';
import { encodePath, type KvPlace } from './vault-mounts.ts';
import type { VaultSession } from './vault-session.ts';

const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 500;
/** Folders looked into for one page; a page that would need more is short, and the next goes on from there. */
const MAX_FOLDERS = 200;
/** Vault's paths are bounded by its own storage; this is far beyond what people nest. */
const MAX_DEPTH = 50;
const LANES = 8;

/**
 * A page of the names below a mount, folders and all, in the order of their paths. Vault lists one folder at a time and has no pages
 * (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#list-secrets), so the token of a page is the last name on it, and folders that
 * lie wholly before it are not looked into again. What may not be described is listed by its name alone.
 */
export const listVault = async (session: VaultSession, kv: VaultKv, root: KvPlace, query: ListQuery, call: Call): Promise<ListPage> => {
  const size = Math.min(Math.max(1, query.pageSize ?? PAGE_SIZE), MAX_PAGE_SIZE);
  const walk: Walk = { session, root, call, prefix: query.prefix ?? '', after: query.pageToken ?? '', foldersLeft: MAX_FOLDERS };
  const names: string[] = [];
  for await (const name of namesBelow(walk, '', 0)) {
    names.push(name);
    if (names.length > size) break;
  }
  const last = names.length > size ? names[size - 1] : walk.stoppedAt;
  const all = await inParallel(names.slice(0, size), LANES, (path) => describe(kv, { ...root, path }, call));
  const items = all.filter((item) => item !== undefined && (query.includeDeleted === true || item.deletesAt === null)) as SecretMetadata[];
  return last === undefined ? { items } : { items, nextPageToken: last };
};

interface Walk {
  readonly session: VaultSession;
  readonly root: KvPlace;
  readonly call: Call;
  readonly prefix: string;
  readonly after: string;
  foldersLeft: number;
  /** Set when the folders ran out: the name after which the next page starts. */
  stoppedAt?: string;
}

/** Depth first, a folder `a/` after the secret `a`: so every name comes after the one before it in the order of `compare`. */
async function* namesBelow(walk: Walk, folder: string, depth: number): AsyncGenerator<string> {
  if (walk.foldersLeft === 0 || depth > MAX_DEPTH) {
    walk.stoppedAt ??= folder;
    return;
  }
  walk.foldersLeft--;
  for (const key of (await keysOf(walk, folder)).sort(compare)) {
    if (walk.stoppedAt !== undefined) return;
    const name = `${folder}${key}`;
    if (!key.endsWith('/')) {
      if (name.startsWith(walk.prefix) && compare(name, walk.after) > 0) yield name;
    } else if ((name.startsWith(walk.prefix) || walk.prefix.startsWith(name)) && (walk.after.startsWith(name) || compare(name, walk.after) > 0)) {
      yield* namesBelow(walk, name, depth + 1);
    }
  }
}

/** By folders and names, one after the other, in the order of their characters. */
const compare = (a: string, b: string): number => {
  const [left, right] = [a.split('/'), b.split('/')];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [one = '', other = ''] = [left[index], right[index]];
    if (one !== other) return one < other ? -1 : 1;
  }
  return left.length - right.length;
};

const keysOf = async ({ session, root, call }: Walk, folder: string): Promise<string[]> => {
  const path = `${encodePath(root.mount)}/${root.version === 1 ? '' : 'metadata/'}${folder === '' ? '' : `${encodePath(folder.slice(0, -1))}/`}`;
  const answer = await session.ask({ method: 'GET', path: `${path}?list=true` }, call);
  if (answer.status === 404) return [];
  const keys = objectOf(objectOf(answer.body)?.['data'])?.['keys'];
  if (answer.status !== 200 || !Array.isArray(keys)) throw strange('Vault', session.host, `HTTP ${answer.status}`);
  // What would lead elsewhere as a URL was not made by Vault.
  return keys.filter((key): key is string => typeof key === 'string' && /^(?!\.{1,2}\/?$)[^/]+\/?$/.test(key));
};

const describe = async (kv: VaultKv, place: KvPlace, call: Call): Promise<SecretMetadata | undefined> => {
  if (place.version === 1) return emptyMetadata(place);
  return kv.getMetadata(place, call).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'denied') return emptyMetadata(place);
    if (error instanceof AppError && error.code === 'secret-missing') return undefined;
    throw error;
  });
};
