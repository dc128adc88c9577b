import { type HttpStore, type StoreAnswer, type StoreRequest, startHttpStore } from './http-store.ts';
import { createKv1, createKv2, type KvEngine, refuse } from './vault-kv.ts';

/**
 * HashiCorp Vault on loopback, by its API documentation (https://developer.hashicorp.com/vault/api-docs): KV version 2 at `secret` and `team/kv`,
 * version 1 at `kv1`, another engine at `database`, AppRole at `approle`. The same tests run against the real one where it can be had.
 */
export interface FakeVault extends HttpStore {
  /** May do everything. */
  readonly rootToken: string;
  readonly roleId: string;
  readonly secretId: string;
  /** A token that may do what starts like one of these, e.g. `secret/data/app`. */
  readonly tokenFor: (paths: readonly string[]) => string;
  /** Every token that AppRole gave out ends. */
  readonly endTokens: () => void;
  readonly logins: () => number;
}

export interface FakeVaultOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Of AppRole's tokens, in seconds; 0: they do not end. Default: 3600. */
  readonly leaseSeconds?: number;
  /** An older Vault says "permission denied" of a token it does not know, and nothing more. Default: false. */
  readonly tersely?: boolean;
  /** Default: none; else requests without this header are denied. */
  readonly namespace?: string;
}

interface Mount {
  readonly type: string;
  readonly options: { readonly version: string } | null;
  readonly engine?: KvEngine;
}

export const startFakeVault = async ({ now = Date.now, leaseSeconds = 3600, tersely = false, namespace }: FakeVaultOptions = {}): Promise<FakeVault> => {
  // Made at run time: nothing in the repository looks like a token.
  const name = (what: string): string => [what, Math.random().toString(36).slice(2), Math.random().toString(36).slice(2)].join('.');
  const [rootToken, roleId, secretId] = [name('root'), name('role'), name('id')];
  const tokens = new Map<string, { readonly paths: readonly string[]; readonly endsAt: number; readonly byRole: boolean }>();
  tokens.set(rootToken, { paths: [''], endsAt: Number.POSITIVE_INFINITY, byRole: false });
  const mounts = new Map<string, Mount>([
    ['secret', { type: 'kv', options: { version: '2' }, engine: createKv2(now) }],
    ['team/kv', { type: 'kv', options: { version: '2' }, engine: createKv2(now) }],
    ['kv1', { type: 'kv', options: { version: '1' }, engine: createKv1() }],
    ['database', { type: 'database', options: null }],
  ]);
  let logins = 0;

  const logIn = ({ text }: StoreRequest): StoreAnswer => {
    logins += 1;
    const given = JSON.parse(text) as { role_id?: string; secret_id?: string };
    if (given.role_id !== roleId || given.secret_id !== secretId) return refuse(400, 'invalid role or secret ID');
    const token = name('s');
    tokens.set(token, { paths: [''], endsAt: leaseSeconds === 0 ? Number.POSITIVE_INFINITY : now() + leaseSeconds * 1000, byRole: true });
    return {
      status: 200,
      body: { data: null, auth: { client_token: token, accessor: name('a'), policies: ['default'], lease_duration: leaseSeconds, renewable: true } },
    };
  };

  const mountOf = (path: string): [string, Mount] | undefined => [...mounts].find(([mount]) => `${path}/`.startsWith(`${mount}/`));
  const permissionDenied = refuse(403, 'permission denied');
  const unknownToken = tersely ? permissionDenied : refuse(403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n');

  const describeMount = (path: string, may: (paths: readonly string[]) => boolean): StoreAnswer => {
    const found = mountOf(path);
    if (found === undefined || !may([`${found[0]}/`]))
      return refuse(403, `preflight capability check returned 403, please ensure client's policies grant access to path "${path}/"`);
    return { status: 200, body: { data: { path: `${found[0]}/`, type: found[1].type, options: found[1].options } } };
  };

  const handle = (request: StoreRequest): StoreAnswer => {
    const path = request.path.replace(/^\/v1\//, '');
    if (path === request.path) return refuse(404);
    if (namespace !== undefined && request.headers['x-vault-namespace'] !== namespace) return permissionDenied;
    if (path === 'auth/approle/login') return logIn(request);
    const token = tokens.get(request.headers['x-vault-token'] ?? '');
    if (token === undefined || token.endsAt <= now()) return unknownToken;
    if (path === 'auth/token/lookup-self')
      return { status: 200, body: { data: { display_name: token.byRole ? 'approle' : 'token', id: request.headers['x-vault-token'] } } };
    const allowed = (wanted: string): boolean => token.paths.some((prefix) => wanted.startsWith(prefix));
    if (path.startsWith('sys/internal/ui/mounts/'))
      return describeMount(path.slice(23), ([mount = '']) => token.paths.some((prefix) => prefix.startsWith(mount) || mount.startsWith(prefix)));
    if (!allowed(path)) return permissionDenied;
    const [mount, entry] = mountOf(path) ?? [];
    if (mount === undefined || entry?.engine === undefined) return refuse(404, `no handler for route "${path}". route entry not found.`);
    return entry.engine(path.slice(mount.length + 1), request);
  };

  const store = await startHttpStore(handle, { errors: ['1 error occurred:\n\t* permission denied\n\n'] });
  return {
    ...store,
    rootToken,
    roleId,
    secretId,
    tokenFor: (paths) => {
      const token = name('s');
      tokens.set(token, { paths, endsAt: Number.POSITIVE_INFINITY, byRole: false });
      return token;
    },
    endTokens: () => {
      for (const [token, { byRole }] of tokens) if (byRole) tokens.delete(token);
    },
    logins: () => logins,
  };
};
