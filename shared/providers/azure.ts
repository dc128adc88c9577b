import { AppError } from '../model/app-error.ts';
import type { CallOptions, Provider } from '../model/provider.ts';
import type { AzureSettings } from '../model/provider-settings.ts';
import { listAzure } from './azure-list.ts';
import { createAzureSecrets } from './azure-secrets.ts';
import { createAzureSession } from './azure-session.ts';
import { type AzureMachine, createAzureTokens } from './azure-token.ts';
import { type Call, withDeadline } from './deadline.ts';
import { checkRecoveryDays, unsupported } from './failure.ts';
import { createSend, type Patience, REAL_PATIENCE } from './http.ts';
import { readMany } from './read-many.ts';

const STORE = 'Azure Key Vault';
const NO_ROTATION = 'a key vault makes no new values of secrets; a function of yours does, told by an event';

/**
 * Azure Key Vault's secrets over its REST interface. Which vaults get a token: `azure-vault.ts`; how names and values map: `azure-secret.ts`; what has to
 * be allowed: `docs/providers.md`. Nothing is asked of the network before the first call.
 */
export const createAzureProvider = async (
  settings: AzureSettings,
  deadlineMs: number,
  { patience = REAL_PATIENCE, ...machine }: AzureMachine & { readonly patience?: Patience } = {},
): Promise<Provider> => {
  const send = createSend(STORE, patience);
  const tokens = createAzureTokens(settings, send, patience, machine);
  const session = createAzureSession(settings, tokens, send);
  const secrets = createAzureSecrets(session, patience);
  const within = <T>(options: CallOptions | undefined, work: (call: Call) => Promise<T>): Promise<T> => withDeadline(STORE, deadlineMs, options?.signal, work);
  const { tenantId = 'default', clientId = 'default', vaultUrl = 'none' } = settings;
  const rotate = async (): Promise<never> => {
    throw unsupported(STORE, 'rotation', NO_ROTATION);
  };

  return {
    id: 'azure',
    identity: `azure vault:${vaultUrl} tenant:${tenantId} client:${clientId} by:${tokens.signsInBy}`,
    unsupported: { enableRotation: NO_ROTATION, rotate: NO_ROTATION },
    get: (address, options) => within(options, (call) => secrets.get(address, call)),
    getMany: (addresses, options) => readMany(STORE, deadlineMs, options, addresses, secrets.get),
    getMetadata: (address, options) => within(options, (call) => secrets.getMetadata(address, call)),
    create: (secret, options) => within(options, (call) => secrets.create(secret, call)),
    update: (secret, options) => within(options, (call) => secrets.update(secret, options?.expected, call)),
    delete: (address, options) =>
      within(options, async (call) => {
        checkRecoveryDays(options?.recoveryDays ?? 30);
        return secrets.remove(address, options?.recoveryDays === 0, call);
      }),
    restore: (address, options) => within(options, (call) => secrets.restore(address, call)),
    list: (query, options) => within(options, (call) => listAzure(session, query, call)),
    enableRotation: rotate,
    rotate,
    test: (options) =>
      within(options, async (call) => {
        const endpoint = session.originOf(undefined);
        const startedAt = performance.now();
        const answer = await session.ask(undefined, { method: 'GET', path: 'secrets', query: { maxresults: '1' } }, call);
        if (answer.status !== 200) throw new AppError('unreachable', `this does not answer as ${STORE} does: ${new URL(endpoint).host}`);
        const { clientId: id } = settings;
        return { identity: id === undefined ? null : `application ${id}`, endpoint, latencyMs: Math.round(performance.now() - startedAt) };
      }),
  };
};
