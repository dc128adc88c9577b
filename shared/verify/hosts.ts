import type { Reply } from './judge-answer.ts';
import { type LiveRequest, NoReply } from './send.ts';

/** What tests put in place of the clock. */
export interface Time {
  readonly now: () => number;
  /** Ends early, without an error, when the signal says so. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Between the end of a request and the next to the same host, where the check wants no more. */
const PAUSE_MS = 250;
/** A host that asks for a longer wait is left alone. */
const MAX_WAIT_MS = 20_000;
const WAIT_MS = 2_000;

/** Milliseconds that a `Retry-After` asks for: seconds, or a date (RFC 9110). */
const waitOf = (header: string | undefined): number => {
  if (header === undefined) return WAIT_MS;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? WAIT_MS : Math.max(0, date - Date.now());
};

/** 429, or 403 where a wait is asked for with it (docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit). */
const isTooMany = ({ status, headers }: Reply): boolean => status === 429 || (status === 403 && headers['retry-after'] !== undefined);

/** Asks a host. */
export type Ask = (request: LiveRequest) => Promise<Reply | NoReply>;

/**
 * One request at a time to each host, with a pause between them. A host that has had too many gets the wait that it asks for, once; after a second one it
 * is asked nothing more, and what is left for it has no reply.
 */
export const createAsk = (sendOne: (request: LiveRequest, signal: AbortSignal) => Promise<Reply | NoReply>, signal: AbortSignal, time: Time): Ask => {
  const queues = new Map<string, Promise<unknown>>();
  const closed = new Set<string>();
  const askedAt = new Map<string, number>();

  const askNow = async (request: LiveRequest, host: string): Promise<Reply | NoReply> => {
    if (closed.has(host)) return new NoReply('the host asks for fewer requests');
    const { pauseMs = PAUSE_MS } = request;
    const since = time.now() - (askedAt.get(host) ?? Number.NEGATIVE_INFINITY);
    if (since < pauseMs) await time.sleep(pauseMs - since, signal);
    for (let attempt = 1; ; attempt++) {
      const reply = await sendOne(request, signal);
      askedAt.set(host, time.now());
      if (reply instanceof NoReply || !isTooMany(reply)) return reply;
      const waitMs = waitOf(reply.headers['retry-after']);
      if (attempt === 2 || waitMs > MAX_WAIT_MS) {
        closed.add(host);
        return new NoReply('the host asks for fewer requests');
      }
      await time.sleep(waitMs, signal);
    }
  };

  return (request) => {
    const { host } = new URL(request.url);
    const turn = (queues.get(host) ?? Promise.resolve()).then(() => askNow(request, host));
    queues.set(host, turn);
    return turn;
  };
};
