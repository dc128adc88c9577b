import { setTimeout } from 'node:timers/promises';

/** When to ask GitHub again, and how long to wait before (docs.github.com/rest, rate limits and best practices). Pure, but for the wait itself. */
export interface Patience {
  /** Ends early, without an error, when the signal says so. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** The longest wait that a limit may ask for. */
  readonly maxWaitMs: number;
}

export const REAL_PATIENCE: Patience = {
  sleep: (ms, signal) => setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
  now: Date.now,
  random: Math.random,
  maxWaitMs: 5 * 60_000,
};

/** Where a secondary limit does not say how long, a minute is asked for. */
const SILENCE_MS = 60_000;

/**
 * How long an answer asks us to be silent, in milliseconds; undefined when it is no refusal for asking too much. Both limits come as 403 or 429:
 * `retry-after` in seconds, else `x-ratelimit-remaining: 0` and in `x-ratelimit-reset` when that ends, in seconds since 1970.
 */
export const askedSilenceMs = (status: number, headers: Headers, now: number): number | undefined => {
  if (status !== 403 && status !== 429) return undefined;
  const after = headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(after)) return Number(after) * 1000;
  const reset = headers.get('x-ratelimit-reset') ?? '';
  if (headers.get('x-ratelimit-remaining') === '0' && /^\d{1,12}$/.test(reset)) return Math.max(0, Number(reset) * 1000 - now) + 1000;
  return status === 429 ? SILENCE_MS : undefined;
};

/** After a server's error or a lost connection: anything up to a bound that doubles. */
export const backOffMs = (attempt: number, random: number): number => random * Math.min(8000, 500 * 2 ** (attempt - 1));
