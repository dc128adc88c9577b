<<<<<<< HEAD
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
=======
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
>>>>>>> cb95a10 (Take secrets through their life in Vault, Azure and Parameter Store by the command line, and say what each store needs)
import { startFakeAzure } from '../../fakes/azure.ts';
import { startFakeSsm } from '../../fakes/ssm.ts';
import { startFakeVault } from '../../fakes/vault.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { type CliResult, runCliAsync } from '../../support/cli.ts';
<<<<<<< HEAD

// Many processes, one after another.
jest.setTimeout(60_000);

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
  { provider: 'ssm', name: '/prod/db', title: 'SSM Parameter Store', keeps: false },
  { provider: 'vault', name: 'secret/prod/db', title: 'HashiCorp Vault', keeps: true },
  { provider: 'azure', name: 'prod-db', title: 'Azure Key Vault', keeps: true },
])('watertight secrets --provider $provider', ({ provider, name, title, keeps }) => {
  it('goes the whole way', async () => {
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
    expect((await secrets('describe', name)).stdout).toContain('name  ');
    expect(await secrets('rotate', name)).toMatchObject({ status: 2, stdout: '' });

    expect(await secrets('delete', name, ...(keeps ? [] : ['--now', '--yes']))).toMatchObject({ status: 0, stderr: '' });
    expect(await run(['resolve', reference])).toMatchObject({ status: 2, stdout: '' });
    expect((await secrets('restore', name)).status).toBe(keeps ? 0 : 2);
    expect((await run(['resolve', `${reference}#user`])).stdout).toBe(keeps ? 'app' : '');
  });
});

it('secrets test --all asks each store that is set up', async () => {
  const { status, stdout } = await run(['secrets', 'test', '--all']);
  const lines = stdout.split('\n').filter((line) => /^\w/.test(line));
  expect(lines.map((line) => line.slice(0, 17).replace(/ +/g, ' ').trim())).toEqual(['aws fails', 'ssm works', 'vault works', 'azure works', 'local works']);
  expect(status).not.toBe(0);
=======
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const CANARY = ['can', 'ary', 'Q7w2', 'x9'].join('-');
const VALUE = JSON.stringify({ password: CANARY, user: 'app' });

interface Store {
  readonly env: Readonly<Record<string, string>>;
  /** Credentials that nobody may see. */
  readonly credentials: readonly string[];
  /** The store denies all from here on. */
  readonly deny: () => void;
  readonly close: () => Promise<void>;
}

const STORES: Readonly<Record<string, () => Promise<Store>>> = {
  vault: async () => {
    const vault = await startFakeVault();
    return {
      env: { VAULT_ADDR: vault.url, VAULT_ROLE_ID: vault.roleId, VAULT_SECRET_ID: vault.secretId },
      credentials: [vault.secretId],
      deny: () => vault.fault({ kind: 'deny', path: '/v1/secret' }),
      close: vault.close,
    };
  },
  azure: async () => {
    const azure = await startFakeAzure({ lag: 0 });
    return {
      env: {
        AZURE_KEY_VAULT_URL: azure.vault.url,
        AZURE_AUTHORITY_HOST: azure.authority.url,
        AZURE_TENANT_ID: azure.tenantId,
        AZURE_CLIENT_ID: azure.clientId,
        AZURE_CLIENT_SECRET: azure.clientSecret,
      },
      credentials: [azure.clientSecret],
      deny: () => azure.vault.fault({ kind: 'deny' }),
      close: azure.close,
    };
  },
  ssm: async () => {
    const ssm = await startFakeSsm();
    return {
      env: { ...TEST_CREDENTIALS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SSM: ssm.url },
      credentials: [],
      deny: () => ssm.fault({ kind: 'deny' }),
      close: ssm.close,
    };
  },
};

/** What a person does with a secret in its life, through the bundle. */
describe.each(Object.entries(STORES))('watertight secrets with %s', (name, start) => {
  let store: Store;
  let box: Sandbox;
  const shown: string[] = [];
  const run = async (args: readonly string[], input = ''): Promise<CliResult> => {
    const result = await runCliAsync(box.folder, args, { input, env: { ...store.env, WATERTIGHT_PROVIDER: name, WATERTIGHT_TIMEOUT: '20' } });
    if (args[1] !== 'get' && args[0] !== 'resolve') shown.push(result.stdout);
    shown.push(result.stderr);
    return result;
  };
  const statusOf = async (...args: string[]): Promise<number | null> => (await run(args)).status;

  beforeAll(async () => {
    box = createSandbox();
    store = await start();
  });
  afterAll(async () => {
    await store.close();
    box.remove();
  });

  // To Vault, the first part of a plain name is the mount.
  const NAME = name === 'vault' ? 'secret/prod/api/db' : 'prod/api/db';

  it('takes one through its life, and shows neither value nor credential', async () => {
    const created = await run(['secrets', 'create', NAME, '-f', 'json', '--tag', 'team=core'], VALUE);
    expect([created.status, created.stderr]).toEqual([0, '']);
    const { reference } = JSON.parse(created.stdout) as { reference: string };
    expect((await run(['resolve', reference])).stdout).toBe(VALUE);
    expect((await run(['secrets', 'get', `${NAME}#password`])).stdout).toBe(CANARY);
    expect((await run(['secrets', 'describe', NAME])).stdout).toContain('team');
    expect((await run(['secrets', 'list', '--prefix', 'prod/'])).stdout).toMatch(/prod.*api.*db/);
    expect(await statusOf('secrets', 'update', `${NAME}-none`)).toBe(2);
    expect((await run(['secrets', 'update', NAME], 'plain')).status).toBe(0);
    expect((await run(['resolve', reference])).stdout).toBe('plain');
    expect((await run(['secrets', 'create', NAME], CANARY)).status).toBe(2);
    expect((await run(['secrets', 'rotate', NAME])).stderr).toContain('rotation');
    expect(await statusOf('secrets', 'test')).toBe(0);

    if (name === 'ssm') {
      expect((await run(['secrets', 'delete', NAME])).stderr).toContain('deletes for good');
      expect((await run(['resolve', reference])).stdout).toBe('plain');
    } else {
      expect((await run(['secrets', 'delete', NAME])).stdout).toMatch(name === 'vault' ? /^deleted, to bring it back: / : /^deleted, gone for good on \d{4}-/);
      expect((await run(['resolve', reference])).stderr).toContain('deleted');
      expect(await statusOf('secrets', 'restore', NAME)).toBe(0);
      expect((await run(['resolve', reference])).stdout).toBe('plain');
    }
    expect(await statusOf('secrets', 'delete', NAME, '--now', '--yes')).toBe(0);
    expect(await statusOf('resolve', reference)).toBe(2);
    store.deny();
    expect(await statusOf('resolve', reference)).toBe(3);
    expect((await run(['secrets', 'create', NAME], CANARY)).status).toBe(3);
    for (const secret of [CANARY, ...store.credentials]) expect(shown.join('\n')).not.toContain(secret);
  }, 120_000);
>>>>>>> cb95a10 (Take secrets through their life in Vault, Azure and Parameter Store by the command line, and say what each store needs)
});
