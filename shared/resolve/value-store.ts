import type { Provider, SecretValue } from '../model/provider.ts';
import type { ProviderId, SecretAddress } from '../model/reference.ts';
import type { Resolved } from '../model/resolver.ts';
import { type CacheEntry, createCache } from './cache.ts';
import { cacheKey } from './cache-key.ts';
import type { Clock } from './clock.ts';
import { createFetcher } from './fetcher.ts';
import type { Observer } from './observe.ts';
import { isOutage } from './outage.ts';

/** How long values serve, in milliseconds. */
export interface CacheTimes {
  readonly ttlMs: number;
  /** After the TTL: a value is still served at once while it is read again. */
  readonly staleMs: number;
  /** After the TTL: a value is still served while the provider is down. */
  readonly emergencyMs: number;
  /** How long a reader waits for a provider that hangs before an expired value serves. */
  readonly patienceMs: number;
}

/** A value and where it came from. */
export interface Served {
  readonly value: SecretValue;
  readonly from: Exclude<Resolved['from'], 'fallback'>;
}

/** Whole values of providers, through the cache. */
export interface ValueStore {
  readonly read: (provider: Provider, address: SecretAddress) => Promise<Served>;
  /** Past the cache. */
  readonly refresh: (provider: Provider, address: SecretAddress) => Promise<Served>;
  /** No key: all of them. */
  readonly forget: (key?: string) => void;
  readonly size: () => number;
  readonly close: () => void;
}

export interface ValueStoreOptions {
  readonly times: CacheTimes;
  readonly maxEntries: number;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly observer: Observer;
  readonly onEvict: () => void;
}

/** A value is read again after 80 to 90 % of its TTL, so that many processes that started together do not ask together. */
const AHEAD = 0.8;
const AHEAD_JITTER = 0.1;

/** A value older than half of its TTL joins a call that is made for another one: so the values of one provider fall due together. */
const JOIN_AFTER = 0.5;

/** Values that one call brings: `BatchGetSecretValue` (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html), `GetParameters`. */
const BATCH: Readonly<Partial<Record<ProviderId, number>>> = { aws: 20, ssm: 10 };

/** What room is left in such a call goes to values that were read within this time. */
const FILL_WITHIN_MS = 86_400_000;

/** Between two tries while the provider is down: doubled each time, with jitter. */
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/** After a failure the provider is taken to be down for this long: readers of expired values don't wait for it. */
const DOWN_MS = 2 * LAST_RETRY_MS;

export const createValueStore = ({ times, maxEntries, clock, random, observer, onEvict }: ValueStoreOptions): ValueStore => {
  const { ttlMs, staleMs, emergencyMs, patienceMs } = times;
  const cache = createCache(maxEntries, onEvict);
  const closing = new AbortController();
  let stopTimer: () => void = () => {};

  const onAnswer = (provider: Provider, { key, address }: { key: string; address: SecretAddress }, answer: SecretValue | Error): void => {
    const now = clock.now();
    const before = cache.get(key);
    if (!(answer instanceof Error)) {
      observer.onAnswer(provider.id, key);
      const refreshAt = now + ttlMs * (AHEAD + AHEAD_JITTER * random());
      const expiresAt = now + ttlMs;
      const deadAt = expiresAt + Math.max(emergencyMs, staleMs);
      const lastReadAt = before?.lastReadAt ?? Number.NEGATIVE_INFINITY;
      const noFailure = { failures: 0, failedAt: Number.NEGATIVE_INFINITY, retryAt: Number.NEGATIVE_INFINITY };
      cache.set({ key, provider, address, value: answer, fetchedAt: now, refreshAt, expiresAt, deadAt, lastReadAt, ...noFailure });
    } else {
      observer.onAnswer(provider.id, key, answer);
      if (before === undefined) return;
      before.failures++;
      before.failedAt = now;
      before.retryAt = now + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (before.failures - 1)) * (0.5 + random() / 2);
      // The provider said no: what it gave before serves until its TTL ends, and no longer.
      if (!isOutage(answer)) before.deadAt = Math.min(before.deadAt, before.expiresAt);
    }
  };

  const fetcher = createFetcher({
    signal: closing.signal,
    onCall: observer.onCall,
    onAnswer,
    onDone: () => setTimer(),
    alsoDue: (provider, count) => {
      const now = clock.now();
      const old = [...cache.values()].filter(
        (entry) => entry.provider === provider && !fetcher.isFlying(entry.key) && now - entry.fetchedAt > ttlMs * JOIN_AFTER,
      );
      const inUse = old.filter(({ lastReadAt }) => now - lastReadAt <= 2 * ttlMs);
      const size = BATCH[provider.id] ?? 1;
      const room = (size - ((count + inUse.length) % size)) % size;
      // Those read last stand last.
      const others = old.filter(({ lastReadAt }) => now - lastReadAt > 2 * ttlMs && now - lastReadAt <= FILL_WITHIN_MS);
      return [...inUse, ...others.slice(others.length - Math.min(room, others.length))];
    },
  });

  /** In the background; a failure is in the metrics and the health. */
  const refreshSoon = (entry: CacheEntry, now: number): void => {
    if (now >= entry.retryAt) fetcher.fetch(entry.provider, entry).catch(() => {});
  };

  /** Reads again ahead of expiry what was read since it was fetched, and forgets what has served its time. */
  const onTimer = (): void => {
    const now = clock.now();
    for (const entry of cache.values()) {
      if (now >= entry.deadAt) cache.delete(entry.key);
      else if (now >= entry.refreshAt && now < entry.expiresAt && entry.lastReadAt >= entry.fetchedAt) refreshSoon(entry, now);
    }
    setTimer();
  };

  const setTimer = (): void => {
    stopTimer();
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const { refreshAt, deadAt } of cache.values()) next = Math.min(next, refreshAt > now ? refreshAt : deadAt);
    stopTimer = next === Number.POSITIVE_INFINITY || closing.signal.aborted ? () => {} : clock.after(next - now, onTimer, true);
  };

  const fetchNow = async (provider: Provider, key: string, address: SecretAddress): Promise<Served> => {
    const value = await fetcher.fetch(provider, { key, address });
    const entry = cache.get(key);
    if (entry !== undefined) cache.touch(entry, clock.now());
    return { value, from: 'fresh' };
  };

  /** An expired value, past the time in which it may be served without asking: the provider's, unless it is down or takes too long. */
  const fetchOrServe = async (entry: CacheEntry): Promise<Served> => {
    let stopWaiting: () => void = () => {};
    const patience = new Promise<Served>((resolve) => {
      const serve = () => {
        entry.failedAt = clock.now();
        resolve({ value: entry.value, from: 'emergency' });
      };
      stopWaiting = clock.after(patienceMs, serve, false);
    });
    try {
      return await Promise.race([fetchNow(entry.provider, entry.key, entry.address), patience]);
    } catch (error) {
      if (!isOutage(error)) throw error;
      return { value: entry.value, from: 'emergency' };
    } finally {
      stopWaiting();
    }
  };

  const read: ValueStore['read'] = async (provider, address) => {
    const key = cacheKey(provider, address);
    const entry = cache.get(key);
    const now = clock.now();
    if (entry === undefined || now >= entry.deadAt) return fetchNow(provider, key, address);
    cache.touch(entry, now);
    // A clock that was set back makes no value fresh.
    if (now < entry.expiresAt && now >= entry.fetchedAt) {
      if (now >= entry.refreshAt) refreshSoon(entry, now);
      return { value: entry.value, from: 'cache' };
    }
    const isDown = now - entry.failedAt < DOWN_MS;
    if (!isDown && now >= entry.expiresAt + staleMs) return fetchOrServe(entry);
    refreshSoon(entry, now);
    return { value: entry.value, from: isDown ? 'emergency' : 'stale' };
  };

  return {
    read,
    refresh: (provider, address) => fetchNow(provider, cacheKey(provider, address), address),
    forget: (key) => {
      fetcher.forget(key);
      if (key === undefined) cache.clear();
      else cache.delete(key);
      setTimer();
    },
    size: cache.size,
    close: () => {
      closing.abort();
      fetcher.forget();
      cache.clear();
      stopTimer();
    },
  };
};
