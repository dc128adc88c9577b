import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import type { Example } from '../../shared/model/live-check.ts';
import type { Connect } from '../../shared/verify/send.ts';

/** What a vendor got. */
export interface Asked {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Every vendor of the world on loopback: `connect` takes the place of TLS, and says to which hosts connections were wanted. */
export interface VendorServer {
  readonly connect: Connect;
  readonly asked: Asked[];
  /** Host and port of each connection. */
  readonly connections: string[];
  readonly close: () => Promise<void>;
}

export const reply = (response: ServerResponse, { status, headers = {}, body }: Example): void => {
  response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

export const createVendorServer = async (answer: (asked: Asked, response: ServerResponse) => void): Promise<VendorServer> => {
  const asked: Asked[] = [];
  const connections: string[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        host: request.headers.host ?? '',
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      asked.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    connections,
    connect: (host, wanted) => {
      connections.push(`${host}:${wanted}`);
      return connectTcp(port, '127.0.0.1');
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
