import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { type FakeAzure, startFakeAzure } from '../../fakes/azure.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { type FakeSsm, startFakeSsm } from '../../fakes/ssm.ts';
import { type FakeVault, startFakeVault } from '../../fakes/vault.ts';
import { type CanaryWorld, createCanaryWorld, type RunMore } from '../../support/canary.ts';
import { runCli } from '../../support/cli.ts';

/** With marks that every encoding writes in a way of its own. */
const PLAIN = `${sample('{{lower:5}}{{digit:3}}', 71)}+/"&<${sample('{{upper:4}}', 72)}é~${sample('{{alnum:6}}', 73)}`;
const STORED = `${sample('{{upper:4}}{{digit:4}}', 74)}=\\"%>${sample('{{lower:5}}', 75)} ü;${sample('{{alnum:6}}', 76)}`;
const LOCAL_KEY = Buffer.from(sample('{{alnum:32}}', 77)).toString('base64');
const AWS_KEY = sample('{{alnum:40}}', 78);
const DOCUMENT = JSON.stringify({ password: STORED, list: [STORED], deep: { url: `https://app:${encodeURIComponent(STORED)}@db` } });

const PLANTED = {
  '.env': `DB_PASSWORD='${PLAIN}'\nPORT=3000\n`,
  'prod.env': `API_PASSWORD='${PLAIN}' # ${PLAIN}\n`,
  'run.log': `2026-05-11T00:00:00.0000000Z export API_TOKEN=${PLAIN}\n`,
  'value.txt': STORED,
  'print.mjs':
    'for (const name of process.argv.slice(2)) { const value = process.env[name]; console.log(value); console.error(Buffer.from(value).toString("base64")); }\n',
};

let aws: FakeSecretsManager;
let ssm: FakeSsm;
let vault: FakeVault;
let azure: FakeAzure;
let world: CanaryWorld;

beforeAll(async () => {
  [aws, ssm, vault, azure] = await Promise.all([startSecretsManager(), startFakeSsm(), startFakeVault(), startFakeAzure({ lag: 0 })]);
  world = createCanaryWorld([PLAIN, STORED], PLANTED, {
    WATERTIGHT_KEY: LOCAL_KEY,
    AWS_SECRET_ACCESS_KEY: AWS_KEY,
    GITHUB_TOKEN: sample('{{alnum:40}}', 79),
    VAULT_SECRET_ID: vault.secretId,
    AZURE_CLIENT_SECRET: azure.clientSecret,
  });
  const git = (...args: string[]) => spawnSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd: world.work });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'work');
});
afterAll(async () => {
  await Promise.all([aws.close(), ssm.close(), vault.close(), azure.close()]);
  world.remove();
});

const settings = (): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: 'eu-west-1',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
  AWS_ENDPOINT_URL_SSM: ssm.url,
  AWS_MAX_ATTEMPTS: '1',
  VAULT_ADDR: vault.url,
  VAULT_ROLE_ID: vault.roleId,
  AZURE_KEY_VAULT_URL: azure.vault.url,
  AZURE_AUTHORITY_HOST: azure.authority.url,
  AZURE_TENANT_ID: azure.tenantId,
  AZURE_CLIENT_ID: azure.clientId,
  WATERTIGHT_TIMEOUT: '5',
  WATERTIGHT_PROVIDER: 'local',
});
const run = (args: readonly string[], { env = {}, ...more }: RunMore = {}) => world.run(args, { ...more, env: { ...settings(), ...env } });

const commandsOf = (...above: string[]): string[] => {
  const text = runCli(world.work, [...above, '--help']).stdout;
  const list = /\nCommands:\n((?: {2}.*\n)+)/.exec(text)?.[1] ?? '';
  return [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
};

const FORMATS = ['pretty', 'json', 'jsonl', 'sarif', 'junit', 'csv', 'github', 'markdown'];
const LIST = ['secrets', 'list'] as const;

describe('a canary, run through every command', () => {
  it('does not get out of scans and what belongs to them', async () => {
    for (const format of FORMATS) {
      const [shown] = await Promise.all([run(['scan', '--format', format, '--explain']), run(['scan', '.env', '--format', format, '-o', `report.${format}`])]);
      expect(shown.status).toBe(1);
    }
    for (const args of [['--staged'], ['--history'], ['--diff', 'HEAD~9..HEAD'], ['--config', '.env'], ['--baseline', '.env'], ['none'], ['--nope']])
      await run(['scan', ...args]);
    await run(['scan', '--stdin-path', 'app.log'], { input: `password=${PLAIN}\n` });
    for (const file of ['.env', 'run.log:1', 'none']) await run(['explain', file]);
    await Promise.all(['pretty', 'json'].flatMap((format) => ['run.log', 'none', 'value.txt'].map((file) => run(['logs', file, '-f', format, '--explain']))));
    for (const known of ['env-file:.env', 'env-file:none', 'references', 'nope']) await run(['scan', '--known-values', known, '--explain']);
    await run(['rules']);
    await run(['init', '--check']);
    for (const by of ['folders', 'commits']) {
      expect((await run(['plan', '--shards', '2', '--by', by, '-o', 'plan.json', ...(by === 'commits' ? ['--history'] : [])])).status).toBe(0);
      for (const shard of ['1', '2']) await run(['scan', '--shard', `plan.json#${shard}`, '--format', 'json', '-o', `shard-${shard}.json`]);
      for (const format of FORMATS) await run(['merge', 'shard-1.json', 'shard-2.json', '--format', format]);
    }
    for (const reports of [['shard-1.json'], ['.env'], ['none.json']]) await run(['merge', ...reports]);
    for (const format of ['watertight', 'detect-secrets']) await run(['baseline', '--format', format, '-o', `baseline.${format}.json`]);
    expect(world.leaks()).toEqual([]);
  });

  const NAMES = { aws: 'prod/db', ssm: '/prod/db', vault: 'secret/prod/db', azure: 'prod-db', local: 'prod/db' } as const;

  it.each(Object.entries(NAMES))('does not get out of the life of a secret: %s', async (provider, name) => {
    const env = { WATERTIGHT_PROVIDER: provider };
    const secrets = (command: string, args: readonly string[] = [], more: RunMore = {}) =>
      run(['secrets', command, ...args], { ...more, env: { ...env, ...more.env } });
    for (const args of [
      [name, STORED],
      [name, `--value=${STORED}`],
    ])
      expect((await secrets('create', args, { input: STORED })).status).toBe(2);
    const created = await secrets('create', [name, '-f', 'json'], { input: DOCUMENT });
    expect([created.status, created.stderr]).toEqual([0, '']);
    const { reference } = JSON.parse(created.stdout) as { reference: string };
    const bare = reference.replace(/#.*$/, '');
    const key = bare.startsWith('arn:aws:secretsmanager') ? `${bare}:password::` : `${bare}#password`;
    expect((await secrets('create', [name], { input: STORED })).status).toBe(2);
    const looks = ['pretty', 'json'].flatMap((format) => [
      secrets('list', ['-f', format]),
      secrets('describe', [name, '-f', format]),
      secrets('test', ['-f', format, '--all']),
    ]);
    expect((await Promise.all(looks)).map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0]);
    expect((await secrets('get', [`${name}#password`], { shows: true })).stdout).toBe(STORED);
    expect((await secrets('get', [name, '-f', 'json'], { shows: true })).status).toBe(0);
    expect((await run(['resolve', key], { env, shows: true })).stdout).toBe(STORED);
    for (const wrong of [`${bare}#none`, `${key}/0/1`, `${bare}#password/deep`]) expect((await run(['resolve', wrong], { env })).status).toBe(2);
    expect((await run(['resolve', bare, '--json-keys'], { env })).status).toBe(0);
    expect((await secrets('update', [`${name}#password`], { input: `${STORED}2` })).status).toBe(0);
    await secrets('update', [`${name}#password`, '--expected', 'no-such-version'], { input: STORED });
    expect((await secrets('update', [name, '--from-file', 'value.txt'])).status).toBe(0);
    // No JSON any more: what a parser says of it quotes it.
    for (const part of [`${bare}#password`, `${bare}#/a/b`]) expect((await run(['resolve', part], { env })).status).toBe(2);
    expect((await secrets('update', [`${name}#password`], { input: STORED })).status).toBe(2);
    await run(['run', '--', process.execPath, 'print.mjs', 'MINE'], { env: { ...env, MINE: bare } });
    await run(['run', '--', process.execPath, 'print.mjs', 'MINE'], { env: { ...env, MINE: `${bare}#none` } });
    await run(['run', '--', './no-such-program'], { env: { ...env, MINE: bare } });
    writeFileSync(join(world.work, 'own.env'), `OWN="${bare}"\nOTHER="${bare}#none"\n`);
    await run(['drift', '-f', 'json'], { env });
    if (provider === 'aws' || provider === 'local') {
      await run(['drift'], { env });
      for (const args of [['--live'], ['-f', 'json'], ['--calls-from', '.env']]) await run(['cost', ...args], { env });
      await run(['policy', '--account', '111122223333', '--region', 'eu-west-1'], { env });
      await run(['setup'], { env });
    }
    await secrets('rotate', [name, '--every', '30']);
    await secrets('delete', [name]);
    // Parameter Store deletes for good, which it does not without a yes.
    await run(['resolve', bare], { env, ...(provider === 'ssm' ? { shows: true as const } : {}) });
    await secrets('restore', [name]);
    await secrets('delete', [name, '--now', '--yes']);
    expect(world.leaks()).toEqual([]);
  });

  it('does not get out of stores that answer with what they were sent, or half of it', async () => {
    const commands = (name: string) => [
      ['create', `${name}2`],
      ['update', name],
      ['get', name],
      ['describe', name],
      ['delete', name],
      ['restore', name],
      ['rotate', name],
      ['list'],
      ['test'],
    ];
    const each = async (provider: keyof typeof NAMES) => {
      await Promise.all(
        commands(NAMES[provider]).map((args) => run(['secrets', ...args], { input: STORED, env: { WATERTIGHT_PROVIDER: provider, WATERTIGHT_TIMEOUT: '1' } })),
      );
    };
    aws.put(NAMES.aws, DOCUMENT);
    for (const kind of ['echo', 'truncate', 'malformed'] as const) {
      aws.fault({ kind });
      await each('aws');
      aws.heal();
    }
    ssm.fault({ kind: 'echo' });
    await each('ssm');
    for (const kind of ['fail', 'malformed', 'throttle'] as const) {
      for (const server of [vault, azure.vault]) server.fault({ kind });
      await each('vault');
      await each('azure');
      for (const server of [vault, azure.vault]) server.heal();
    }
    for (const text of [STORED, `{"format":"${STORED}"`, JSON.stringify({ format: 'watertight-store-1', key: STORED })]) {
      const file = join(world.root, 'store/store.json');
      const before = readFileSync(file);
      writeFileSync(file, text);
      await each('local');
      writeFileSync(file, before);
    }
    for (const key of [
      { WATERTIGHT_PASSPHRASE: 'x' },
      { WATERTIGHT_PASSPHRASE: STORED },
      { WATERTIGHT_KEY: '', WATERTIGHT_PASSPHRASE: STORED },
      { WATERTIGHT_KEY: STORED },
    ])
      expect((await run([...LIST], { env: key })).status).toBeGreaterThan(1);
    await run([...LIST], { env: { WATERTIGHT_PROVIDER: 'vault', VAULT_ADDR: `ftp://me:${encodeURIComponent(STORED)}@host` } });
    await run([...LIST], { env: { WATERTIGHT_PROVIDER: 'vault', VAULT_ADDR: `${vault.url.replace('://', `://me:${encodeURIComponent(STORED)}@`)}` } });
    expect(world.leaks()).toEqual([]);
  });

  it('does not get out of a move, whatever becomes of it', async () => {
    for (const store of ['--aws', '--ssm', '--vault', '--azure', '--local'])
      for (const format of ['pretty', 'json']) {
        expect((await run(['move', 'prod.env', store, '-f', format, '--dry-run'])).status).toBe(0);
        expect((await run(['move', 'none', store, '-f', format])).status).toBe(2);
      }
    for (const kind of ['echo', 'truncate', 'malformed', 'drop'] as const) {
      aws.fault({ kind });
      expect((await run(['move', 'prod.env', '--aws', '--yes'])).status).toBeGreaterThan(1);
      aws.heal();
      await run(['move', '--dry-run']);
    }
    aws.fault({ kind: 'echo', operations: ['GetSecretValue'], times: 1 });
    await run(['move', 'prod.env', '--aws', '--yes', '-f', 'json']);
    expect((await run(['move', '.env', '--local', '--yes'])).status).toBe(0);
    const moved = readFileSync(join(world.work, '.env'), 'utf8');
    expect(moved).toContain('local://');
    // Now the values are in the store alone: what runs with them shows none.
    const ran = await run(['run', '-e', '.env', '--', process.execPath, 'print.mjs', 'DB_PASSWORD']);
    expect([ran.status, ran.stdout.includes('[secret]'), ran.stderr.includes('[secret]')]).toEqual([0, true, true]);
    expect(world.leaks()).toEqual([]);
  });

  it('does not get out of a crash', async () => {
    const env = { NODE_OPTIONS: `--import ${world.crash}` };
    for (const args of [['scan', '-f', 'json'], ['baseline'], ['rules', '-f', 'json']])
      expect({ args, status: (await run(args, { env: { ...env, CRASH_IN: 'json' } })).status }).toEqual({ args, status: 70 });
    const crashes = [['init', '--yes'], ['explain', '.env'], ['move', '--yes'], ['policy'], ['drift'], ['cost'], ['setup'], ['run', '--', 'true']];
    const others = [['resolve', 'local://a'], ...['get', 'list', 'test'].map((name) => ['secrets', name, ...(name === 'get' ? ['a'] : [])])];
    for (const args of [...crashes, ...others]) expect({ args, status: (await run(args, { env })).status }).toEqual({ args, status: 70 });
    expect(world.leaks()).toEqual([]);
  });

  it('went through every command and every exit status, and through other programs', () => {
    const all = commandsOf().flatMap((name) => (name === 'secrets' ? commandsOf('secrets').map((each) => `secrets ${each}`) : [name]));
    expect(all.length).toBeGreaterThan(17);
    expect(all.filter((name) => !world.commands.has(name))).toEqual([]);
    expect([0, 1, 2, 3, 4, 70].filter((status) => !world.statuses.has(status))).toEqual([]);
    expect(world.childCount()).toBeGreaterThan(5);
  });
});
