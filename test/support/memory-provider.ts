import { AppError, type ErrorCode } from '../../shared/model/app-error.ts';
import { type Provider, type ReadResult, type SecretValue, versionText } from '../../shared/model/provider.ts';
import type { Reference, SecretAddress } from '../../shared/model/reference.ts';
import { Secret } from '../../shared/model/secret.ts';

/** A store in memory that counts its calls as Secrets Manager would bill them, and fails when told to. */
export interface MemoryProvider extends Provider {
  /** Values by `id`, or by `id@version`. */
  readonly values: Map<string, string>;
  readonly calls: { single: number; batch: number };
  /** What every read meets; `hang`: no answer until it is aborted. */
  fault: ErrorCode | 'hang' | null;
}

/** As `BatchGetSecretValue`. */
const BATCH = 20;

const unsupported = async (): Promise<never> => {
  throw new AppError('unsupported', 'not needed here');
};

export const createMemoryProvider = (values: Readonly<Record<string, string>> = {}, id: Provider['id'] = 'aws'): MemoryProvider => {
  const stored = new Map(Object.entries(values));
  const calls = { single: 0, batch: 0 };
  let serial = 0;

  const meet = (signal?: AbortSignal): Promise<void> | void => {
    if (provider.fault === null) return;
    if (provider.fault !== 'hang') throw new AppError(provider.fault, `the store says no: ${provider.fault}`);
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new AppError('timeout', 'stopped'))));
  };
  const valueAt = (address: SecretAddress): SecretValue => {
    const version = versionText(address.version);
    const text = stored.get(version === '' ? address.id : `${address.id}@${version}`);
    if (text === undefined) throw new AppError('secret-missing', `no such secret: ${address.id}`);
    return { secret: new Secret(text), encoding: 'text', id: address.id, versionId: `v${++serial}`, stages: ['AWSCURRENT'], createdAt: null };
  };
  const provider: MemoryProvider = {
    id,
    identity: 'profile:test',
    unsupported: {},
    values: stored,
    calls,
    fault: null,
    get: async (address, { signal } = {}) => {
      calls.single++;
      await meet(signal);
      return valueAt(address);
    },
    getMany: async (addresses, { signal } = {}) => {
      calls.batch += Math.ceil(addresses.length / BATCH);
      await meet(signal);
      return addresses.map((address): ReadResult => {
        try {
          return { address, value: valueAt(address) };
        } catch (error) {
          return { address, error: error as Error };
        }
      });
    },
    getMetadata: unsupported,
    create: unsupported,
    update: unsupported,
    delete: unsupported,
    restore: unsupported,
    list: unsupported,
    enableRotation: unsupported,
    rotate: unsupported,
    test: unsupported,
  };
  return provider;
};

/** A reference as if parsed. */
export const referenceTo = (id: string, more: Partial<SecretAddress> = {}, pointer: readonly string[] = []): Reference => ({
  text: pointer.length === 0 ? id : `${id}#${pointer.join('/')}`,
  address: { provider: 'aws', id, ...more },
  syntax: 'name',
  pointer,
  name: id,
  ranges: { name: { start: 0, end: id.length } },
});
