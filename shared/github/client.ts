import { AppError } from '../model/app-error.ts';
import type { Secret } from '../model/secret.ts';
import { failureOf, throttled } from './failure.ts';
import { askedSilenceMs, backOffMs, type Patience, REAL_PATIENCE } from './patience.ts';

export interface GithubSettings {
  /** Base of the API: `https://api.github.com`, `https://HOST/api/v3` of a GitHub Enterprise Server (`GITHUB_API_URL` in a workflow). */
  readonly apiUrl: string;
  /** Absent: what is public is read. */
  readonly token: Secret | undefined;
  /** Ends every request and every wait. */
  readonly signal?: AbortSignal;
}

/**
 * GitHub's REST API. Paths start with `/` and follow the base. What is refused or lost is asked for again within reason: limits after the
 * silence that they ask for; errors of the server and lost connections where doing it twice is the same as doing it once.
 * All throw `GithubFailure` for an answer that is no success, and AppError `unreachable`, `timeout`, `throttled`.
 */
export interface Github {
  readonly get: (path: string) => Promise<unknown>;
  /** Every item of every page. `name` is the key of the list where the answer is an object. */
  readonly list: (path: string, name?: string) => AsyncGenerator<unknown>;
  /** A POST is not sent again once it may have been done. */
  readonly send: (method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<unknown>;
  /** An answer of the API itself, whatever its status, redirects included. Its body is the caller's to read or to cancel. */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Response>;
  readonly patience: Patience;
}

const MAX_ATTEMPTS = 4;
const MAX_PAGES = 1000;
const MAX_JSON_BYTES = 64 * 1024 ** 2;
const TIMEOUT_MS = 60_000;

const isRedirect = (status: number): boolean => status >= 301 && status <= 308 && status !== 304;

/** A token travels encrypted, or not beyond this machine. */
export const isSafeAddress = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname));
};

/** The name of a network error, which is a fixed word: its message may quote what it likes. */
export const networkCode = (error: unknown, depth = 0): string => {
  const { code, name, cause } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; name?: unknown; cause?: unknown };
  if (name === 'TimeoutError') return 'no answer in time';
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  return cause === undefined || depth > 4 ? 'connection lost' : networkCode(cause, depth + 1);
};

const nextPage = (headers: Headers): string | undefined =>
  (headers.get('link') ?? '')
    .split(',')
    .map((part) => /^\s*<([^>]+)>;.*\brel="next"/.exec(part)?.[1])
    .find((link) => link !== undefined);

const jsonOf = async (response: Response): Promise<unknown> => {
  const length = Number(response.headers.get('content-length') ?? 0);
  if (length > MAX_JSON_BYTES) throw new AppError('unreachable', `GitHub gives an answer of more than ${MAX_JSON_BYTES / 1024 ** 2} MiB`);
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError(
      'unreachable',
      'this does not answer as GitHub does: its answer is no JSON',
      'Is the address of the API right, or does a proxy stand in between?',
    );
  }
};

export const createGithub = ({ apiUrl, token, signal }: GithubSettings, patience: Patience = REAL_PATIENCE): Github => {
  const base = apiUrl.replace(/\/+$/, '');
  if (!isSafeAddress(base)) throw new AppError('usage', `this is no https:// address for the API of GitHub: ${apiUrl}`, 'Correct GITHUB_API_URL.');

  const headersOf = (body: unknown): Record<string, string> => {
    const value = token?.reveal();
    // `fetch` would quote it in its error
    if (value !== undefined && !/^[\x21-\x7e]+$/.test(value))
      throw new AppError('authentication', 'the token for GitHub holds characters that no token has', 'Is there a line break in it?');
    return {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'watertight',
      ...(value === undefined ? {} : { authorization: `Bearer ${value}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
  };

  const request = async (method: string, url: string, body: unknown): Promise<Response> => {
    const what = url.slice(base.length).replace(/\?.*$/s, '');
    const repeatable = method !== 'POST';
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const isLast = attempt === MAX_ATTEMPTS;
      const limit = AbortSignal.timeout(TIMEOUT_MS);
      let wait: number;
      try {
        const response = await fetch(url, {
          method,
          headers: headersOf(body),
          redirect: 'manual', // the token goes to the API alone
          signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const silence = askedSilenceMs(response.status, response.headers, patience.now());
        const again = silence !== undefined || (repeatable && response.status >= 500 && response.status !== 501);
        if (!again) return response;
        if (silence !== undefined && (isLast || silence > patience.maxWaitMs)) {
          await response.body?.cancel();
          throw throttled(response.status, what, silence);
        }
        if (isLast) return response;
        await response.body?.cancel();
        wait = silence ?? backOffMs(attempt, patience.random());
      } catch (error) {
        if (error instanceof AppError) throw error;
        signal?.throwIfAborted();
        if (isLast || !repeatable)
          throw new AppError(
            'unreachable',
            `GitHub can't be reached: ${new URL(base).host} (${networkCode(error)})`,
            'Is the address right, and can it be reached from here?',
          );
        wait = backOffMs(attempt, patience.random());
      }
      await patience.sleep(wait, signal);
    }
  };

  /** A repository that got another name answers with a redirect within the API. */
  const requestHere = async (method: string, path: string, body: unknown): Promise<Response> => {
    let url = path.startsWith('/') ? `${base}${path}` : path;
    for (let hops = 0; ; hops++) {
      const response = await request(method, url, body);
      const location = response.headers.get('location');
      if (!isRedirect(response.status) || location === null || hops === 3 || !URL.canParse(location, url)) return response;
      const target = new URL(location, url);
      const keepsMethod = method === 'GET' || response.status === 307 || response.status === 308;
      if (target.origin !== new URL(base).origin || !keepsMethod) return response;
      await response.body?.cancel();
      url = target.href;
    }
  };

  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await requestHere(method, path, body);
    if (response.ok || isRedirect(response.status)) return response;
    await response.body?.cancel();
    throw failureOf(response.status, path.replace(/\?.*$/s, ''), token !== undefined);
  };

  const read = async (method: string, path: string, body?: unknown): Promise<{ value: unknown; headers: Headers }> => {
    const response = await ask(method, path, body);
    if (isRedirect(response.status)) throw failureOf(response.status, path.replace(/\?.*$/s, ''), token !== undefined);
    try {
      return { value: await jsonOf(response), headers: response.headers };
    } catch (error) {
      if (error instanceof AppError) throw error;
      signal?.throwIfAborted();
      throw new AppError('unreachable', `the answer of GitHub broke off: ${new URL(base).host} (${networkCode(error)})`, 'Try again.');
    }
  };

  const list = async function* (path: string, name?: string): AsyncGenerator<unknown> {
    let next: string | undefined = path;
    for (let count = 0; next !== undefined; count++) {
      if (count === MAX_PAGES) throw new AppError('incomplete', `GitHub lists more than ${MAX_PAGES} pages: ${path.replace(/\?.*$/s, '')}`);
      const { value, headers }: { value: unknown; headers: Headers } = await read('GET', next);
      const items = name === undefined ? value : (value as Record<string, unknown> | null | undefined)?.[name];
      if (!Array.isArray(items)) throw new AppError('unreachable', `this does not answer as GitHub does: no list at ${path.replace(/\?.*$/s, '')}`);
      yield* items;
      next = nextPage(headers);
      if (next !== undefined && !next.startsWith(`${base}/`)) throw new AppError('unreachable', 'GitHub names a next page on another server', '');
    }
  };

  return {
    get: async (path) => (await read('GET', path)).value,
    list,
    send: async (method, path, body) => (await read(method, path, body)).value,
    ask,
    patience,
  };
};
