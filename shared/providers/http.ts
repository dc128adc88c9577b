import { setTimeout } from 'node:timers/promises';
import { AppError } from '../model/app-error.ts';
import type { Call } from './deadline.ts';
import { isRetried, isSentNever, retryAfterMs, waitMs } from './retry.ts';

/** A small HTTP client for stores that speak JSON: bounded, patient, and silent about what goes through it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Doing it twice is the same as doing it once. Default: all but POST and PUT. */
  readonly repeatable?: boolean;
  /** Default: 4. */
  readonly maxAttempts?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed; undefined for an empty body, and for one that is no JSON. */
  readonly body: unknown;
  /** As it came. */
  readonly text: string;
}

/** What tests put in place of the clock and of chance. */
export interface Patience {
  /** Ends early, without an error, when the signal says so. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export type Send = (request: HttpRequest, call: Call) => Promise<HttpAnswer>;

/** Far more than a store's largest answer: Vault takes 32 MiB in a request, and values of 1 MiB; Azure gives 25 names of 25 kB at most. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 3;

export const REAL_PATIENCE: Patience = {
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
  random: Math.random,
  now: Date.now,
};

/**
 * Makes the function that sends. Answers of every status come back as they are, after retries (429 always, 5xx and lost connections where that is
 * safe). `store` is its name in messages. Redirects are followed on the same origin alone: a credential goes nowhere else.
 * Neither a message nor a cause holds anything of a header or a body: runtime errors quote what they choke on.
 * @throws AppError `unreachable`, `authentication` for a credential that can't be in a header
 */
export const createSend =
  (store: string, patience: Patience = REAL_PATIENCE): Send =>
  async (request, call) => {
    const repeatable = request.repeatable ?? (request.method !== 'POST' && request.method !== 'PUT');
    const attempts = request.maxAttempts ?? 4;
    for (let attempt = 1; ; attempt++) {
      const result = await once(store, request, call);
      call.signal.throwIfAborted();
      const again =
        attempt < attempts && (result instanceof Lost ? result.temporary && (repeatable || result.sentNever) : isRetried(result.status, repeatable));
      const wait = waitMs(attempt, patience.random(), result instanceof Lost ? undefined : retryAfterMs(result.headers, patience.now()));
      if (!again || wait >= call.leftMs()) {
        if (result instanceof Lost) throw result.toError(store, request.url, repeatable);
        return result;
      }
      await patience.sleep(wait, call.signal);
      call.signal.throwIfAborted();
    }
  };

/** A request that got no whole answer. */
class Lost {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }

  get sentNever(): boolean {
    return isSentNever(this.code);
  }

  /** A certificate that can't be trusted, or an address that is none, is the same the next time. */
  get temporary(): boolean {
    return !/CERT|SIGNED|LEAF|INVALID|TLS|SSL|EPROTO/.test(this.code);
  }

  toError(store: string, url: string, repeatable: boolean): AppError {
    const hint = /CERT|SIGNED|LEAF/.test(this.code)
      ? 'Its certificate is not trusted: name the file of your own authority in NODE_EXTRA_CA_CERTS before the start.'
      : repeatable || this.sentNever
        ? 'Is the address right, and can it be reached from here?'
        : 'It may have been done all the same: look before you ask again.';
    return new AppError('unreachable', `${store} can't be reached: ${new URL(url).host} (${this.code})`, hint);
  }
}

const once = async (store: string, request: HttpRequest, call: Call): Promise<HttpAnswer | Lost> => {
  const init = initOf(store, request);
  let url = request.url;
  for (let hops = 0; ; hops++) {
    try {
      const response = await fetch(url, { ...init, redirect: 'manual', signal: call.signal });
      const next = nextUrl(store, response, url, request.method);
      if (next === undefined || hops === MAX_REDIRECTS) return { status: response.status, headers: response.headers, ...(await readBody(store, response)) };
      await response.body?.cancel();
      url = next;
    } catch (error) {
      if (error instanceof AppError) throw error;
      return new Lost(codeOf(error));
    }
  }
};

/** The name of a network error, which is a fixed word; its message may quote what it likes. `fetch` wraps it, and several addresses make several. */
const codeOf = (error: unknown, depth = 0): string => {
  const { code, cause, errors } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  const inner: unknown = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  return inner === undefined || depth > 4 ? 'connection lost' : codeOf(inner, depth + 1);
};

const initOf = (store: string, { method, headers = {}, json, form }: HttpRequest): RequestInit => {
  const all: Record<string, string> = { accept: 'application/json', 'user-agent': 'watertight', ...headers };
  let body: string | undefined;
  if (json !== undefined) {
    all['content-type'] = 'application/json';
    body = JSON.stringify(json);
  } else if (form !== undefined) {
    all['content-type'] = 'application/x-www-form-urlencoded';
    body = new URLSearchParams(form).toString();
  }
  // `fetch` would quote the value in its error.
  for (const [name, value] of Object.entries(all))
    if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value))
      throw new AppError(
        'authentication',
        `${store}: this header can't be sent, as its value holds other than printable characters: ${name}`,
        'Is there a line break in the credential?',
      );
  return { method, headers: all, ...(body === undefined ? {} : { body }) };
};

/** Where a redirect on the same origin leads. A redirect to another is refused. */
const nextUrl = (store: string, response: Response, from: string, method: string): string | undefined => {
  const location = response.headers.get('location');
  if (response.status < 300 || response.status > 399 || location === null) return undefined;
  if (!URL.canParse(location, from)) return undefined;
  const target = new URL(location, from);
  if (target.origin !== new URL(from).origin)
    throw new AppError(
      'unreachable',
      `${store} sends us on to another host, which gets no credential: ${target.host}`,
      'Give the address of that host in the settings if it is the right one.',
    );
  const keepsMethod = response.status === 307 || response.status === 308;
  return keepsMethod || method === 'GET' ? target.href : undefined;
};

const readBody = async (store: string, response: Response): Promise<Pick<HttpAnswer, 'body' | 'text'>> => {
  if (response.body === null) return { body: undefined, text: '' };
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > MAX_BYTES) {
      await reader.cancel();
      throw new AppError('unreachable', `${store} gives an answer of more than ${MAX_BYTES / 1024 / 1024} MiB: ${new URL(response.url).host}`);
    }
    chunks.push(part.value);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return { body: JSON.parse(text), text };
  } catch {
    return { body: undefined, text };
  }
};
