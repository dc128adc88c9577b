import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { ROOT } from '../../support/source-files.ts';
import { runOnTerminal } from '../../support/terminal.ts';

const password = sample('{{lower:7}}-{{alnum:6}}', 41);
const stripe = sample('sk_live_{{alnum:24}}', 42);

describe('watertight move --local', () => {
  let box: Sandbox;
  let home: Sandbox;
  const move = (...args: string[]) => runCli(box.folder, ['move', '--local', ...args], { env: { WATERTIGHT_HOME: home.folder } });
  const read = (path: string): string => readFileSync(join(box.folder, path), 'utf8');
  const journals = (): string[] => (existsSync(join(home.folder, 'moves')) ? readdirSync(join(home.folder, 'moves')) : []);

  beforeEach(() => {
    box = createSandbox();
    home = createSandbox();
    box.git('init', '-q', '-b', 'main');
    box.write({
      'package.json': '{"name":"@acme/shop"}',
      '.env': `# settings\r\nexport DB_PASSWORD='${password}' # keep\r\nPORT=3000\r\nSTRIPE_KEY=${stripe}`,
    });
  });
  afterEach(() => {
    box.remove();
    home.remove();
  });

  it.each(['a file', 'nothing'])('does not follow a link that the repository has, to %s outside of it', (what) => {
    const compose = `services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: ${password}\n`;
    const other = createSandbox();
    const target = join(other.folder, 'profile');
    if (what === 'a file') other.write({ profile: 'KEPT=1\n' });
    box.write({ 'app/compose.yaml': compose });
    symlinkSync(target, join(box.folder, 'app/.env'));
    const { status, stdout } = move('app', '--yes');
    const after = existsSync(target) ? readFileSync(target, 'utf8') : '';
    other.remove();
    expect([status, after]).toEqual([2, what === 'a file' ? 'KEPT=1\n' : '']);
    expect(stdout).toContain('as a link: app/.env');
    expect(read('app/compose.yaml')).toBe(compose);
    expect(journals()).toEqual([]);
  });

  it('shows a plan and changes nothing without a terminal', () => {
    const before = read('.env');
    for (const args of [[], ['--dry-run']]) {
      const { status, stdout } = move(...args);
      expect(status).toBe(0);
      expect(stdout).toContain('acme-shop/development/app');
      expect(stdout).toContain('local://acme-shop/development/app#DB_PASSWORD');
    }
    expect(read('.env')).toBe(before);
    expect(readdirSync(home.folder)).toEqual([]);
  });

  it('takes the store of every other command, and says why where nobody said which', () => {
    const planned = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const { stdout, stderr } = runCli(box.folder, ['move', '--dry-run', ...args], { env: { WATERTIGHT_HOME: home.folder, ...env } });
      return { isLocal: stdout.includes('local://acme-shop/development/app#DB_PASSWORD'), isSaid: stderr.includes('no AWS region or profile is set') };
    };
    expect(planned([])).toEqual({ isLocal: true, isSaid: true });
    expect(planned(['--local'])).toEqual({ isLocal: true, isSaid: false });
    expect(planned([], { WATERTIGHT_PROVIDER: 'local', AWS_REGION: 'eu-west-1' })).toEqual({ isLocal: true, isSaid: false });
    // Where nobody listens: it is AWS that is asked.
    const aws = runCli(box.folder, ['move', '--dry-run'], {
      env: {
        WATERTIGHT_HOME: home.folder,
        WATERTIGHT_TIMEOUT: '10',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_MAX_ATTEMPTS: '1',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      },
    });
    expect(aws.stdout + aws.stderr).toMatch(/127\.0\.0\.1:9|Secrets Manager/);
    expect(aws.stdout).not.toContain('local://');
  });

  it('names secrets as the configuration says, and as the command line says first', () => {
    box.write({ 'watertight.toml': '[secrets]\nprefix = "acme/web"\nenvironment = "staging"\n' });
    expect(move().stdout).toContain('local://acme/web/staging/app#DB_PASSWORD');
    expect(move('--env', 'test').stdout).toContain('local://acme/web/test/app#DB_PASSWORD');
  });

  it('stores the values, leaves references, and keeps all else', () => {
    chmodSync(join(box.folder, '.env'), 0o640);
    const { status, stderr } = move('--yes');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const reference = (key: string) => `local://acme-shop/development/app#${key}`;
    expect(read('.env')).toBe(`# settings\r\nexport DB_PASSWORD='${reference('DB_PASSWORD')}' # keep\r\nPORT=3000\r\nSTRIPE_KEY="${reference('STRIPE_KEY')}"`);
    expect(statSync(join(box.folder, '.env')).mode & 0o777).toBe(0o640);
    expect(runCli(box.folder, ['scan']).status).toBe(0);
    expect(journals()).toEqual([]);
    expect(readdirSync(box.folder).sort()).toEqual(['.env', '.git', 'package.json']);
  });

  it('leaves a record of each access to the store, and no value', () => {
    const log = join(home.folder, 'audit.jsonl');
    const env = { WATERTIGHT_HOME: home.folder, WATERTIGHT_AUDIT_LOG: log };
    expect(runCli(box.folder, ['move', '--local', '--yes'], { env }).status).toBe(0);
    const text = readFileSync(log, 'utf8');
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { who: string; operation: string; reference: string; outcome: string });
    expect(records).toContainEqual(expect.objectContaining({ operation: 'create', reference: 'local://acme-shop/development/app', outcome: 'done' }));
    expect(records.some(({ operation }) => operation === 'get' || operation === 'getMany')).toBe(true);
    expect(records.filter(({ who }) => !who.endsWith('via watertight move'))).toEqual([]);
    for (const form of [password, stripe].flatMap((value) => formsOf(value))) expect(text.includes(form)).toBe(false);
    // No access without its record.
    box.write({ 'b.env': `API_PASSWORD=${password}b\n` });
    const refused = runCli(box.folder, ['move', 'b.env', '--local', '--yes'], {
      env: { ...env, WATERTIGHT_AUDIT_LOG: join(home.folder, 'none', 'audit.jsonl') },
    });
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining("the audit log can't be written") });
    expect(read('b.env')).toContain(password);
  });

  it('moves one line, and says when there is nothing on it', () => {
    expect(move('.env:4', '--yes').status).toBe(0);
    expect(read('.env')).toContain(password);
    expect(read('.env')).not.toContain(stripe);
    expect(move('.env:3', '--yes')).toMatchObject({ status: 2, stderr: expect.stringContaining('nothing was found there: .env:3') });
  });

  it('shows no value in any form, nor keeps one where it does not belong', () => {
    const outputs = [move(), move('--format', 'json', '--dry-run'), move('--yes', '--format', 'json')];
    const files = readdirSync(home.folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(home.folder, name))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, 'latin1'));
    const shown = [...outputs.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...files, read('.env')].join('\n');
    expect(JSON.parse(outputs[2]!.stdout)).toMatchObject({ applied: true, files: [{ path: '.env', moved: { written: ['.env'] } }] });
    for (const form of [password, stripe].flatMap(formsOf)) expect(shown.includes(form)).toBe(false);
  });

  it('makes one secret for each key when asked', () => {
    expect(move('--yes', '--one-per-key', '--env', 'prod', '--service', 'api').status).toBe(0);
    expect(read('.env')).toContain('local://acme-shop/prod/api/DB_PASSWORD');
  });

  it('adds keys to a secret that exists only when told to, and never replaces a value by itself', () => {
    expect(move('.env:2', '--yes').status).toBe(0);
    const refused = move('--yes');
    expect(refused.status).toBe(2);
    expect(refused.stdout).toContain('exists already');
    expect(read('.env')).toContain(stripe);
    expect(move('--yes', '--update').status).toBe(0);
    expect(read('.env')).not.toContain(stripe);

    const other = sample('{{lower:7}}-{{alnum:6}}', 43);
    writeFileSync(join(box.folder, '.env'), `DB_PASSWORD=${other}\n`);
    const conflict = move('--yes', '--update');
    expect(conflict).toMatchObject({ status: 2, stdout: expect.stringContaining('other values for DB_PASSWORD') });
    expect(read('.env')).toContain(other);
    expect(move('--yes', '--force').status).toBe(0);
    expect(read('.env')).not.toContain(other);
  });

  it('stores the same value once', () => {
    writeFileSync(join(box.folder, '.env'), `DB_PASSWORD=${password}\nDATABASE_PASSWORD=${password}\n`);
    expect(move('--yes').status).toBe(0);
    expect(read('.env').match(/#DB_PASSWORD/g)).toHaveLength(2);
  });

  it('rewrites the file behind a link, and says that a hard link keeps the old content', () => {
    box.write({ 'settings/app.env': `API_TOKEN=${stripe}\n` });
    symlinkSync('settings/app.env', join(box.folder, 'link.env'));
    linkSync(join(box.folder, 'settings/app.env'), join(box.folder, 'settings/app.bak'));
    const { status, stdout } = move('link.env', '--yes');
    expect(status).toBe(0);
    expect(stdout).toContain('hard links');
    expect(read('settings/app.env')).toContain('local://');
    expect(readdirSync(box.folder)).toContain('link.env');
  });

  it('refuses a file that is read-only, and stores nothing', () => {
    chmodSync(join(box.folder, '.env'), 0o444);
    const { status, stdout } = move('--yes');
    expect(status).toBe(2);
    expect(stdout).toContain('read-only');
    expect(existsSync(join(home.folder, 'store.json'))).toBe(false);
    expect(journals()).toEqual([]);
  });

  it('leaves all as it was when the disk has no room for the new file', () => {
    // The shell lets no file grow beyond 8 kB: the store and the journal are smaller, the file is not.
    const long = `DB_PASSWORD=${password}\n${`# ${'x'.repeat(60)}\n`.repeat(300)}`;
    writeFileSync(join(box.folder, '.env'), long);
    const result = spawnSync('sh', ['-c', 'ulimit -f 16; exec "$@"', 'sh', process.execPath, join(ROOT, 'dist/cli/main.js'), 'move', '--local', '--yes'], {
      cwd: box.folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', HOME: box.folder, WATERTIGHT_HOME: home.folder },
    });
    expect(result.stdout).toContain("can't be written (EFBIG)");
    expect(result.status).toBe(2);
    expect(read('.env')).toBe(long);
    expect(readdirSync(box.folder).sort()).toEqual(['.env', '.git', 'package.json']);
    expect(journals()).toEqual([]);
    expect(move().stdout).toContain('(new)');
  });

  it('names other files that hold a value still, and takes a whole name for one file', () => {
    box.write({ 'notes.bin': `${Buffer.from(stripe).toString('base64')}\n`, 'other.env': `API_TOKEN=${sample('{{alnum:24}}', 44)}\n` });
    expect(move('--yes', '--name', 'team/shared')).toMatchObject({ status: 2, stderr: expect.stringContaining('--name is for one file') });
    const result = move('.env', '--yes', '--name', 'team/shared');
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/still there.*\n {2}notes\.bin\n/);
    expect(read('.env')).toContain('local://team/shared#DB_PASSWORD');
  });

  describe('on a terminal', () => {
    const ask = (...answers: string[]) =>
      runOnTerminal(
        box.folder,
        ['move', '--local'],
        answers.map((type) => ({ after: type === 'u' ? 'Add the keys' : 'Move them?', type: type === 'u' ? 'y' : type })),
        {
          WATERTIGHT_HOME: home.folder,
        },
      );

    it('moves when the person says yes', async () => {
      expect(await ask('y')).toMatchObject({ status: 0, screen: expect.stringContaining(' 2 values of .env to local:') });
      expect(read('.env')).not.toContain(password);
    });

    it.each(['n', '\x03'])('changes nothing at %j', async (answer) => {
      const before = read('.env');
      expect(await ask(answer)).toMatchObject({ screen: expect.stringContaining('nothing was changed') });
      expect(read('.env')).toBe(before);
      expect(existsSync(join(home.folder, 'store.json'))).toBe(false);
    });

    it('asks before it adds keys to a secret that exists', async () => {
      expect(move('.env:2', '--yes').status).toBe(0);
      expect(await ask('u', 'y')).toMatchObject({ status: 0 });
      expect(read('.env')).not.toContain(stripe);
    });
  });
});
