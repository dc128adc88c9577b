import { setTimeout as sleep } from 'node:timers/promises';
import { getOctokit } from '@actions/github';

/** The official client, with the patience that GitHub asks for. */
export type GithubClient = ReturnType<typeof getOctokit>;

/** Attempts of one request, and what all requests of a run may wait together. What GitHub asks for beyond that is said, not waited for. */
const MAX_ATTEMPTS = 4;
const MAX_WAIT_MS = 90_000;

/** Of one request, and of all that a client does: a server that hangs must not hold the build. */
const TIMEOUT_MS = 30_000;
const MAX_TOTAL_MS = 240_000;

/** "Wait for at least one minute" where a secondary limit names no time (docs.github.com, best practices for using the REST API). */
const UNNAMED_WAIT_MS = 60_000;

interface Failure {
  /** 0: no answer at all. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly text: string;
}

/** What a failed request tells; the error's own message is not shown anywhere. */
export const failureOf = (error: unknown): Failure => {
  const { status, response, message } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly status?: unknown;
    readonly response?: { readonly headers?: Failure['headers'] };
    readonly message?: unknown;
  };
  return {
    status: response !== undefined && typeof status === 'number' ? status : 0,
    headers: response?.headers ?? {},
    text: typeof message === 'string' ? message : '',
  };
};

/** A refusal for asking too much, and not for want of a right: nothing was done. */
export const isLimited = ({ status, headers, text }: Failure): boolean =>
  status === 429 ||
  (status === 403 &&
    (headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0' || /secondary rate limit|abuse detection/i.test(text)));

/** Milliseconds to wait before the next attempt; undefined when another one would be of no use, or do a thing twice. */
const waitOf = (failure: Failure, attempt: number, isRead: boolean): number | undefined => {
  const { status, headers } = failure;
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (isLimited(failure)) {
    if (after >= 0) return after * 1000;
    const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
    if (String(headers['x-ratelimit-remaining']) === '0' && reset > 0) return Math.max(0, reset * 1000 - Date.now()) + 1000;
    return UNNAMED_WAIT_MS;
  }
  if (isRead && (status === 0 || status >= 500)) return after >= 0 ? after * 1000 : 500 * 2 ** (attempt - 1);
  return undefined;
};

/** A client for `GITHUB_API_URL`. `onWait` is told of each wait: a line for the log. */
export const createGithubClient = (token: string, onWait: (line: string) => void): GithubClient => {
  const client = getOctokit(token);
  let waited = 0;
  const end = Date.now() + MAX_TOTAL_MS;
  client.hook.wrap('request', async (request, options) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await request({ ...options, request: { ...options.request, signal: AbortSignal.timeout(Math.max(1, Math.min(TIMEOUT_MS, end - Date.now()))) } });
      } catch (error) {
        const failure = failureOf(error);
        // what is set to a value may be set twice, what is made may not
        const wait = waitOf(failure, attempt, options.method !== 'POST' || options.url === '/graphql');
        if (wait === undefined || attempt === MAX_ATTEMPTS || waited + wait > MAX_WAIT_MS || Date.now() + wait > end) throw error;
        waited += wait;
        if (wait >= 1000) onWait(`Asking GitHub again in ${Math.round(wait / 1000)} s (${failure.status === 0 ? 'no answer' : `status ${failure.status}`}).`);
        await sleep(wait);
      }
    }
  });
  return client;
};
