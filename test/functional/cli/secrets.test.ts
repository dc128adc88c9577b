import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formsOf } from '../../../shared/text/forms.ts';
import { type CliResult, runCli } from '../../support/cli.ts';
import { runOnTerminal } from '../../support/terminal.ts';

/** Values that must be seen nowhere but where they were asked for. */
const JSON_VALUE = '{"user":"someone","pass word":"of the first","list":["in a list"]}';
const TEXT_VALUE = 'the second value\nin two lines';

let folder: string;
const folders: string[] = [];
/** All that any command said, but for those that were asked for a value. */
let said = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'watertight-secrets-')));
  folders.push(folder);
  said = '';
});
afterEach(() => {
  for (const value of [JSON_VALUE, TEXT_VALUE, 'of the first', 'in a list']) for (const form of formsOf(value)) expect(said.includes(form)).toBe(false);
});
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

const env = () => ({ WATERTIGHT_HOME: join(folder, 'home'), WATERTIGHT_AUDIT_LOG: join(folder, 'audit.jsonl') });
const run = (args: readonly string[], input?: string | Buffer): CliResult => {
  const result = runCli(folder, args, { env: env(), ...(input === undefined ? {} : { input }) });
  if (args[1] !== 'get' && args[0] !== 'resolve') said += result.stdout;
  said += result.stderr;
  return result;
};
const secrets = (...args: string[]): CliResult => run(['secrets', ...args]);
const create = (name: string, value: string | Buffer, ...args: string[]): CliResult => run(['secrets', 'create', name, ...args], value);

describe('watertight secrets', () => {
  it('goes the whole way with the local store: create, list, describe, get, update, delete, restore, resolve', () => {
    expect(create('prod/db', JSON_VALUE, '--description', 'of the shop', '--tag', 'team=shop', '--tag', 'env=prod')).toMatchObject({
      status: 0,
      stdout: 'created in the local store: local://prod/db\nreference: local://prod/db\n',
    });
    create('prod/api', TEXT_VALUE);
    const list = secrets('list');
    expect(list.stdout).toMatch(/^\d{4}-\d\d-\d\d {2}prod\/api\n\d{4}-\d\d-\d\d {2}prod\/db\n$/);
    expect(list.stderr).toContain('2 secrets in the local store');
    expect(JSON.parse(secrets('list', '--prefix', 'prod/d', '--format', 'json').stdout)).toMatchObject({ secrets: [{ name: 'prod/db' }], complete: true });
    expect(secrets('list', '--limit', '1').stderr).toContain('there are more');

    const described = secrets('describe', 'prod/db');
    expect(described.stdout).toMatch(/description +of the shop\n[\s\S]*tag +team=shop\ntag +env=prod\nversion +[0-9a-f-]{36} {2}AWSCURRENT\n/);
    expect(secrets('get', 'prod/db').stdout).toBe(JSON_VALUE);
    expect(secrets('get', 'prod/db#/pass%20word').stdout).toBe('of the first');

    const before = JSON.parse(secrets('describe', 'prod/api', '-f', 'json').stdout).versions[0].id;
    expect(run(['secrets', 'update', 'prod/api', '--expected', before], 'new').status).toBe(0);
    expect(run(['secrets', 'update', 'prod/api', '--expected', before], 'newer')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('another version'),
    });
    expect(secrets('get', 'prod/api').stdout).toBe('new');
    expect(secrets('get', 'prod/api', '--stage', 'AWSPREVIOUS').stdout).toBe(TEXT_VALUE);
    expect(secrets('get', 'prod/api', '--version-id', before).stdout).toBe(TEXT_VALUE);

    expect(secrets('delete', 'prod/db', '--recovery-days', '7').stdout).toMatch(/^deleted, gone for good on \d{4}-/);
    expect(secrets('get', 'prod/db')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('waits for its deletion') });
    expect(secrets('list').stdout).not.toContain('prod/db');
    expect(secrets('list', '--deleted').stdout).toMatch(/prod\/db {2}\(deleted, gone on/);
    expect(secrets('restore', 'local://prod/db').stdout).toBe('restored in the local store: prod/db\n');

    const resolve = (...args: string[]) => run(['resolve', ...args]);
    expect(resolve('local://prod/db#pass word')).toMatchObject({ status: 0, stdout: 'of the first', stderr: '' });
    expect(resolve('local://prod/db#/list/0').stdout).toBe('in a list');
    expect(resolve('local://prod/db', '--json-keys').stdout).toBe('user\n/pass%20word\n/list/0\n');
    expect(JSON.parse(resolve('prod/db#user', '--format', 'json').stdout)).toMatchObject({
      name: 'prod/db',
      provider: 'local',
      from: 'fresh',
      value: 'someone',
    });
    expect(resolve('local://prod/db#none')).toMatchObject({ status: 2, stdout: '' });
    expect(resolve('local://none')).toMatchObject({ status: 2, stdout: '' });
    expect(resolve('not a reference')).toMatchObject({ status: 2, stdout: '' });

    const records = readFileSync(join(folder, 'audit.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(records.map(({ operation }) => operation))).toEqual(
      new Set(['create', 'list', 'getMetadata', 'get', 'update', 'delete', 'restore', 'read']),
    );
    expect(records[0]).toMatchObject({
      operation: 'create',
      reference: 'local://prod/db',
      outcome: 'done',
      who: expect.stringContaining('via watertight secrets create'),
    });
    expect(records).toContainEqual(expect.objectContaining({ operation: 'get', outcome: 'error', errorCode: 'secret-deleted' }));
    said += readFileSync(join(folder, 'audit.jsonl'), 'utf8');
  });

  it('replaces one key of a JSON value, and leaves the others as they are written', () => {
    create('db', '{"password": "of the first", "big": 12345678901234567890, "n": 1.10}');
    expect(run(['secrets', 'update', 'db#password'], 'a "new" one').status).toBe(0);
    expect(secrets('get', 'db').stdout).toBe('{"password":"a \\"new\\" one","big":12345678901234567890,"n":1.10}');
    expect(run(['secrets', 'update', 'db#added'], 'x').status).toBe(0);
    expect(run(['resolve', 'local://db#added']).stdout).toBe('x');
    expect(run(['secrets', 'update', 'db#/a/b'], 'x')).toMatchObject({ status: 2, stderr: expect.stringContaining('key at the top') });
    create('text', TEXT_VALUE);
    expect(run(['secrets', 'update', 'text#key'], 'x')).toMatchObject({ status: 2, stderr: expect.stringContaining('no JSON object') });
    expect(run(['secrets', 'update', 'db#key', '--expected', 'another'], 'x').status).toBe(2);
  });

  it('takes a value from a pipe without the line end that echo adds, from a file as it is, and bytes as bytes', () => {
    create('piped', 'text\r\n');
    expect(secrets('get', 'piped').stdout).toBe('text');
    create('exact', 'text\n', '--from-file', '-');
    expect(secrets('get', 'exact').stdout).toBe('text\n');
    writeFileSync(join(folder, 'value'), 'of a file\n\n');
    create('filed', '', '--from-file', 'value');
    expect(secrets('get', 'filed').stdout).toBe('of a file\n\n');
    const bytes = Buffer.from([0, 1, 254, 255, 10]);
    expect(create('bytes', bytes)).toMatchObject({ status: 2, stderr: expect.stringContaining('--binary') });
    expect(create('bytes', bytes, '--binary').status).toBe(0);
    expect(JSON.parse(secrets('get', 'bytes', '-f', 'json').stdout)).toMatchObject({ encoding: 'base64', value: bytes.toString('base64') });
    expect(run(['resolve', 'local://bytes', '-f', 'json']).stdout).toContain(bytes.toString('base64'));
  });

  it.each([
    [['create', 'a', 'a value'], /not taken from the command line/],
    [['create', 'a', '--value', 'a value'], /not taken from the command line/],
    [['update', 'a', '--value=a value'], /not taken from the command line/],
    [['create', 'DB_PASSWORD=a value'], /not taken from the command line/],
    [['create', 'a#key'], /takes a whole secret/],
    [['create', 'a', '--from-file', 'none'], /can't be read: none: ENOENT/],
    [['create', 'a'], /no value came on standard input/],
    [['create', 'a', '--tag', 'x'], /--tag takes KEY=VALUE/],
    [['get', 'none'], /no such secret: none/],
    [['get', 'local://a?version=1', '--stage', 'X'], /names a version, and so does an option/],
    [['get', 'vault://secret/a', '--provider', 'local'], /belongs to HashiCorp Vault/],
    [['delete', 'none', '--recovery-days', '6'], /whole number from 7 to 30/],
    [['delete', 'none', '--now', '--recovery-days', '7'], /Give --now or/],
    [['delete', 'none', '--now'], /nobody is there to confirm/],
    [['delete', 'none', '--now', '--yes'], /no such secret/],
    [['rotate', 'a'], /no rotation/],
    [['rotate', 'a', '--every', '30'], /no rotation/],
    [['rotate', 'a', '--lambda', 'arn'], /Add --every/],
    [['list', '--provider', 'gcp'], /Allowed choices are aws, ssm, vault, azure, local/],
    [['list', '--region', 'evil.example'], /not the name of an AWS region/],
  ])('refuses %j and says what to do', (args, message) => {
    const result = secrets(...args);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain('a value\n');
    expect(secrets('list').stdout).toBe('');
  });

  it('tells the test of a store that works from one that does not', () => {
    create('a', 'x');
    expect(secrets('test').stdout).toMatch(/^local {2}works {6}\S+store\.json, \d+ ms\n$/);
    const all = JSON.parse(secrets('test', '--all', '-f', 'json').stdout) as { provider: string; status: string }[];
    expect(all.map(({ provider, status }) => `${provider} ${status}`)).toEqual([
      'aws not set up',
      'ssm not set up',
      'vault not set up',
      'azure not set up',
      'local works',
    ]);
    const file = join(folder, 'home', 'store.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"index": "', '"index": "A'));
    expect(secrets('test')).toMatchObject({ status: 2, stdout: expect.stringMatching(/^local {2}fails {6}the local store can't be read/) });
    rmSync(join(folder, 'home', 'key'));
    expect(secrets('test')).toMatchObject({ status: 2 });
  });

  it('shows no value in any error, and leaves none in any file but encrypted', () => {
    const value = ['a value', 'that is', 'seen nowhere'].join(' ');
    const show = (...results: readonly CliResult[]): void => {
      for (const { status, stdout, stderr } of results) {
        expect(status).not.toBe(0);
        for (const form of formsOf(value)) expect(`${stdout}${stderr}`.includes(form)).toBe(false);
      }
    };
    expect(create('a', value).status).toBe(0);
    const tokens = ['--token', 't'.repeat(32)];
    expect(create('b', value, ...tokens).status).toBe(0);
    show(
      create('a', value),
      create('b', `${value} another`, ...tokens),
      create('c', value.repeat(10_000)),
      create('d', `${value}\xff`.repeat(2), '--binary', '--token', 'short'),
      create('e', Buffer.from(`${value}\xff`, 'latin1')),
      create('f', value, '--description', 'x'.repeat(3000)),
      create('x y', value),
      run(['secrets', 'update', 'none'], value),
      run(['secrets', 'update', 'a', '--expected', 'another'], value),
      run(['secrets', 'update', 'a#key'], value),
      run(['resolve', 'local://a#key']),
      run(['resolve', 'local://a', '--json-keys']),
      run(['secrets', 'create', 'g', '--provider', 'vault'], value),
      run(['secrets', 'create', 'g', '--no-such-option'], value),
    );
    const lock = join(folder, 'home', 'store.lock');
    writeFileSync(lock, JSON.stringify({ token: 'e'.repeat(32), pid: 1, host: 'elsewhere', since: '2026-01-01T00:00:00.000Z' }));
    show(runCli(folder, ['secrets', 'create', 'h'], { env: { ...env(), WATERTIGHT_TIMEOUT: '1' }, input: value }));
    rmSync(lock);
    writeFileSync(join(folder, 'home', 'key'), value);
    show(create('i', value), secrets('get', 'a'));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name).sort()).toEqual(['.gitignore', 'audit.jsonl', 'key', 'store.json']);
    for (const { name } of files.filter(({ name }) => name !== 'key')) {
      const text = readFileSync(join(folder, name === 'audit.jsonl' ? '' : 'home', name), 'utf8');
      for (const form of formsOf(value)) expect(text.includes(form)).toBe(false);
    }
  });

  it('is no finding of a scan', () => {
    create('a', 'x');
    expect(runCli(join(folder, 'home'), ['scan', 'store.json']).status).toBe(0);
  });

  it('ends with 3 for a key that does not fit', () => {
    create('a', 'x');
    const result = runCli(folder, ['secrets', 'get', 'a'], { env: { ...env(), WATERTIGHT_KEY: Buffer.alloc(32).toString('base64') } });
    expect(result).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('does not open the local store') });
  });

  it('has help with examples', () => {
    for (const name of ['list', 'describe', 'get', 'create', 'update', 'delete', 'restore', 'rotate', 'test'])
      expect(secrets(name, '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining(`Usage: watertight secrets ${name}`) });
    expect(run(['resolve', '--help']).stdout).toContain('Examples:');
  });
});

describe('watertight secrets on a terminal', () => {
  it('asks for the value and does not show it', async () => {
    const { status, screen } = await runOnTerminal(folder, ['secrets', 'create', 'a'], [{ after: 'Value of a', type: 'typed by hand\r' }], env());
    expect([status, screen.includes('typed by hand'), screen.includes('created in the local store')]).toEqual([0, false, true]);
    expect(secrets('get', 'a').stdout).toBe('typed by hand');
  });

  it.each([
    ['before anything is typed', '\u0003'],
    ['in the midst of typing', 'typed by\u0003'],
  ])('stores nothing after Ctrl-C %s', async (_, type) => {
    const { status, screen } = await runOnTerminal(folder, ['secrets', 'create', 'a'], [{ after: 'Value of a', type }], env());
    expect([status, screen.includes('typed'), screen.includes('Nothing was stored.')]).toEqual([130, false, true]);
    expect(secrets('list').stdout).toBe('');
  });

  it('shows a value after a yes or with --show alone', async () => {
    create('a', 'only when asked');
    const no = await runOnTerminal(folder, ['secrets', 'get', 'a'], [{ after: 'Show the value', type: 'n' }], env());
    expect([no.status, no.screen.includes('only when asked')]).toEqual([130, false]);
    const yes = await runOnTerminal(folder, ['resolve', 'local://a'], [{ after: 'Show the value', type: 'y' }], env());
    expect([yes.status, yes.screen.includes('only when asked\r\n')]).toEqual([0, true]);
    const shown = await runOnTerminal(folder, ['secrets', 'get', 'a', '--show'], [], env());
    expect(shown).toEqual({ status: 0, screen: 'only when asked\r\n' });
  });

  it('deletes for good after a yes alone', async () => {
    create('a', 'x');
    const no = await runOnTerminal(folder, ['secrets', 'delete', 'a', '--now'], [{ after: 'for good?', type: '\u0003' }], env());
    expect([no.status, no.screen.includes('Nothing was deleted.')]).toEqual([130, true]);
    expect(secrets('get', 'a').stdout).toBe('x');
    const yes = await runOnTerminal(folder, ['secrets', 'delete', 'a', '--now'], [{ after: 'for good?', type: 'y' }], env());
    expect(yes.status).toBe(0);
    expect(secrets('restore', 'a').status).toBe(2);
  });
});
