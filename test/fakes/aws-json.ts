import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A server on loopback that speaks AWS JSON 1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html): a POST whose
 * `X-Amz-Target` names the operation. It knows nothing of any service; it counts calls, keeps requests, and does harm when told to.
 */
export interface AwsJsonServer {
  readonly url: string;
  /** How often each operation was asked for, faults and retries included. */
  readonly calls: Readonly<Record<string, number>>;
  readonly requests: readonly RecordedRequest[];
  /** How many connections were opened. */
  readonly connections: () => number;
  /** How many requests were in work at once, at most. */
  readonly mostAtOnce: () => number;
  /** What happens to coming requests, in the order in which faults were set; the first that fits counts. */
  readonly fault: (fault: Fault) => void;
  /** Ends every fault, answers what hangs with nothing. */
  readonly heal: () => void;
  /** Forgets counts and requests. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

export interface RecordedRequest {
  readonly operation: string;
  /** From the credential scope of the signature. */
  readonly region: string;
  readonly accessKeyId: string;
  readonly userAgent: string;
  /** Parsed; holds values in clear. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Fault {
  /**
   * `throttle`: ThrottlingException. `fail`: HTTP 500. `unavailable`: HTTP 503 with HTML, as a load balancer says it. `hang`: no answer.
   * `slow`: the right answer after `delayMs`, or when `until` is fulfilled. `truncate`: half of the right answer, then the end of the connection. `malformed`: HTTP 200 and no
   * JSON. `deny`: AccessDeniedException. `expired`: ExpiredTokenException. `unknown`: UnknownOperationException. `drop`: the connection ends without an answer. `echo`: an
   * InvalidParameterException whose message quotes the whole request, value included.
   */
  readonly kind: 'throttle' | 'fail' | 'unavailable' | 'hang' | 'slow' | 'truncate' | 'malformed' | 'deny' | 'expired' | 'unknown' | 'drop' | 'echo';
  /** Default: all. */
  readonly operations?: readonly string[];
  readonly region?: string;
  /** Default: until `heal`. */
  readonly times?: number;
  readonly delayMs?: number;
  readonly until?: Promise<void>;
}

/** An answer that is an error of the service. */
export class AwsJsonError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export type AwsJsonHandler = (request: RecordedRequest) => object;

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const answer = (response: ServerResponse, status: number, text: string, type = 'application/x-amz-json-1.1'): void => {
  response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': '00000000-0000-4000-8000-000000000000' });
  response.end(text);
};

const refuse = (response: ServerResponse, { name, message, status }: AwsJsonError): void =>
  answer(response, status, JSON.stringify({ __type: name, Message: message, message }));

const FAULTS = {
  throttle: (body: string) => new AwsJsonError('ThrottlingException', `Rate exceeded (${body.length} bytes)`),
  fail: () => new AwsJsonError('InternalServiceError', 'An error occurred on the server side.', 500),
  deny: () => new AwsJsonError('AccessDeniedException', 'User: arn:aws:iam::123456789012:user/test is not authorized to perform this operation'),
  expired: () => new AwsJsonError('ExpiredTokenException', 'The security token included in the request is expired'),
  unknown: () => new AwsJsonError('UnknownOperationException', ''),
  echo: (body: string) => new AwsJsonError('InvalidParameterException', `1 validation error detected in ${body}`),
} as const;

const isRefusal = (kind: Fault['kind']): kind is keyof typeof FAULTS => kind in FAULTS;

/** Starts a server for one service (`secretsmanager`, `ssm`): the name in the credential scope, and in the target up to its dot. */
export const startAwsJson = async (service: string, target: string, handle: AwsJsonHandler): Promise<AwsJsonServer> => {
  const calls: Record<string, number> = {};
  const requests: RecordedRequest[] = [];
  let faults: { fault: Fault; left: number }[] = [];
  const hanging = new Set<ServerResponse>();

  const nextFault = (request: RecordedRequest): Fault | undefined => {
    const entry = faults.find(
      ({ fault, left }) =>
        left > 0 &&
        (fault.operations === undefined || fault.operations.includes(request.operation)) &&
        (fault.region === undefined || fault.region === request.region),
    );
    if (entry !== undefined) entry.left -= 1;
    return entry?.fault;
  };

  const respond = (request: RecordedRequest): { status: number; text: string } => {
    try {
      return { status: 200, text: JSON.stringify(handle(request)) };
    } catch (error) {
      if (!(error instanceof AwsJsonError)) throw error;
      return { status: error.status, text: JSON.stringify({ __type: error.name, Message: error.message }) };
    }
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(incoming);
    const operation = String(incoming.headers['x-amz-target'] ?? '');
    const scope = /Credential=([^/,]+)\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request/.exec(String(incoming.headers.authorization ?? ''));
    if (scope === null) return refuse(response, new AwsJsonError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403));
    if (scope[3] !== service) return refuse(response, new AwsJsonError('InvalidSignatureException', `Credential should be scoped to ${service}`, 403));
    if (!operation.startsWith(`${target}.`)) return refuse(response, new AwsJsonError('UnknownOperationException', ''));
    const request: RecordedRequest = {
      operation: operation.slice(target.length + 1),
      region: scope[2] ?? '',
      accessKeyId: scope[1] ?? '',
      userAgent: String(incoming.headers['user-agent'] ?? ''),
      body: JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>,
    };
    calls[request.operation] = (calls[request.operation] ?? 0) + 1;
    requests.push(request);
    const fault = nextFault(request);
    if (fault === undefined || fault.kind === 'slow') {
      if (fault !== undefined) await (fault.until ?? new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 50)));
      const { status, text } = respond(request);
      return answer(response, status, text);
    }
    if (isRefusal(fault.kind)) return refuse(response, FAULTS[fault.kind](body));
    if (fault.kind === 'unavailable') return answer(response, 503, '<html><body>Service Unavailable</body></html>', 'text/html');
    if (fault.kind === 'malformed') return answer(response, 200, `<html>${body}</html>`);
    if (fault.kind === 'hang') return void hanging.add(response);
    if (fault.kind === 'drop') return void incoming.socket.destroy();
    const { text } = respond(request);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': Buffer.byteLength(text) });
    response.write(text.slice(0, text.length / 2), () => incoming.socket.destroy());
  };

  let [atOnce, mostAtOnce] = [0, 0];
  const server: Server = createServer((incoming, response) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.once('close', () => {
      atOnce -= 1;
    });
    serve(incoming, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const heal = (): void => {
    faults = [];
    for (const response of hanging) response.destroy();
    hanging.clear();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    requests,
    connections: () => connections,
    mostAtOnce: () => mostAtOnce,
    fault: (fault) => faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    heal,
    forget: () => {
      for (const operation of Object.keys(calls)) delete calls[operation];
      requests.length = 0;
    },
    close: async () => {
      heal();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
