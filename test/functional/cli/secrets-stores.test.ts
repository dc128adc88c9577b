import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFakeAzure } from '../../fakes/azure.ts';
import { startFakeSsm } from '../../fakes/ssm.ts';
import { startFakeVault } from '../../fakes/vault.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { type CliResult, runCliAsync } from '../../support/cli.ts';

let folder: string;
let env: Record<string, string>;
let close: (() => Promise<void>)[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-stores-'));
  const [vault, azure, ssm] = await Promise.all([startFakeVault(), startFakeAzure(), startFakeSsm()]);
  close = [vault.close, azure.close, ssm.close];
  env = {
    ...TEST_CREDENTIALS,
    WATERTIGHT_HOME: join(folder, 'home'),
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_SSM: ssm.url,
    // Nobody listens there.
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9',
    AWS_MAX_ATTEMPTS: '1',
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: vault.rootToken,
    AZURE_KEY_VAULT_URL: azure.vault.url,
    AZURE_TENANT_ID: azure.tenantId,
    AZURE_CLIENT_ID: azure.clientId,
    AZURE_CLIENT_SECRET: azure.clientSecret,
    AZURE_AUTHORITY_HOST: azure.authority.url,
  };
});
afterAll(async () => {
  for (const each of close) await each();
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], input = ''): Promise<CliResult> => runCliAsync(folder, args, { input, env });

describe.each([
  { provider: 'ssm', name: '/prod/db', title: 'SSM Parameter Store' },
  { provider: 'vault', name: 'secret/prod/db', title: 'HashiCorp Vault' },
  { provider: 'azure', name: 'prod-db', title: 'Azure Key Vault' },
])('watertight secrets --provider $provider', ({ provider, name, title }) => {
  it('changes one JSON key and says where it looked', async () => {
    const secrets = (...args: string[]) => run(['secrets', ...args, '--provider', provider]);
    const created = await run(['secrets', 'create', name, '--provider', provider, '-f', 'json'], '{"user":"app","password":"the first"}');
    expect(created).toMatchObject({ status: 0, stderr: '' });
    const written = JSON.parse(created.stdout) as { reference: string };
    // The reference says by itself which store it means. One with a host is taken for Azure in Microsoft's domains alone.
    const reference = provider === 'azure' ? `azure://${name}` : written.reference;
    expect(written.reference).toContain(name);
    expect(await run(['resolve', `${reference}#password`])).toMatchObject({ status: 0, stdout: 'the first', stderr: '' });
    expect((await run(['secrets', 'update', `${reference}#password`], 'the second')).status).toBe(0);
    expect((await secrets('get', name)).stdout).toBe('{"user":"app","password":"the second"}');
    expect((await run(['resolve', reference, '--json-keys'])).stdout).toBe('user\npassword\n');
    expect(await secrets('list')).toMatchObject({ status: 0, stdout: expect.stringContaining('db'), stderr: expect.stringContaining(`1 secret in ${title}`) });
  });
});

it('secrets test --all asks each store that is set up', async () => {
  const { status, stdout } = await run(['secrets', 'test', '--all']);
  const lines = stdout.split('\n').filter((line) => /^\w/.test(line));
  expect(lines.map((line) => line.slice(0, 17).replace(/ +/g, ' ').trim())).toEqual(['aws fails', 'ssm works', 'vault works', 'azure works', 'local works']);
  expect(status).not.toBe(0);
});
