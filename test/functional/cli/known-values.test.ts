import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { formsOf } from '../../../shared/text/forms.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { type CliResult, jsonReport, runCli, runCliAsync } from '../../support/cli.ts';
import { LEAK_ENCODINGS } from '../../support/leak-encodings.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

/** Nothing that a rule would find, made up for each run. */
const madeUp = (): string => `${randomBytes(6).toString('hex')}~${randomBytes(9).toString('base64url')}`;

let box: Sandbox;
let outside: Sandbox;
beforeEach(() => {
  box = createSandbox();
  outside = createSandbox();
});
afterEach(() => {
  box.remove();
  outside.remove();
});

const found = (result: CliResult) => jsonReport(result).findings.filter(({ ruleId }) => ruleId === 'known-value');

const expectSilent = (result: CliResult, values: readonly string[]): void => {
  for (const value of values)
    for (const form of formsOf(value)) if (`${result.stdout}${result.stderr}`.includes(form)) throw new Error('the output holds a value');
};

describe('scan --known-values with a local store', () => {
  const scan = (args: readonly string[], input = '') =>
    runCli(box.folder, ['scan', '--format', 'json', ...args], { input, env: { WATERTIGHT_HOME: join(outside.folder, 'home') } });
  const store = (command: 'create' | 'update', name: string, value: string): void => {
    const { status, stderr } = runCli(box.folder, ['secrets', command, name, '--provider', 'local'], {
      input: value,
      env: { WATERTIGHT_HOME: join(outside.folder, 'home') },
    });
    if (status !== 0) throw new Error(stderr);
  };

  it('finds the current and the previous value of what is referred to, tells which, and how to rotate it', () => {
    const old = madeUp();
    const current = madeUp();
    store('create', 'prod/stripe', JSON.stringify({ key: old, host: 'db.internal', port: 5432 }));
    store('update', 'prod/stripe', JSON.stringify({ key: current, host: 'db.internal', port: 5432 }));
    box.write({
      '.env': 'STRIPE_KEY=local://prod/stripe#key\n',
      'src/a.ts': `export const a = '${current}';\n`,
      'docs/b.txt': `was ${old}\n`,
      'clean.txt': 'db.internal 5432\n',
    });
    const result = scan(['--known-values', '--explain']);
    expect(result.status).toBe(1);
    expect(found(result).map(({ path, title, severity }) => ({ path, title, severity }))).toEqual([
      { path: 'docs/b.txt', title: 'Previous value of prod/stripe#key (rotated already; see that it is revoked)', severity: 'high' },
      {
        path: 'src/a.ts',
        title: 'Current value of prod/stripe#key (rotate it: watertight secrets update local://prod/stripe)',
        severity: 'critical',
      },
    ]);
    expect(JSON.stringify(found(result))).toMatch(/AWSCURRENT/);
    const problems = jsonReport(result).problems.map(({ message }) => message);
    expect(problems).toContain('not looked for: prod/stripe#host: the name of a host');
    expectSilent(result, [old, current]);
    for (const format of ['pretty', 'sarif', 'junit', 'csv', 'github', 'markdown', 'jsonl']) {
      const other = runCli(box.folder, ['scan', '--format', format, '--known-values', '--explain'], { env: { WATERTIGHT_HOME: join(outside.folder, 'home') } });
      expect([other.status, /[cC]urrent (?:value|version) of `?prod\/stripe/.test(other.stdout)]).toEqual([1, true]);
      expectSilent(other, [old, current]);
    }
  });

  it('takes the secrets below a prefix', () => {
    const value = madeUp();
    store('create', 'team/a', value);
    store('create', 'other/b', madeUp());
    box.write({ 'a.txt': `x ${Buffer.from(value).toString('base64')}\n` });
    const result = scan(['--known-values', 'store:team/']);
    expect([result.status, found(result).map(({ title }) => String(title).slice(0, 23))]).toEqual([1, ['Current value of team/a']]);
    expectSilent(result, [value]);
  });

  it('does not take silence for an answer', () => {
    box.write({ 'a.txt': 'nothing\n' });
    expect(scan(['--known-values'])).toMatchObject({ status: 5, stdout: '', stderr: expect.stringContaining('no known value to look for: references') });
    expect(scan(['--known-values', 'store:nowhere/'])).toMatchObject({ status: 5, stdout: '' });
    expect(scan(['--known-values', 'env:NOT_SET_HERE'])).toMatchObject({ status: 2, stderr: expect.stringContaining('NOT_SET_HERE') });
    expect(scan(['--known-values', 'env-file:/nowhere/.env'])).toMatchObject({ status: 2, stderr: expect.stringContaining('/nowhere/.env') });
    box.write({ '.env': 'A=local://prod/gone\n' });
    expect(scan(['--known-values'])).toMatchObject({ status: 5, stderr: expect.stringContaining('prod/gone: the store has no such secret') });
  });
});

describe('scan --known-values with values of an environment', () => {
  const value = madeUp();
  const second = madeUp();
  let file = '';
  beforeEach(() => {
    outside.write({ 'app.env': `API_TOKEN=${value}\nexport SECOND="${second}"\nNODE_ENV=production\nREF=local://prod/x\n` });
    file = join(outside.folder, 'app.env');
  });
  const scan = (args: readonly string[], input: string | Buffer = '') =>
    runCli(box.folder, ['scan', '--format', 'json', ...args, '--known-values', `env-file:${file}`], { input });
  const placesOf = (result: CliResult) => found(result).map(({ path, startLine }) => `${path}:${startLine}`);

  it('searches a tree, a diff, commits, history, standard input and archives', () => {
    box.git('init', '-q', '-b', 'main');
    const first = box.commit({ 'a.txt': 'one\n' }, 'first');
    const leak = box.commit({ 'b.txt': `one\n${value}\n` }, 'leak');
    box.commit({ 'b.txt': 'one\n' }, 'fix');
    expect(scan([])).toMatchObject({ status: 0 });
    expect(placesOf(scan(['--history']))).toEqual(['b.txt:2']);
    expect(found(scan(['--commits', `${first}..HEAD`]))).toMatchObject([{ path: 'b.txt', commit: { id: leak } }]);
    expect(placesOf(scan(['--diff', `${first}..${leak}`]))).toEqual(['b.txt:2']);
    expect(placesOf(scan(['--stdin-path', 'app.log'], `x\n${encodeURIComponent(second)}\n`))).toEqual(['app.log:2']);
    box.write({ 'c.zip': Buffer.from(zipSync({ 'in/d.txt': strToU8(`1\n2\n${second}\n`) })) });
    expect(placesOf(scan(['--archives', 'c.zip']))).toEqual(['c.zip!in/d.txt:3']);
    expect(scan(['c.zip']).status).toBe(5);
  });

  it('takes paths behind the sources, and variables of the environment', () => {
    box.write({ 'a/x.txt': value, 'b/x.txt': value });
    const result = runCli(box.folder, ['scan', '--format', 'json', '--known-values', 'env:MINE', 'b'], { env: { MINE: value } });
    expect(placesOf(result)).toEqual(['b/x.txt:1']);
    expect(result.stdout).toContain('Value of MINE from the environment');
    expectSilent(result, [value]);
  });

  it('finds values in every encoding, in a large log that is cut into pieces, with any number of threads', () => {
    const encodings = Object.values(LEAK_ENCODINGS);
    const filler = `${'2026-05-11T10:03:01.1234567Z Compiling module of no interest in 12ms (sha 0123abcd)\n'.repeat(800)}`;
    const log = encodings.map((encode, i) => `${filler}${encode(i % 2 === 0 ? value : second)}\n`).join('');
    expect(log.length).toBeGreaterThan(4_000_000);
    box.write({ 'build.log': log });
    const one = scan(['build.log', '--threads', '1']);
    const many = scan(['build.log', '--threads', '4']);
    const lines = new Set(placesOf(one).map((place) => Math.floor((Number(place.split(':')[1]) - 1) / 800)));
    expect(placesOf(one).length).toBeGreaterThanOrEqual(encodings.length);
    expect(lines.size).toBeGreaterThan(encodings.length - 2);
    expect(jsonReport(many).findings).toEqual(jsonReport(one).findings);
    expectSilent(one, [value, second]);
  });

  it('wins over what a rule says of the same place, and keeps the key', () => {
    box.write({ '.env': `API_TOKEN=${value}\n` });
    const result = scan([]);
    expect(jsonReport(result).findings).toMatchObject([{ ruleId: 'known-value', key: 'API_TOKEN', severity: 'critical' }]);
  });
});

describe('scan --guard', () => {
  const value = madeUp();
  const scan = (args: readonly string[]) => runCli(box.folder, ['scan', '--format', 'json', ...args], { env: { MINE: value, GIT_CEILING_DIRECTORIES: '/' } });

  it('looks at what git ignores, into archives and binary files, and at nothing that silences a finding', () => {
    box.git('init', '-q');
    const leak = `API_TOKEN=${randomBytes(20).toString('hex')}`;
    box.write({
      '.gitignore': 'dist/\n',
      'watertight.toml': '[scan]\nexclude = ["dist/**"]\n',
      'dist/ok.txt': 'fine\n',
      'dist/app/.env': `${leak} # watertight:allow generic-credential test\n`,
      'image.bin': Buffer.concat([randomBytes(3000), Buffer.from([0, 0, 1]), Buffer.from(value), randomBytes(50)]),
      'logs.gz': gzipSync(`x\n${value}\n`),
      'fine.zip': Buffer.from(zipSync({ 'a.txt': strToU8('fine') })),
    });
    expect(jsonReport(scan(['--guard', 'dist'])).findings).toMatchObject([{ path: 'dist/app/.env' }]);
    expect(scan(['--guard', 'dist/ok.txt', 'fine.zip'])).toMatchObject({ status: 0 });
    const known = scan(['--guard', 'image.bin', 'logs.gz', '--known-values', 'env:MINE']);
    expect([known.status, found(known).map(({ path }) => path)]).toEqual([1, ['image.bin', 'logs.gz!logs']]);
    expectSilent(known, [value]);
  });

  it('looks into what an artifact takes along: settings of git, dependencies, programs that are a zip file, binary files in archives', () => {
    const leak = `API_TOKEN=${randomBytes(20).toString('hex')}\n`;
    const zip = Buffer.from(zipSync({ '.git/config': strToU8(leak), 'node_modules/a/.env': strToU8(leak) }));
    const binary = Buffer.concat([randomBytes(3000), Buffer.from([0, 0, 1]), Buffer.from(value), randomBytes(50)]);
    box.write({
      'artifact.zip': zip,
      'app.pyz': Buffer.concat([Buffer.from('#!/usr/bin/env python3\n'), zip]),
      'large.run': Buffer.concat([randomBytes(3_000_000), zip]),
      'image.zip': Buffer.from(zipSync({ 'a.bin': binary })),
      'image.gz': gzipSync(binary),
    });
    for (const name of ['artifact.zip', 'app.pyz', 'large.run'])
      expect(jsonReport(scan(['--guard', name])).findings.map(({ path }) => path)).toEqual([`${name}!.git/config`, `${name}!node_modules/a/.env`]);
    const known = scan(['--guard', 'image.zip', 'image.gz', '--known-values', 'env:MINE']);
    expect([known.status, found(known).map(({ path }) => path)]).toEqual([1, ['image.gz!image', 'image.zip!a.bin']]);
    expectSilent(known, [value]);
  });

  it.each([
    ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0]],
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
    ['bzip2', [0x42, 0x5a, 0x68, 0x39]],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
    ['rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ])('calls nothing clean that is packed as %s, also in an archive', (name, start) => {
    const packed = Buffer.concat([Buffer.from(start), randomBytes(3000)]);
    box.write({ 'fine.txt': 'fine\n', packed, 'outer.zip': Buffer.from(zipSync({ 'in/packed': packed, 'fine.txt': strToU8('fine') })) });
    for (const more of [[], ['--known-values', 'env:MINE']]) {
      const result = scan(['--guard', '.', ...more]);
      expect(result.status).toBe(5);
      expect(jsonReport(result).problems.map(({ path, message }) => `${path}: ${message}`)).toEqual(
        expect.arrayContaining(['outer.zip!in/packed', 'packed'].map((path) => `${path}: it is packed as ${name}, which is not opened`)),
      );
    }
    expect(scan(['.']).status).toBe(0);
  });

  it('looks into an archive on standard input', () => {
    const leak = `API_TOKEN=${randomBytes(20).toString('hex')}\n`;
    const zip = Buffer.from(zipSync({ 'a/.env': strToU8(leak), 'a.bin': Buffer.concat([randomBytes(20_000), Buffer.from(value)]) }));
    const pipe = (input: Buffer, ...args: string[]) =>
      jsonReport(runCli(box.folder, ['scan', '--format', 'json', ...args], { input, env: { MINE: value } })).findings.map(({ path }) => path);
    expect(pipe(zip, '--guard', '-', '--known-values', 'env:MINE')).toEqual(['stdin!a.bin', 'stdin!a/.env']);
    expect(pipe(gzipSync(leak), '--archives', '--stdin-path', 'app.env.gz')).toEqual(['app.env.gz!app.env']);
    expect(pipe(Buffer.from(leak), '--guard', '--stdin-path', '.env')).toEqual(['.env']);
    expect(runCli(box.folder, ['scan', '-'], { input: zip }).status).toBe(5);
  });

  it('passes over links to nothing, and says what helps where nothing silences a finding', () => {
    box.write({ 'dist/.env': `API_TOKEN=${randomBytes(20).toString('hex')}\n` });
    symlinkSync('gone', join(box.folder, 'dist/broken'));
    symlinkSync('.', join(box.folder, 'dist/loop'));
    const json = scan(['--guard', 'dist']);
    expect([json.status, jsonReport(json).findings.map(({ path }) => path), jsonReport(json).problems]).toEqual([1, ['dist/.env'], []]);
    const { stdout } = runCli(box.folder, ['scan', '--guard', 'dist']);
    expect(stdout).toContain('leave the file out');
    expect(stdout).not.toMatch(/watertight:allow|watertight baseline/);
    expect(scan(['--guard', 'dist/broken']).status).toBe(2);
  });

  it('fails where it could not look', () => {
    mkdirSync(join(box.folder, 'empty'));
    writeFileSync(join(box.folder, 'cut.zip'), Buffer.from(zipSync({ 'a.txt': strToU8('fine') })).subarray(0, 60));
    expect(scan(['--guard', 'cut.zip']).status).toBe(5);
    expect(scan(['--guard', 'empty']).status).toBe(5);
    expect(scan(['--guard', 'missing.txt']).status).toBe(2);
    expect(scan(['--guard']).status).toBe(2);
  });
});

describe('scan --known-values with Secrets Manager', () => {
  let fake: FakeSecretsManager;
  beforeAll(async () => {
    fake = await startSecretsManager();
  });
  afterAll(() => fake.close());
  const scan = (env: Readonly<Record<string, string>> = {}) =>
    runCliAsync(box.folder, ['scan', '--format', 'json', '--known-values', 'references'], {
      env: {
        ...TEST_CREDENTIALS,
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL_SECRETS_MANAGER: fake.url,
        AWS_MAX_ATTEMPTS: '1',
        WATERTIGHT_TIMEOUT: '20',
        ...env,
      },
    });

  it('finds the values of ARNs with their versions, and ends with a status of its own when the store can not be asked', async () => {
    const old = madeUp();
    const current = madeUp();
    const arn = fake.put('prod/stripe', old, { stage: 'AWSCURRENT' });
    fake.put('prod/stripe', current, { stage: 'AWSCURRENT' });
    box.write({ 'main.tf': `secret = "${arn}"\n`, 'a.txt': `${current}\n`, 'b.txt': `${Buffer.from(old).toString('base64url')}\n` });
    const result = await scan();
    expect([result.status, result.stderr]).toEqual([1, '']);
    expect(found(result).map(({ path, title }) => [path, title])).toEqual([
      ['a.txt', `Current value of prod/stripe (rotate it: watertight secrets rotate ${arn})`],
      ['b.txt', 'Previous value of prod/stripe (rotated already; see that it is revoked)'],
    ]);
    expectSilent(result, [old, current]);
    fake.fault({ kind: 'deny' });
    expect(await scan()).toMatchObject({ status: 3, stdout: '' });
    fake.heal();
    fake.fault({ kind: 'deny', operations: ['DescribeSecret'] });
    expect(found(await scan())).toHaveLength(2);
    fake.heal();
    fake.fault({ kind: 'unavailable' });
    expect(await scan()).toMatchObject({ status: 4, stdout: '' });
  });

  it('looks for the others where some can not be read, names those and why, and never ends as a clean search', async () => {
    const denied = await startSecretsManager({ batch: { itemErrors: { 'prod/denied': 'AccessDeniedException' } } });
    const scanThere = (env: Readonly<Record<string, string>>, ...args: string[]) =>
      runCliAsync(box.folder, [...args, '--format', 'json', '--known-values', 'references'], {
        env: { ...TEST_CREDENTIALS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SECRETS_MANAGER: denied.url, AWS_MAX_ATTEMPTS: '1', ...env },
      });
    try {
      const value = madeUp();
      denied.put('prod/fine', value);
      denied.put('prod/denied', madeUp());
      box.write({ '.env': 'A=aws-sm://prod/fine\nB=aws-sm://prod/denied\nC=vault://secret/app#key\n', 'a.log': `${value}\n` });
      const unread = (result: CliResult) =>
        jsonReport(result).problems.flatMap(({ code, message }) => (code === 'known-values-unread' ? [String(message)] : []));
      for (const args of [['scan'], ['logs', 'a.log']]) {
        const result = await scanThere({}, ...args);
        expect([result.status, found(result).length]).toEqual([1, 1]);
        expect(unread(result)).toEqual([
          expect.stringMatching(/^known values that could not be read: aws-sm:\/\/prod\/denied: /),
          'known values that could not be read: vault://secret/app: it is not known where Vault is. Set VAULT_ADDR, e.g. to https://vault.example.com:8200.',
        ]);
        expect(result.stderr).toContain('vault://secret/app');
        expectSilent(result, [value]);
      }
      box.write({ 'a.log': 'fine\n' });
      for (const args of [['scan'], ['logs', 'a.log']]) expect(await scanThere({}, ...args)).toMatchObject({ status: 3 });
      box.write({ '.env': 'A=aws-sm://prod/fine\nC=vault://secret/app#key\n' });
      expect(await scanThere({}, 'scan')).toMatchObject({ status: 2 });
      const unreachable = await scanThere({ VAULT_ADDR: 'http://127.0.0.1:9', VAULT_TOKEN: 'x', WATERTIGHT_TIMEOUT: '2' }, 'scan');
      expect([unreachable.status, unread(unreachable).length]).toEqual([4, 1]);
    } finally {
      await denied.close();
    }
  });
});
