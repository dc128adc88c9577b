import { AppError } from '../model/app-error.ts';
import type { ProviderId } from '../model/reference.ts';
import type { Health, HealthReport, Metrics, Resolved } from '../model/resolver.ts';
import { isOutage } from './outage.ts';

/** Counts what happens, and says how it goes: metrics and health of one resolver. */
export interface Observer {
  readonly onCall: () => void;
  /** A provider is in use. */
  readonly onOpen: (provider: ProviderId) => void;
  /** A provider answered for one key. */
  readonly onAnswer: (provider: ProviderId, key: string, error?: Error) => void;
  /** A read ended: from where it was served, or not at all. */
  readonly onRead: (provider: ProviderId, key: string, from: Resolved['from'] | 'error') => void;
  readonly onEvict: () => void;
  readonly onClear: (key?: string) => void;
  readonly metrics: (entries: number) => Metrics;
  readonly health: () => HealthReport;
}

interface ProviderRecord {
  lastSuccess: number | null;
  lastErrorCode: string | null;
  /** Keys whose last call failed: when, whether readers were served all the same, and whether the provider was down rather than refusing. */
  readonly failing: Map<string, { readonly at: number; readonly isServed: boolean; readonly isDown: boolean }>;
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const WORST: readonly Health[] = ['unavailable', 'degraded', 'healthy'];

/** A failure that nobody met again for an hour says nothing of how it goes now. */
const FORGET_MS = 3_600_000;

/** At most `maxFailing` failures are remembered. */
export const createObserver = (now: () => number, maxFailing: number): Observer => {
  const count = { reads: 0, hits: 0, calls: 0, errors: 0, stale: 0, emergencies: 0, fallbacks: 0, evictions: 0 };
  const providers = new Map<ProviderId, ProviderRecord>();
  let lastSuccess: number | null = null;

  const recordOf = (provider: ProviderId): ProviderRecord => {
    let record = providers.get(provider);
    if (record === undefined) {
      record = { lastSuccess: null, lastErrorCode: null, failing: new Map() };
      providers.set(provider, record);
    }
    return record;
  };

  const statusOf = ({ failing }: ProviderRecord): Health => {
    for (const [key, { at }] of failing) if (now() - at > FORGET_MS) failing.delete(key);
    const states = [...failing.values()];
    if (states.some((state) => !state.isServed)) return 'unavailable';
    return states.length > 0 ? 'degraded' : 'healthy';
  };

  const markFailing = ({ failing }: ProviderRecord, key: string, isServed: boolean, isDown: boolean): void => {
    if (!failing.delete(key) && failing.size >= maxFailing) {
      for (const oldest of failing.keys()) {
        failing.delete(oldest);
        break;
      }
    }
    failing.set(key, { at: now(), isServed, isDown });
  };

  const onAnswer: Observer['onAnswer'] = (provider, key, error) => {
    const record = recordOf(provider);
    record.failing.delete(key);
    if (error === undefined) {
      lastSuccess = now();
      record.lastSuccess = lastSuccess;
      // It is up again, for the values too that nobody has asked for since.
      for (const [other, { isDown }] of record.failing) if (isDown) record.failing.delete(other);
      return;
    }
    count.errors++;
    record.lastErrorCode = error instanceof AppError ? error.code : 'bug';
    markFailing(record, key, true, isOutage(error));
  };

  const onRead: Observer['onRead'] = (provider, key, from) => {
    count.reads++;
    if (from === 'cache' || from === 'stale' || from === 'emergency') count.hits++;
    if (from === 'stale') count.stale++;
    if (from === 'emergency') count.emergencies++;
    if (from === 'fallback') count.fallbacks++;
    const record = recordOf(provider);
    const before = record.failing.get(key);
    if (from === 'emergency' || from === 'error' || before !== undefined) markFailing(record, key, from !== 'error', before?.isDown ?? from === 'emergency');
  };

  return {
    onCall: () => count.calls++,
    onOpen: (provider) => void recordOf(provider),
    onAnswer,
    onRead,
    onEvict: () => count.evictions++,
    onClear: (key) => {
      for (const { failing } of providers.values()) {
        if (key === undefined) failing.clear();
        else failing.delete(key);
      }
    },
    metrics: (entries) => ({
      reads: count.reads,
      hits: count.hits,
      misses: count.reads - count.hits,
      hitRate: count.reads === 0 ? 0 : count.hits / count.reads,
      providerCalls: count.calls,
      errors: count.errors,
      stale: count.stale,
      emergencies: count.emergencies,
      fallbacks: count.fallbacks,
      evictions: count.evictions,
      entries,
      lastSuccess: iso(lastSuccess),
    }),
    health: () => {
      const all = [...providers].map(([provider, record]) => ({
        provider,
        status: statusOf(record),
        lastSuccess: iso(record.lastSuccess),
        lastErrorCode: record.lastErrorCode,
      }));
      return { status: WORST.find((status) => all.some((each) => each.status === status)) ?? 'healthy', providers: all };
    },
  };
};
