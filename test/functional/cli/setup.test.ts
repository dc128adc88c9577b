import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWritePolicy } from '../../../shared/references/write-policy.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { startSecretsManager } from '../../fakes/secrets-manager.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { runCli, runCliAsync } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { runOnTerminal } from '../../support/terminal.ts';

const password = sample('{{lower:7}}-{{alnum:6}}', 61);

describe('watertight setup', () => {
  let box: Sandbox;
  let home: Sandbox;
  beforeEach(() => {
    box = createSandbox();
    home = createSandbox();
    box.git('init', '-q', '-b', 'main');
    box.write({ 'package.json': '{"name":"@acme/shop"}', '.env': `DB_PASSWORD=${password}\n` });
  });
  afterEach(() => {
    box.remove();
    home.remove();
  });
  const text = (): string => readFileSync(join(box.folder, '.env'), 'utf8');

  it('shows the steps without a terminal, asks nobody, and writes nothing', () => {
    const { status, stdout, stderr } = runCli(box.folder, ['setup', '--provider', 'aws', '--region', 'cn-north-1', '--profile', 'my dev'], {
      env: { WATERTIGHT_HOME: home.folder, AWS_SECRET_ACCESS_KEY: 'never-shown' },
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain("export WATERTIGHT_PROVIDER=aws\n     export AWS_REGION=cn-north-1\n     export AWS_PROFILE='my dev'\n");
    expect(stdout).toContain('"arn:aws-cn:secretsmanager:cn-north-1:*:secret:acme-shop/*"');
    expect(stdout).toContain('watertight move --dry-run');
    expect(stdout).not.toContain('never-shown');
    expect(readdirSync(home.folder)).toEqual([]);
    expect(readdirSync(box.folder).sort()).toEqual(['.env', '.git', 'package.json']);
  });

  it('shows no password in an address', () => {
    const { stdout, stderr } = runCli(box.folder, ['setup', '--provider', 'vault'], { env: { VAULT_ADDR: `https://me:${password}@vault.example.com` } });
    expect(stdout).toContain('export VAULT_ADDR=<yours>');
    expect(stdout + stderr).not.toContain(password);
  });

  it('goes the whole way on a terminal: choose, test, move', async () => {
    const { status, screen } = await runOnTerminal(
      box.folder,
      ['setup', '--provider', 'local'],
      [
        { after: 'show how they would be moved?', type: 'y' },
        { after: 'Move them?', type: 'y' },
      ],
      { WATERTIGHT_HOME: home.folder },
    );
    expect(screen).toContain('It works');
    expect(status).toBe(0);
    expect(text()).toBe('DB_PASSWORD="local://acme-shop/development/app#DB_PASSWORD"\n');
    expect(screen).not.toContain(password);
  });

  it('asks which store, and changes nothing when the person stops or says no', async () => {
    const chosen = await runOnTerminal(
      box.folder,
      ['setup'],
      [
        { after: 'Where are your secrets to live?', type: '\r' },
        { after: 'show how they would be moved?', type: 'n' },
      ],
      { WATERTIGHT_HOME: home.folder },
    );
    expect(chosen).toMatchObject({ status: 0, screen: expect.stringContaining('export WATERTIGHT_PROVIDER=local') });
    const stopped = await runOnTerminal(box.folder, ['setup'], [{ after: 'Where are', type: '\x03' }], { WATERTIGHT_HOME: home.folder });
    expect(stopped.status).toBe(130);
    expect(text()).toContain(password);
    expect(existsSync(join(home.folder, 'store.json'))).toBe(false);
  });

  it('says why a store does not work, and ends with the status of that', async () => {
    const { status, screen } = await runOnTerminal(
      box.folder,
      ['setup', '--provider', 'aws', '--region', 'eu-west-1'],
      [
        { after: 'Region', type: '\r' },
        { after: 'Profile', type: '\r' },
        { after: 'Try again?', type: 'n' },
      ],
      { ...TEST_CREDENTIALS, WATERTIGHT_HOME: home.folder, AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1', WATERTIGHT_TIMEOUT: '20' },
    );
    expect(screen).toContain('It does not work yet');
    expect(status).toBe(4);
  });

  it('allows in its policy what a move and its undoing call, and nothing of other names', async () => {
    const policy = createWritePolicy({ provider: 'aws', prefix: 'acme', region: 'eu-west-1', account: '111122223333' });
    const allowed = policy.Statement.flatMap(({ Action }) => Action);
    expect(policy.Statement[0]?.Resource).toBe('arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/*');
    const server = await startSecretsManager();
    try {
      const env = { ...TEST_CREDENTIALS, WATERTIGHT_HOME: home.folder, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url };
      const run = (...args: string[]) => runCliAsync(box.folder, args, { env, input: 'another value' });
      expect((await run('move', '--yes', '--tag', 'team=core')).status).toBe(0);
      expect((await run('secrets', 'update', 'acme-shop/development/app#DB_PASSWORD')).status).toBe(0);
      expect((await run('secrets', 'update', 'acme-shop/development/app#DB_PASSWORD', '--tag', 'a=b', '--description', 'c')).status).toBe(0);
      box.write({ 'b.env': `API_PASSWORD=${password}x\n` });
      expect((await run('move', 'b.env', '--yes', '--update', '--name', 'acme-shop/development/app')).status).toBe(0);
      for (const args of [
        ['list'],
        ['test'],
        ['describe', 'acme-shop/development/app'],
        ['delete', 'acme-shop/development/app'],
        ['restore', 'acme-shop/development/app'],
      ])
        expect((await run('secrets', ...args)).status).toBe(0);
      const called = Object.keys(server.calls).map((name) => `secretsmanager:${name}`);
      expect(called.length).toBeGreaterThan(8);
      expect(called.filter((name) => !allowed.includes(name))).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
