import { AppError } from '../model/app-error.ts';
import type { OpenProvider, Provider } from '../model/provider.ts';
import type { ProviderId, Reference } from '../model/reference.ts';
import type { AuditRecord, Resolved, ResolveResult, Resolver } from '../model/resolver.ts';
import { selectValue } from '../references/select-value.ts';
import { cacheKey } from './cache-key.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { createObserver } from './observe.ts';
import { readBoth } from './read-both.ts';
import { createValueStore } from './value-store.ts';

export interface ResolverOptions {
  readonly open: OpenProvider;
  /** How long a value serves before it is read again. Default 300,000 (5 minutes); 0: every read asks the provider. */
  readonly ttlMs?: number;
  /** How long after its TTL a value still serves at once while it is read again. Default 60,000. */
  readonly staleMs?: number;
  /** How long after its TTL a value still serves while the provider is down. In memory only. Default 86,400,000 (24 hours); 0: never. */
  readonly emergencyMs?: number;
  /** How long a reader waits for a provider that hangs before an expired value serves. Default 2,000. */
  readonly patienceMs?: number;
  /** Values kept at most; the one not read for the longest time goes first. Default 1,000. */
  readonly maxEntries?: number;
  /** Who reads, for the audit records, e.g. `alice via watertight run`. */
  readonly who?: string;
  /** Gets a record of each access, never a value. What it throws is not caught: no access without its record. */
  readonly audit?: (record: AuditRecord) => void;
  /** Told once when the limit of values is reached. */
  readonly notice?: (message: string) => void;
  readonly clock?: Clock;
  /** From 0 to 1, for jitter. */
  readonly random?: () => number;
}

const CLOSED = 'the resolver is closed';

/**
 * Turns references into values through a cache: one flight for each key, batches for what is asked for together, refresh ahead of expiry,
 * expired values while the provider is down. Its timers keep no process alive. `docs/resolving.md` tells what serves when.
 */
export const createResolver = (options: ResolverOptions): Resolver => {
  const { open, audit, notice, who = 'unknown', clock = SYSTEM_CLOCK, random = Math.random, maxEntries = 1000 } = options;
  const { ttlMs = 300_000, staleMs = 60_000, emergencyMs = 86_400_000, patienceMs = 2_000 } = options;
  const observer = createObserver(clock.now, maxEntries);
  let isFull = false;
  const onEvict = (): void => {
    observer.onEvict();
    if (!isFull) notice?.(`the cache is full: it keeps ${maxEntries} values and reads others again when they are asked for`);
    isFull = true;
  };
  const times = { ttlMs, staleMs: emergencyMs === 0 ? 0 : staleMs, emergencyMs, patienceMs };
  const store = createValueStore({ times, maxEntries, clock, random, observer, onEvict });
  const providers = new Map<ProviderId, Provider>();
  const openings = new Map<ProviderId, Promise<Provider>>();
  let isClosed = false;

  const providerFor = async (id: ProviderId): Promise<Provider> => {
    const known = providers.get(id);
    if (known !== undefined) return known;
    let opening = openings.get(id);
    if (opening === undefined) {
      observer.onOpen(id);
      opening = open(id).finally(() => openings.delete(id));
      openings.set(id, opening);
    }
    const provider = await opening;
    providers.set(id, provider);
    return provider;
  };

  const record = (reference: Reference, operation: string, outcome: AuditRecord['outcome'], resolved?: Resolved, error?: unknown): void =>
    audit?.({
      time: new Date(clock.now()).toISOString(),
      who,
      identity: providers.get(reference.address.provider)?.identity ?? reference.address.provider,
      operation,
      reference: reference.text,
      outcome,
      ...(error === undefined ? {} : { errorCode: error instanceof AppError ? error.code : 'bug' }),
      ...(typeof resolved?.value?.versionId === 'string' ? { versionId: resolved.value.versionId } : {}),
    });

  const read = async (reference: Reference, operation: 'read' | 'refresh'): Promise<Resolved> => {
    const { address } = reference;
    if (isClosed) throw new AppError('usage', CLOSED, 'Read before close(), or make another resolver.');
    const known = providers.get(address.provider) ?? (await providerFor(address.provider));
    const { value, from } = await store[operation](known, address);
    return { reference, secret: selectValue(value.secret, reference.pointer, value.soleField), value, from };
  };

  const observed = async (reference: Reference, operation: 'read' | 'refresh', run: () => Promise<Resolved>): Promise<Resolved> => {
    const { provider } = reference.address;
    const keyNow = () => {
      const opened = providers.get(provider);
      return opened === undefined ? '' : cacheKey(opened, reference.address);
    };
    let resolved: Resolved;
    try {
      resolved = await run();
    } catch (error) {
      observer.onRead(provider, keyNow(), 'error');
      record(reference, operation, 'error', undefined, error);
      throw error;
    }
    observer.onRead(provider, keyNow(), resolved.from);
    record(reference, operation, resolved.from, resolved);
    return resolved;
  };

  const resolve: Resolver['resolve'] = (reference, { fallback } = {}) =>
    observed(reference, 'read', async () => {
      try {
        return await read(reference, 'read');
      } catch (error) {
        if (fallback === undefined) throw error;
        return { reference, secret: fallback, value: null, from: 'fallback' };
      }
    });

  const resolveMany: Resolver['resolveMany'] = (references) =>
    Promise.all(references.map((reference): Promise<ResolveResult> => resolve(reference).catch((error: Error) => ({ reference, error }))));

  return {
    resolve,
    resolveMany,
    resolveBoth: (reference) => readBoth(resolve, reference),
    refresh: (reference) => observed(reference, 'refresh', () => read(reference, 'refresh')),
    clear: (reference) => {
      if (reference === undefined) {
        observer.onClear();
        store.forget();
        return;
      }
      const provider = providers.get(reference.address.provider);
      if (provider === undefined) return;
      const key = cacheKey(provider, reference.address);
      observer.onClear(key);
      store.forget(key);
    },
    health: observer.health,
    metrics: () => observer.metrics(store.size()),
    close: async () => {
      isClosed = true;
      store.close();
    },
  };
};
