import { type HttpStore, type StoreAnswer, type StoreRequest, startHttpStore } from './http-store.ts';

/**
 * Azure Key Vault and who signs tokens for it, on loopback, by the REST documentation
 * (https://learn.microsoft.com/rest/api/keyvault/secrets, api-version 7.4). One server is the vault, one the authority and the metadata service.
 * Deleting and purging take a while, as they do there.
 */
export interface FakeAzure {
  readonly vault: HttpStore;
  readonly authority: HttpStore;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What a federated token file has to hold. */
  readonly assertion: string;
  readonly identityHeader: string;
  /** Tokens given out, by how. */
  readonly grants: Readonly<Record<string, number>>;
  /** Ends every token, whatever its time. */
  readonly endTokens: () => void;
  readonly close: () => Promise<void>;
}

export interface FakeAzureOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** For whom the vault wants tokens. Default: itself. */
  readonly resource?: string;
  readonly tokenSeconds?: number;
  /** How many looks after a deletion, a purge or a recovery still see the state before. Default: 1. */
  readonly lag?: number;
  /** Whether the metadata service knows this machine. Default: true. */
  readonly hasMachineIdentity?: boolean;
}

interface Version {
  readonly id: string;
  readonly created: number;
  readonly value: string;
  readonly contentType?: string;
  readonly tags?: Record<string, string>;
}

interface Entry {
  readonly name: string;
  readonly versions: Version[];
  deletedAt?: number;
  /** Looks that still see the state before. */
  lag: number;
}

const PAGE = 25;
const RETENTION_SECONDS = 90 * 86_400;

const fail = (status: number, code: string, inner?: string): StoreAnswer => ({
  status,
  body: { error: { code, message: `${code}: something long about it`, ...(inner === undefined ? {} : { innererror: { code: inner } }) } },
});

export const startFakeAzure = async ({
  now = Date.now,
  resource,
  tokenSeconds = 3600,
  lag = 1,
  hasMachineIdentity = true,
}: FakeAzureOptions = {}): Promise<FakeAzure> => {
  // Made at run time: nothing in the repository looks like a token.
  const name = (what: string): string => [what, Math.random().toString(36).slice(2), Math.random().toString(36).slice(2)].join('.');
  const hex = (): string => Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
  const [clientSecret, assertion, identityHeader] = [name('cs'), name('fed'), name('ih')];
  const tenantId = '11111111-2222-3333-4444-555555555555';
  const clientId = '66666666-7777-8888-9999-000000000000';
  const grants: Record<string, number> = {};
  const tokens = new Map<string, { readonly resource: string; readonly endsAt: number }>();
  const entries = new Map<string, Entry>();
  const seconds = (): number => Math.floor(now() / 1000);

  const issue = (how: string, audience: string, asText: boolean): StoreAnswer => {
    grants[how] = (grants[how] ?? 0) + 1;
    const token = name('t');
    tokens.set(token, { resource: audience, endsAt: now() + tokenSeconds * 1000 });
    const times = asText ? { expires_on: String(seconds() + tokenSeconds), expires_in: String(tokenSeconds) } : { expires_in: tokenSeconds };
    return { status: 200, body: { token_type: 'Bearer', access_token: token, ...times } };
  };

  const refuse = (status: number, error: string, description: string): StoreAnswer => ({ status, body: { error, error_description: description } });

  const grantByForm = (text: string): StoreAnswer => {
    const form = new URLSearchParams(text);
    const audience = (form.get('scope') ?? '').replace(/\/\.default$/, '');
    if (form.get('grant_type') !== 'client_credentials' || form.get('client_id') !== clientId)
      return refuse(400, 'unauthorized_client', `AADSTS700016: Application not found. ${text}`);
    if (form.get('client_secret') === clientSecret) return issue('secret', audience, false);
    if (form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' && form.get('client_assertion') === assertion)
      return issue('federation', audience, false);
    return refuse(401, 'invalid_client', `AADSTS7000215: Invalid client secret provided. ${text}`);
  };

  const handleAuthority = ({ method, path, query, headers, text }: StoreRequest): StoreAnswer => {
    if (method === 'POST' && path === `/${tenantId}/oauth2/v2.0/token`) return grantByForm(text);
    if (method === 'GET' && path === '/metadata/identity/oauth2/token') {
      if (headers['metadata'] !== 'true') return refuse(400, 'bad_request_102', 'Required metadata header not specified');
      if (!hasMachineIdentity) return refuse(400, 'invalid_request', 'Identity not found');
      return issue('machine', query.get('resource') ?? '', true);
    }
    if (method === 'GET' && path === '/msi/token' && query.get('api-version') === '2019-08-01')
      return headers['x-identity-header'] === identityHeader ? issue('app', query.get('resource') ?? '', true) : refuse(401, 'unauthorized', 'no');
    return refuse(404, 'not_found', 'no such path');
  };

  const attributesOf = ({ created }: Version) => ({ enabled: true, created, updated: created, recoveryLevel: 'Recoverable+Purgeable', recoverableDays: 90 });
  const itemOf = (entry: Entry, version: Version, withVersion: boolean) => ({
    id: `${vault.url}/secrets/${entry.name}${withVersion ? `/${version.id}` : ''}`,
    attributes: attributesOf(version),
    ...(version.contentType === undefined ? {} : { contentType: version.contentType }),
    ...(version.tags === undefined ? {} : { tags: version.tags }),
  });
  const newest = (entry: Entry): Version => entry.versions.at(-1)!;
  const deletedOf = (entry: Entry) => ({
    ...itemOf(entry, newest(entry), true),
    recoveryId: `${vault.url}/deletedsecrets/${entry.name}`,
    deletedDate: entry.deletedAt,
    scheduledPurgeDate: (entry.deletedAt ?? 0) + RETENTION_SECONDS,
  });
  /** Whether a change that was asked for can be seen yet. */
  const isSeen = (entry: Entry): boolean => {
    entry.lag -= 1;
    return entry.lag < 0;
  };

  const page = (items: readonly object[], { path, query }: StoreRequest): StoreAnswer => {
    const most = Number(query.get('maxresults') ?? PAGE);
    if (!(most >= 1 && most <= PAGE)) return fail(400, 'BadParameter');
    const from = Number(query.get('$skiptoken') ?? 0);
    const next = `${vault.url}${path}?api-version=7.4&$skiptoken=${from + most}&maxresults=${most}`;
    return { status: 200, body: { value: items.slice(from, from + most), nextLink: from + most < items.length ? next : null } };
  };

  const set = (key: string, text: string): StoreAnswer => {
    const entry = entries.get(key.toLowerCase());
    if (!/^[0-9a-zA-Z-]{1,127}$/.test(key)) return fail(400, 'BadParameter');
    if (entry?.deletedAt !== undefined)
      return isSeen(entry) ? fail(409, 'Conflict', 'ObjectIsDeletedButRecoverable') : fail(409, 'Conflict', 'ObjectIsBeingDeleted');
    const { value, tags, contentType } = JSON.parse(text) as { value?: string; tags?: Record<string, string>; contentType?: string };
    if (value === undefined || value.length > 25_600 || Object.keys(tags ?? {}).length > 15) return fail(400, 'BadParameter');
    const version: Version = { id: hex(), created: seconds(), value, ...(tags && { tags }), ...(contentType && { contentType }) };
    const kept = entry ?? { name: key, versions: [], lag: 0 };
    kept.versions.push(version);
    entries.set(key.toLowerCase(), kept);
    return { status: 200, body: { value, ...itemOf(kept, version, true) } };
  };

  const handleLive = (request: StoreRequest, key: string, rest: string): StoreAnswer => {
    const entry = entries.get(key.toLowerCase());
    if (request.method === 'PUT') return set(key, request.text);
    if (entry === undefined || entry.deletedAt !== undefined) return rest === 'versions' ? page([], request) : fail(404, 'SecretNotFound');
    if (request.method === 'DELETE') {
      entry.deletedAt = seconds();
      entry.lag = lag;
      return { status: 200, body: deletedOf(entry) };
    }
    if (rest === 'versions')
      return page(
        entry.versions.map((each) => itemOf(entry, each, true)),
        request,
      );
    const version = rest === '' ? newest(entry) : entry.versions.find(({ id }) => id === rest);
    return version === undefined ? fail(404, 'SecretNotFound') : { status: 200, body: { value: version.value, ...itemOf(entry, version, true) } };
  };

  const handleDeleted = (request: StoreRequest, key: string, rest: string): StoreAnswer => {
    const entry = entries.get(key.toLowerCase());
    if (entry?.deletedAt === undefined || !isSeen(entry)) return fail(404, 'SecretNotFound');
    if (request.method === 'GET') return { status: 200, body: deletedOf(entry) };
    if (request.method === 'DELETE') {
      entries.delete(key.toLowerCase());
      return { status: 204 };
    }
    if (rest !== 'recover') return fail(404, 'NotFound');
    delete entry.deletedAt;
    return { status: 200, body: itemOf(entry, newest(entry), true) };
  };

  const handleVault = (request: StoreRequest): StoreAnswer => {
    const audience = resource ?? vault.url;
    const token = tokens.get((request.headers['authorization'] ?? '').replace(/^Bearer /, ''));
    if (token === undefined || token.endsAt <= now() || token.resource !== audience)
      return { ...fail(401, 'Unauthorized'), headers: { 'www-authenticate': `Bearer authorization="${authority.url}/${tenantId}", resource="${audience}"` } };
    if (request.query.get('api-version') !== '7.4') return fail(400, 'BadParameter');
    const [, kind = '', key = '', rest = ''] = request.path.split('/');
    const live = [...entries.values()].filter((entry) => (entry.deletedAt === undefined) === (kind === 'secrets'));
    if (key === '')
      return page(
        live.map((entry) => (kind === 'secrets' ? itemOf(entry, newest(entry), false) : deletedOf(entry))),
        request,
      );
    return kind === 'secrets' ? handleLive(request, key, rest) : handleDeleted(request, key, rest);
  };

  const authority: HttpStore = await startHttpStore(handleAuthority, { error: 'forbidden' });
  const vault: HttpStore = await startHttpStore(handleVault, {
    error: { code: 'Forbidden', message: 'Caller is not authorized', innererror: { code: 'ForbiddenByRbac' } },
  });
  return {
    vault,
    authority,
    tenantId,
    clientId,
    clientSecret,
    assertion,
    identityHeader,
    grants,
    endTokens: () => tokens.clear(),
    close: async () => {
      await vault.close();
      await authority.close();
    },
  };
};
