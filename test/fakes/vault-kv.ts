import type { StoreAnswer, StoreRequest } from './http-store.ts';

type Fields = Record<string, unknown>;

interface Version {
  readonly createdAt: string;
  data: Fields | null;
  deletedAt: string;
  destroyed: boolean;
}

interface Entry {
  readonly createdAt: string;
  updatedAt: string;
  custom: Record<string, string> | null;
  readonly versions: Version[];
}

/** A KV engine: takes what stands behind the mount in the path. */
export type KvEngine = (path: string, request: StoreRequest) => StoreAnswer;

const wrap = (data: unknown): StoreAnswer => ({
  status: 200,
  body: {
    request_id: '00000000-0000-4000-8000-000000000000',
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data,
    wrap_info: null,
    warnings: null,
    auth: null,
  },
});
const EMPTY: StoreAnswer = { status: 204 };
export const NOT_FOUND: StoreAnswer = { status: 404, body: { errors: [] } };
export const refuse = (status: number, ...errors: string[]): StoreAnswer => ({ status, body: { errors } });

/** Go writes the keys of a map in order. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
};

/** Names and folders right below a folder. */
const listBelow = (names: Iterable<string>, folder: string): StoreAnswer => {
  const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
  const keys = new Set<string>();
  for (const name of names) if (name.startsWith(prefix)) keys.add(name.slice(prefix.length).replace(/\/.*$/, '/'));
  return keys.size === 0 ? NOT_FOUND : wrap({ keys: [...keys].sort() });
};

const isList = ({ method, query }: StoreRequest): boolean => method === 'LIST' || (method === 'GET' && query.get('list') === 'true');

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v1 */
export const createKv1 = (): KvEngine => {
  const entries = new Map<string, Fields>();
  return (path, request) => {
    if (isList(request)) return listBelow(entries.keys(), path);
    if (request.method === 'GET') return entries.has(path) ? { ...wrap(entries.get(path)), status: 200 } : NOT_FOUND;
    if (request.method === 'DELETE') entries.delete(path);
    else entries.set(path, sorted(JSON.parse(request.text)) as Fields);
    return EMPTY;
  };
};

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
export const createKv2 = (now: () => number): KvEngine => {
  const entries = new Map<string, Entry>();
  const time = (): string => new Date(now()).toISOString();

  const aboutVersion = (entry: Entry, number: number) => {
    const version = entry.versions[number - 1];
    return {
      created_time: version?.createdAt,
      custom_metadata: entry.custom,
      deletion_time: version?.deletedAt,
      destroyed: version?.destroyed,
      version: number,
    };
  };

  const readData = (path: string, wanted: string | null): StoreAnswer => {
    const entry = entries.get(path);
    const number = Number(wanted ?? entry?.versions.length ?? 0) || (entry?.versions.length ?? 0);
    const version = entry?.versions[number - 1];
    if (entry === undefined || version === undefined) return NOT_FOUND;
    const hidden = version.destroyed || version.deletedAt !== '';
    return { ...wrap({ data: hidden ? null : version.data, metadata: aboutVersion(entry, number) }), status: hidden ? 404 : 200 };
  };

  const writeData = (path: string, text: string): StoreAnswer => {
    const { data, options } = JSON.parse(text) as { data?: Fields; options?: { cas?: number } };
    if (data === undefined) return refuse(400, 'no data provided');
    const entry = entries.get(path) ?? { createdAt: time(), updatedAt: time(), custom: null, versions: [] };
    if (options?.cas !== undefined && options.cas !== entry.versions.length) return refuse(400, 'check-and-set parameter did not match the current version');
    entry.versions.push({ createdAt: time(), data: sorted(data) as Fields, deletedAt: '', destroyed: false });
    entry.updatedAt = time();
    entries.set(path, entry);
    return wrap(aboutVersion(entry, entry.versions.length));
  };

  const mark = (path: string, numbers: readonly number[], change: (version: Version) => void): StoreAnswer => {
    for (const number of numbers) {
      const version = entries.get(path)?.versions[number - 1];
      if (version !== undefined && !version.destroyed) change(version);
    }
    return EMPTY;
  };
  const numbersOf = (text: string): number[] => (JSON.parse(text) as { versions: number[] }).versions;

  const readMetadata = (path: string): StoreAnswer => {
    const entry = entries.get(path);
    if (entry === undefined) return NOT_FOUND;
    return wrap({
      cas_required: false,
      created_time: entry.createdAt,
      current_version: entry.versions.length,
      custom_metadata: entry.custom,
      delete_version_after: '0s',
      max_versions: 0,
      oldest_version: 0,
      updated_time: entry.updatedAt,
      versions: Object.fromEntries(
        entry.versions.map(({ createdAt, deletedAt, destroyed }, index) => [
          String(index + 1),
          { created_time: createdAt, deletion_time: deletedAt, destroyed },
        ]),
      ),
    });
  };

  const writeMetadata = (path: string, text: string): StoreAnswer => {
    const { custom_metadata: custom } = JSON.parse(text) as { custom_metadata?: Record<string, string> };
    const pairs = Object.entries(custom ?? {});
    if (pairs.length > 64 || pairs.some(([key, value]) => key === '' || key.length > 128 || value === '' || value.length > 512))
      return refuse(400, `custom_metadata validation failed: ${text}`);
    const entry = entries.get(path) ?? { createdAt: time(), updatedAt: time(), custom: null, versions: [] };
    if (custom !== undefined) entry.custom = sorted(custom) as Record<string, string>;
    entries.set(path, entry);
    return EMPTY;
  };

  return (whole, request) => {
    const slash = whole.indexOf('/');
    const [kind, path] = slash < 0 ? [whole, ''] : [whole.slice(0, slash), whole.slice(slash + 1)];
    const { method, text } = request;
    const writes = method === 'POST' || method === 'PUT';
    const hide = (version: Version): void => {
      version.deletedAt = time();
    };
    if (kind === 'metadata' && isList(request)) return listBelow(entries.keys(), path);
    if (kind === 'data' && method === 'GET') return readData(path, request.query.get('version'));
    if (kind === 'data' && writes) return writeData(path, text);
    if (kind === 'data' && method === 'DELETE') return mark(path, [entries.get(path)?.versions.length ?? 0], hide);
    if (kind === 'delete' && writes) return mark(path, numbersOf(text), hide);
    if (kind === 'undelete' && writes) return mark(path, numbersOf(text), (version) => Object.assign(version, { deletedAt: '' }));
    if (kind === 'destroy' && writes) return mark(path, numbersOf(text), (version) => Object.assign(version, { destroyed: true, data: null }));
    if (kind === 'metadata' && method === 'GET') return readMetadata(path);
    if (kind === 'metadata' && writes) return writeMetadata(path, text);
    if (kind === 'metadata' && method === 'DELETE') {
      entries.delete(path);
      return EMPTY;
    }
    return refuse(405, 'unsupported operation');
  };
};
