import type { Provider, SecretValue } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';

/** A value that was read, and until when it serves. Times are milliseconds since 1970. */
export interface CacheEntry {
  readonly key: string;
  readonly provider: Provider;
  readonly address: SecretAddress;
  readonly value: SecretValue;
  readonly fetchedAt: number;
  /** From here on it is refreshed ahead of its expiry. */
  readonly refreshAt: number;
  readonly expiresAt: number;
  /** The end of the emergency window: from here on it is forgotten. Moved to `expiresAt` when the provider refuses it. */
  deadAt: number;
  /** -Infinity: never. */
  lastReadAt: number;
  /** Calls that failed since it was fetched, when the last one did (-Infinity: never), and when to try again. */
  failures: number;
  failedAt: number;
  retryAt: number;
}

/** The values by key, at most `maxEntries` of them: the one not read for the longest time goes first. */
export interface Cache {
  readonly get: (key: string) => CacheEntry | undefined;
  /** The entry was read. */
  readonly touch: (entry: CacheEntry, now: number) => void;
  readonly set: (entry: CacheEntry) => void;
  readonly delete: (key: string) => void;
  readonly clear: () => void;
  readonly values: () => IterableIterator<CacheEntry>;
  readonly size: () => number;
}

export const createCache = (maxEntries: number, onEvict: () => void): Cache => {
  const entries = new Map<string, CacheEntry>();
  return {
    get: (key) => entries.get(key),
    touch: (entry, now) => {
      entry.lastReadAt = now;
      if (entries.delete(entry.key)) entries.set(entry.key, entry);
    },
    set: (entry) => {
      if (!entries.delete(entry.key) && entries.size >= maxEntries) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest);
          break;
        }
        onEvict();
      }
      entries.set(entry.key, entry);
    },
    delete: (key) => entries.delete(key),
    clear: () => entries.clear(),
    values: () => entries.values(),
    size: () => entries.size,
  };
};
