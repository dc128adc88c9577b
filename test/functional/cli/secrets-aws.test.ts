import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { type CliResult, runCliAsync } from '../../support/cli.ts';

let folder: string;
let server: FakeSecretsManager;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-aws-'));
  server = await startSecretsManager();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], input = '', more: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
  runCliAsync(folder, args, {
    input,
    env: { ...TEST_CREDENTIALS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url, WATERTIGHT_HOME: join(folder, 'home'), ...more },
  });
const secrets = (...args: string[]): Promise<CliResult> => run(['secrets', ...args, '--provider', 'aws']);

describe('watertight secrets with AWS', () => {
  it('goes the whole way: create, list, describe, get, update, delete, restore, rotate, resolve', async () => {
    const created = await run(['secrets', 'create', 'prod/db', '--provider', 'aws', '-f', 'json'], '{"user":"app","password":"the first"}\n');
    expect(created.status).toBe(0);
    const { id, reference } = JSON.parse(created.stdout) as { id: string; reference: string };
    expect(reference).toBe(id);
    expect(id).toMatch(/^arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod\/db-\w{6}$/);
    expect(server.valueOf('prod/db')).toBe('{"user":"app","password":"the first"}');

    expect(await secrets('list')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('prod/db'),
      stderr: expect.stringContaining('1 secret in AWS Secrets Manager'),
    });
    expect((await secrets('describe', id)).stdout).toContain(`id           ${id}`);
    expect((await secrets('get', 'prod/db#user')).stdout).toBe('app');
    // A reference says by itself which store it means.
    expect(await run(['resolve', `${id}:password::`])).toMatchObject({ status: 0, stdout: 'the first', stderr: '' });

    expect((await run(['secrets', 'update', id], '{"password":"the second"}')).status).toBe(0);
    expect((await run(['resolve', `${id}:password:AWSPREVIOUS:`])).stdout).toBe('the first');
    expect((await run(['resolve', `${id}#password`])).stdout).toBe('the second');

    expect((await secrets('delete', 'prod/db', '--recovery-days', '7')).stdout).toContain('until then');
    expect(await run(['resolve', id])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('deletion') });
    expect((await secrets('restore', 'prod/db')).status).toBe(0);

    const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';
    expect((await secrets('rotate', 'prod/db', '--every', '30', '--lambda', lambda)).stdout).toBe('rotates every 30 days: prod/db\n');
    expect((await secrets('describe', 'prod/db')).stdout).toMatch(/rotation +every 30 days/);
    expect((await secrets('rotate', 'prod/db')).stdout).toBe('its rotation has begun: prod/db\n');
    expect((await secrets('test')).stdout).toMatch(/^aws {4}works {6}http:\/\/127\.0\.0\.1:\d+, /);
  });

  it('is the default where the environment says so', async () => {
    server.put('named', 'by the environment');
    expect((await run(['secrets', 'get', 'named'])).stdout).toBe('by the environment');
    expect((await run(['secrets', 'get', 'named'], '', { AWS_REGION: '', WATERTIGHT_PROVIDER: 'aws', AWS_DEFAULT_REGION: 'eu-west-1' })).stdout).toBe(
      'by the environment',
    );
    expect((await run(['secrets', 'get', 'named'], '', { AWS_REGION: '' })).stderr).toContain('local');
    expect((await run(['secrets', 'get', 'named'], '', { WATERTIGHT_PROVIDER: 'local' })).status).toBe(2);
  });

  it('ends with the status of what is in the way', async () => {
    expect((await secrets('get', 'none')).status).toBe(2);
    expect((await run(['resolve', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:none'])).status).toBe(2);
    const nobody = await run(['secrets', 'test', '--provider', 'aws'], '', { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' });
    expect([nobody.status, nobody.stdout.startsWith('aws    fails')]).toEqual([4, true]);
    const noCredentials = await run(['secrets', 'get', 'named', '--provider', 'aws'], '', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    expect(noCredentials.status).toBe(3);
  });
});
