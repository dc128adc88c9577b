import type { Provider, ReadResult, SecretValue } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';

/** One value to be read. */
export interface Wanted {
  readonly key: string;
  readonly address: SecretAddress;
}

/** Calls providers: one flight for each key, and one call for all that is wanted of a provider in the same turn of the event loop. */
export interface Fetcher {
  readonly fetch: (provider: Provider, wanted: Wanted) => Promise<SecretValue>;
  readonly isFlying: (key: string) => boolean;
  /** Those who wait still get their answers, but `onAnswer` is not told and new reads make new calls. No key: all. */
  readonly forget: (key?: string) => void;
}

export interface FetcherOptions {
  /** Stops what is on its way. */
  readonly signal: AbortSignal;
  /** What else of this provider should join a call that is made anyway, for `count` values so far. */
  readonly alsoDue: (provider: Provider, count: number) => Iterable<Wanted>;
  /** Told of each answer before those who wait for it. */
  readonly onAnswer: (provider: Provider, wanted: Wanted, answer: SecretValue | Error) => void;
  readonly onCall: () => void;
  /** All answers of a call are in. */
  readonly onDone: () => void;
}

interface Flight {
  readonly wanted: Wanted;
  readonly promise: Promise<SecretValue>;
  readonly settle: (answer: SecretValue | Error) => void;
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error('not an error was thrown', { cause: error }));

const newFlight = (wanted: Wanted): Flight => {
  let settle: Flight['settle'] = () => {};
  const promise = new Promise<SecretValue>((resolve, reject) => {
    settle = (answer) => (answer instanceof Error ? reject(answer) : resolve(answer));
  });
  // Flights that only joined have nobody who waits for them.
  promise.catch(() => {});
  return { wanted, promise, settle };
};

const readAll = async (provider: Provider, flights: readonly Flight[], signal: AbortSignal): Promise<readonly (SecretValue | Error)[]> => {
  try {
    const [first] = flights;
    if (flights.length === 1 && first !== undefined) return [await provider.get(first.wanted.address, { signal })];
    const results: readonly ReadResult[] = await provider.getMany(
      flights.map((flight) => flight.wanted.address),
      { signal },
    );
    return results.map((result) => ('error' in result ? result.error : result.value));
  } catch (error) {
    return flights.map(() => toError(error));
  }
};

export const createFetcher = ({ signal, alsoDue, onAnswer, onCall, onDone }: FetcherOptions): Fetcher => {
  const flights = new Map<string, Flight>();
  const waiting = new Map<Provider, Flight[]>();

  const start = (wanted: Wanted): Flight => {
    const flight = newFlight(wanted);
    flights.set(wanted.key, flight);
    return flight;
  };

  const run = async (provider: Provider): Promise<void> => {
    const batch = waiting.get(provider) ?? [];
    waiting.delete(provider);
    for (const wanted of alsoDue(provider, batch.length)) if (!flights.has(wanted.key)) batch.push(start(wanted));
    onCall();
    const answers = await readAll(provider, batch, signal);
    batch.forEach((flight, at) => {
      const answer = answers[at] ?? new Error('the provider gave fewer answers than it was asked for');
      if (flights.get(flight.wanted.key) === flight) {
        flights.delete(flight.wanted.key);
        onAnswer(provider, flight.wanted, answer);
      }
      flight.settle(answer);
    });
    onDone();
  };

  const fetch: Fetcher['fetch'] = (provider, wanted) => {
    const flying = flights.get(wanted.key);
    if (flying !== undefined) return flying.promise;
    const flight = start(wanted);
    const batch = waiting.get(provider);
    if (batch === undefined) {
      waiting.set(provider, [flight]);
      setImmediate(() => void run(provider));
    } else {
      batch.push(flight);
    }
    return flight.promise;
  };
  return { fetch, isFlying: (key) => flights.has(key), forget: (key) => (key === undefined ? flights.clear() : flights.delete(key)) };
};
