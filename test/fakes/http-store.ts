import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback that speaks JSON over HTTP. It knows nothing of any store; it keeps requests, and does harm when told to. */
export interface HttpStore {
  readonly url: string;
  /** All of them, faults and retries included. */
  readonly requests: readonly StoreRequest[];
  /** What happens to coming requests, in the order in which faults were set; the first that fits counts. */
  readonly fault: (fault: StoreFault) => void;
  /** Ends every fault. */
  readonly heal: () => void;
  readonly close: () => Promise<void>;
}

export interface StoreRequest {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** As it came; holds values in clear. */
  readonly text: string;
}

export interface StoreAnswer {
  readonly status: number;
  /** Sent as JSON; bytes are sent as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StoreFault {
  /**
   * `throttle`: 429, with `Retry-After` where `retryAfter` says so. `deny`: 403. `fail`: 500 that quotes the request. `unavailable`: 503 with HTML.
   * `malformed`: 200 and no JSON, which quotes the request. `hang`: no answer. `drop`: the connection ends without one. `truncate`: half of the
   * right answer. `lost`: the work is done, and its answer does not come. `redirect`: 307 to `location`. `answer`: what `answer` says.
   */
  readonly kind: 'throttle' | 'deny' | 'fail' | 'unavailable' | 'malformed' | 'hang' | 'drop' | 'truncate' | 'lost' | 'redirect' | 'answer';
  /** Default: all. */
  readonly method?: string;
  /** How the path starts. Default: all. */
  readonly path?: string;
  /** Default: until `heal`. */
  readonly times?: number;
  readonly retryAfter?: string;
  readonly location?: string;
  readonly answer?: StoreAnswer;
}

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const bytesOf = (body: unknown): Uint8Array => (body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body)));

const send = (response: ServerResponse, { status, body, headers = {} }: StoreAnswer): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : bytesOf(body));
};

/** `denied` is what the store says to 403, quoting nothing. */
export const startHttpStore = async (handle: (request: StoreRequest) => StoreAnswer, denied: unknown): Promise<HttpStore> => {
  const requests: StoreRequest[] = [];
  let faults: { readonly fault: StoreFault; left: number }[] = [];

  const nextFault = ({ method, path }: StoreRequest): StoreFault | undefined => {
    const entry = faults.find(
      ({ fault, left }) => left > 0 && (fault.method === undefined || fault.method === method) && (fault.path === undefined || path.startsWith(fault.path)),
    );
    if (entry !== undefined) entry.left -= 1;
    return entry?.fault;
  };

  const harm = (fault: StoreFault, request: StoreRequest, incoming: IncomingMessage, response: ServerResponse): void => {
    const quote = `${request.text} ${JSON.stringify(request.headers)}`;
    const retryAfter: Record<string, string> = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
    const page = (status: number): void => {
      response.writeHead(status, { 'content-type': 'text/html', ...retryAfter });
      response.end(`<html>${quote}</html>`);
    };
    const cut = (): void => {
      const bytes = bytesOf(handle(request).body ?? null);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length / 2), () => incoming.socket.destroy());
    };
    const harms: Readonly<Record<StoreFault['kind'], () => void>> = {
      throttle: () => send(response, { status: 429, body: { errors: [quote] }, headers: retryAfter }),
      deny: () => send(response, { status: 403, body: denied }),
      fail: () => send(response, { status: 500, body: { errors: [quote], error: { code: 'InternalError', message: quote } } }),
      answer: () => send(response, fault.answer ?? { status: 200 }),
      redirect: () => send(response, { status: 307, headers: { location: fault.location ?? '' } }),
      unavailable: () => page(503),
      malformed: () => page(200),
      hang: () => {},
      drop: () => incoming.socket.destroy(),
      truncate: cut,
      lost: () => {
        handle(request);
        incoming.socket.destroy();
      },
    };
    harms[fault.kind]();
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const request = { method: incoming.method ?? '', path: decodeURIComponent(url.pathname), query: url.searchParams, headers, text: await read(incoming) };
    requests.push(request);
    const fault = nextFault(request);
    if (fault === undefined) send(response, handle(request));
    else harm(fault, request, incoming, response);
  };

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: (fault) => faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    heal: () => {
      faults = [];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
