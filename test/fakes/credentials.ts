import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Where AWS gives out credentials for a while, on loopback: STS (roles, web identity), the portal of single sign-on, a container's endpoint.
 * The access key of what it gives says where it came from: `ROLE`, `WEB`, `SSO`, `CONTAINER`.
 */
export interface FakeCredentials {
  readonly url: string;
  /** What was asked for, e.g. `AssumeRole arn:… as ACCESSKEY`. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

const EXPIRES = '2099-01-01T00:00:00Z';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const stsAnswer = (action: string, key: string): string =>
  `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>${key}</AccessKeyId>` +
  `<SecretAccessKey>x</SecretAccessKey><SessionToken>y</SessionToken><Expiration>${EXPIRES}</Expiration></Credentials>` +
  `<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/app/session</Arn><AssumedRoleId>A:session</AssumedRoleId></AssumedRoleUser>` +
  `</${action}Result></${action}Response>`;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

export const startCredentials = async (): Promise<FakeCredentials> => {
  const asked: string[] = [];
  const answer = async (request: IncomingMessage): Promise<string> => {
    const path = new URL(request.url ?? '/', 'http://loopback');
    const signer = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'nobody';
    if (path.pathname === '/federation/credentials') {
      asked.push(`SSO ${path.searchParams.get('account_id')} ${path.searchParams.get('role_name')}`);
      return JSON.stringify({ roleCredentials: { accessKeyId: 'SSO', secretAccessKey: 'x', sessionToken: 'y', expiration: Date.parse(EXPIRES) } });
    }
    if (path.pathname === '/container') {
      asked.push('container');
      return JSON.stringify({ AccessKeyId: 'CONTAINER', SecretAccessKey: 'x', Token: 'y', Expiration: EXPIRES });
    }
    const form = new URLSearchParams(await bodyOf(request));
    const action = form.get('Action') ?? '';
    asked.push(`${action} ${form.get('RoleArn')} as ${signer}`);
    return stsAnswer(action, action === 'AssumeRole' ? 'ROLE' : 'WEB');
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (text) => response.writeHead(200, { 'content-type': text.startsWith('<') ? 'text/xml' : 'application/json' }).end(text),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
