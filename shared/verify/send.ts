import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { Reply } from './judge-answer.ts';

/** A request of a live check: always `https`, to the host in its URL. */
export interface LiveRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Least milliseconds since the last request to this host. */
  readonly pauseMs?: number;
}

/** Opens a connection to a host. Tests put their own in its place; nothing else can. */
export type Connect = (host: string, port: number) => Socket;

/** No answer that can be judged, and why, in words of ours: what Node says may quote a URL or a header. */
export class NoReply {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** The largest answer is a list of models; who the caller is takes a few kilobytes. */
const MAX_BYTES = 1024 * 1024;
export const TIMEOUT_MS = 10_000;

/**
 * Certificates are verified whatever the environment says (`NODE_TLS_REJECT_UNAUTHORIZED`), and the connection goes straight to the host: no proxy is
 * taken from the environment or from a file (`NODE_USE_ENV_PROXY` holds for Node's own agents, and this is none of them).
 */
const connectTls: Connect = (host, port) => tlsConnect({ host, port, servername: host, rejectUnauthorized: true, ALPNProtocols: ['http/1.1'] });

/** The name of a network error, which is a fixed word. */
const codeOf = (error: unknown): string => {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'connection lost';
};

/** Sends one request and reads the whole answer, which may take `timeoutMs` and 1 MiB at most. A redirect is an answer like any other: it is not followed. */
export const send = (
  request: LiveRequest,
  signal: AbortSignal,
  { connect = connectTls, timeoutMs = TIMEOUT_MS }: { readonly connect?: Connect; readonly timeoutMs?: number } = {},
): Promise<Reply | NoReply> =>
  new Promise((resolve) => {
    const url = new URL(request.url);
    if (url.protocol !== 'https:') return resolve(new NoReply('not https'));
    if (signal.aborted) return resolve(new NoReply('stopped'));
    const end = (result: Reply | NoReply): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(result);
      outgoing?.destroy();
    };
    const stop = (): void => end(new NoReply('stopped'));
    const timer = setTimeout(() => end(new NoReply(`no answer in ${timeoutMs / 1000} s`)), timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    let outgoing: ReturnType<typeof httpsRequest> | undefined;
    try {
      outgoing = httpsRequest({
        method: request.method,
        host: url.hostname,
        path: `${url.pathname}${url.search}`,
        headers: {
          'user-agent': 'watertight',
          'accept-encoding': 'identity',
          ...request.headers,
          host: url.host,
          connection: 'close',
          ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
        },
        // With an agent, even none, this would not be asked (nodejs.org/api/http.html, `createConnection`).
        createConnection: () => connect(url.hostname, 443),
      });
    } catch (error) {
      return end(new NoReply(codeOf(error)));
    }
    // It stays to the end: what comes after the result must not become an uncaught error.
    outgoing.on('error', (error) => end(new NoReply(codeOf(error))));
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', (error) => end(new NoReply(codeOf(error))));
      response.on('close', () => end(new NoReply('connection lost')));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) end(new NoReply('an answer of more than 1 MiB'));
        else chunks.push(chunk);
      });
      response.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
        );
        end({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    outgoing.end(request.body);
  });
