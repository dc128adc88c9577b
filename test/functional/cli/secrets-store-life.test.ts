import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFakeAzure } from '../../fakes/azure.ts';
import { startFakeSsm } from '../../fakes/ssm.ts';
import { startFakeVault } from '../../fakes/vault.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { type CliResult, runCliAsync } from '../../support/cli.ts';
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
    expect((await run(['secrets', 'update', NAME, '--fields'], '{ "b": "2", "a": "1" }')).status).toBe(0);
    expect((await run(['secrets', 'get', NAME])).stdout).toBe(name === 'vault' ? '{"a":"1","b":"2"}' : '{ "b": "2", "a": "1" }');
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
  });
});
