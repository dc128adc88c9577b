import { homedir } from 'node:os';
import { AppError } from '../model/app-error.ts';
import type { CallOptions, NewSecret, Provider, SecretValue, StoredSecret } from '../model/provider.ts';
import type { VaultSettings } from '../model/provider-settings.ts';
import type { SecretAddress } from '../model/reference.ts';
import { type Call, withDeadline } from './deadline.ts';
import { checkRecoveryDays, objectOf, textOf, unsupported } from './failure.ts';
import { createSend, type Patience, REAL_PATIENCE } from './http.ts';
import { isLoopback } from './loopback.ts';
import { readMany } from './read-many.ts';
import { createVaultKv } from './vault-kv.ts';
import { listVault } from './vault-list.ts';
import { createMounts } from './vault-mounts.ts';
import { createVaultSession } from './vault-session.ts';

const NO_ROTATION = "Vault's KV engine keeps what it is given; its database and cloud engines rotate.";

/**
 * HashiCorp Vault's KV engine, versions 1 and 2, over HTTP. The address comes from the settings alone. How values map to fields: `vault-value.ts`;
 * what version 1 can't do, and the least policies: `docs/providers.md`.
 * @throws AppError `usage` without an address. Signing in waits for the first call.
 */
export const createVaultProvider = async (
  settings: VaultSettings,
  deadlineMs: number,
  { patience = REAL_PATIENCE, home = homedir() }: { readonly patience?: Patience; readonly home?: string } = {},
): Promise<Provider> => {
  const session = createVaultSession(settings, createSend('Vault', patience), patience, home);
  const place = createMounts(session, settings.mount);
  const kv = createVaultKv(session, patience);
  const within = <T>(options: CallOptions | undefined, work: (call: Call) => Promise<T>): Promise<T> =>
    withDeadline('Vault', deadlineMs, options?.signal, work);

  const get = async (address: SecretAddress, call: Call): Promise<SecretValue> => {
    if (address.version?.stage !== undefined) throw unsupported('Vault', 'a version by its stage', 'Name a version by its number.');
    return kv.get(await place(address, call), address.version?.id, call);
  };

  const stored = (write: typeof kv.create, secret: NewSecret, options: CallOptions | undefined): Promise<StoredSecret> =>
    within(options, async (call) => {
      const where = await place(secret.address, call);
      if (where.version === 'unknown')
        throw new AppError(
          'denied',
          `it can't be seen which version of KV this mount has: ${where.mount}`,
          "Is there such a mount? It is the first part of a plain name; vault:///NAME is below VAULT_MOUNT. The token's policy must allow something on this path.",
        );
      const { id, versionId, changed } = await write(where, secret, call);
      return { id, address: { provider: 'vault', mount: where.mount, id: where.path }, versionId, changed };
    });

  return {
    id: 'vault',
    identity: `vault:${session.address}${settings.namespace === undefined ? '' : ` namespace:${settings.namespace}`} as:${session.signsInBy}`,
    unsupported: { enableRotation: NO_ROTATION, rotate: NO_ROTATION },
    get: (address, options) => within(options, (call) => get(address, call)),
    getMany: (addresses, options) => readMany('Vault', deadlineMs, options, addresses, get),
    getMetadata: (address, options) => within(options, async (call) => kv.getMetadata(await place(address, call), call)),
    create: (secret, options) => stored(kv.create, secret, options),
    update: (secret, options) => stored((where, each, call) => kv.update(where, each, options?.expected, call), secret, options),
    delete: (address, options) =>
      within(options, async (call) => {
        checkRecoveryDays(options?.recoveryDays ?? 30);
        return kv.remove(await place(address, call), options?.recoveryDays, call);
      }),
    restore: (address, options) => within(options, async (call) => kv.restore(await place(address, call), call)),
    list: (query, options) =>
      within(options, async (call) =>
        listVault(session, kv, await place({ id: '', ...(query.mount === undefined ? {} : { mount: query.mount }) }, call), query, call),
      ),
    enableRotation: async () => {
      throw unsupported('Vault', 'rotation', NO_ROTATION);
    },
    rotate: async () => {
      throw unsupported('Vault', 'rotation', NO_ROTATION);
    },
    test: (options) =>
      within(options, async (call) => {
        const startedAt = performance.now();
        const answer = await session.ask({ method: 'GET', path: 'auth/token/lookup-self' }, call);
        const data = objectOf(objectOf(answer.body)?.['data']);
        const { protocol, hostname } = new URL(session.address);
        return {
          identity: textOf(data?.['display_name']) ?? null,
          endpoint: session.address,
          latencyMs: performance.now() - startedAt,
          ...(protocol === 'http:' && !isLoopback(hostname)
            ? { warning: 'VAULT_ADDR is plain http: whoever is on the way can read the token and every value.' }
            : {}),
        };
      }),
  };
};
