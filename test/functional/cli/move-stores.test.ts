import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { startFakeAzure } from '../../fakes/azure.ts';
import { startSecretsManager } from '../../fakes/secrets-manager.ts';
import { startFakeSsm } from '../../fakes/ssm.ts';
import { startFakeVault } from '../../fakes/vault.ts';
import { runCliAsync } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const password = sample('{{lower:7}}-{{alnum:6}}', 61);
const stripe = sample('sk_live_{{alnum:24}}', 62);
/** A JSON text and a text of several lines: both must come back to the last character. */
const json = `{"password":"${sample('{{alnum:16}}', 63)}","port":12345678901234567890}`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${[0, 1, 2].map((i) => sample('{{base64:64}}', 70 + i)).join('\n')}\n-----END RSA PRIVATE KEY-----\n`;
const VALUES = { DB_PASSWORD: password, STRIPE_KEY: stripe, SERVICE_ACCOUNT_SECRET: json, PRIVATE_KEY: pem };

interface Store {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
  /** What a line of the file looks like. */
  readonly reference: RegExp;
}

const AWS = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

const STORES: Readonly<Record<string, () => Promise<Store>>> = {
  aws: async () => {
    const fake = await startSecretsManager();
    return {
      args: [],
      env: { ...AWS, AWS_ENDPOINT_URL_SECRETS_MANAGER: fake.url },
      close: fake.close,
      reference: /^DB_PASSWORD=arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop\/production\/app-\w{6}:DB_PASSWORD::$/m,
    };
  },
  ssm: async () => {
    const fake = await startFakeSsm();
    return {
      args: ['--ssm'],
      env: { ...AWS, AWS_ENDPOINT_URL_SSM: fake.url },
      close: fake.close,
      reference: /^DB_PASSWORD="?(?:arn:aws:ssm:eu-west-1:123456789012:parameter|ssm:)\/shop\/production\/app\S*#DB_PASSWORD"?$/m,
    };
  },
  vault: async () => {
    const fake = await startFakeVault();
    return {
      args: ['--vault'],
      env: { VAULT_ADDR: fake.url, VAULT_TOKEN: fake.rootToken },
      close: fake.close,
      reference: /^DB_PASSWORD="vault:\/\/secret\/shop\/production\/app#DB_PASSWORD"$/m,
    };
  },
  azure: async () => {
    const fake = await startFakeAzure();
    return {
      args: ['--azure'],
      env: {
        AZURE_KEY_VAULT_URL: fake.vault.url,
        AZURE_TENANT_ID: fake.tenantId,
        AZURE_CLIENT_ID: fake.clientId,
        AZURE_CLIENT_SECRET: fake.clientSecret,
        AZURE_AUTHORITY_HOST: fake.authority.url,
      },
      close: fake.close,
      reference: /^DB_PASSWORD="azure:\/\/shop-production-app#DB_PASSWORD"$/m,
    };
  },
  local: async () => ({ args: ['--local'], env: {}, close: async () => {}, reference: /^DB_PASSWORD="local:\/\/shop\/production\/app#DB_PASSWORD"$/m }),
};

describe.each(Object.keys(STORES))('watertight move to %s', (name) => {
  let box: Sandbox;
  let home: Sandbox;
  let store: Store;
  beforeEach(async () => {
    box = createSandbox();
    home = createSandbox();
    store = await STORES[name]!();
    box.write({
      'package.json': '{"name":"shop"}',
      '.env.production': `DB_PASSWORD=${password}\nSTRIPE_KEY=${stripe}\nSERVICE_ACCOUNT_SECRET='${json}'\nPRIVATE_KEY="${pem}"\nPORT=3000\n`,
    });
  });
  afterEach(async () => {
    await store.close();
    box.remove();
    home.remove();
  });
  const run = (...args: string[]) => runCliAsync(box.folder, args, { env: { ...store.env, WATERTIGHT_HOME: home.folder } });
  const text = (): string => readFileSync(join(box.folder, '.env.production'), 'utf8');

  it('leaves references that give the values back to the last character', async () => {
    const moved = await run('move', '--yes', ...store.args);
    expect({ status: moved.status, stderr: moved.stderr, stdout: moved.stdout }).toMatchObject({ status: 0, stderr: '' });
    expect(text()).toMatch(store.reference);
    expect((await run('scan')).status).toBe(0);
    const script =
      'process.stdout.write(JSON.stringify(Object.fromEntries(process.argv.slice(1).map((key) => [key, Buffer.from(process.env[key]).toString("hex")]))))';
    void script;
    for (const [key, value] of Object.entries(VALUES)) {
      const reference = new RegExp(`^${key}=["']?([^"'\\n]+)`, 'm').exec(text())![1]!;
      const resolved = await run('resolve', reference);
      expect({ key, status: resolved.status, isSame: resolved.stdout === value || resolved.stdout === `${value}\n` }).toEqual({ key, status: 0, isSame: true });
    }
  });
});
