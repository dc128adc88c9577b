import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../shared/model/secret.ts';
import { createLocalProvider } from '../../../shared/providers/local.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { type NodeResult, outcomeOf } from '../../support/package.ts';
import { ROOT } from '../../support/source-files.ts';

const VALUE = 'correct-horse/battery+staple=';
const LEAF = 'leaf of a JSON secret';
const MAIN = join(ROOT, 'dist/cli/main.js');

let folder: string;
let home: string;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'watertight-run-')));
  home = mkdtempSync(join(tmpdir(), 'watertight-home-'));
  const local = await createLocalProvider({ home });
  const create = (id: string, value: string) => local.create({ address: { provider: 'local', id }, value: new Secret(value) });
  await create('token', VALUE);
  await create('app', JSON.stringify({ DB_PASSWORD: LEAF, LD_PRELOAD: '/tmp/evil.so', DEBUG: 'true' }));
  await create('two-lines', 'the first line of it\nthe second line of it');
  writeFileSync(join(folder, '.env'), 'TOKEN=local://token\nPLAIN=from .env\n');
  writeFileSync(join(folder, 'other.env'), 'PLAIN=from other.env\nMORE=from other.env\nOTHER_TOKEN=local://token\n');
  writeFileSync(join(folder, 'third.env'), 'PLAIN=from third.env\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(home, { recursive: true });
});

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn(process.execPath, [MAIN, 'run', ...args], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, WATERTIGHT_HOME: home, ...env } });

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}, input = ''): Promise<NodeResult> => outcomeOf(start(args, env), input);

/** Runs a script of Node under `watertight run`. */
const runScript = (script: string, options: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<NodeResult> =>
  run([...options, '--', process.execPath, '-e', script], env);

describe('watertight run: the environment', () => {
  it('gives the command the values of .env, and leaves what the environment has', async () => {
    const script = 'const { TOKEN, PLAIN } = process.env; console.log(TOKEN.length, PLAIN)';
    expect(await runScript(script)).toEqual({ status: 0, signal: null, stdout: `${VALUE.length} from .env\n`, stderr: '' });
    expect((await runScript(script, [], { PLAIN: 'from outside' })).stdout).toBe(`${VALUE.length} from outside\n`);
  });

  it('takes several env files, the last one first, or none', async () => {
    const script = 'const { PLAIN, MORE, TOKEN, OTHER_TOKEN } = process.env; console.log(PLAIN, MORE, TOKEN?.length, OTHER_TOKEN?.length)';
    expect((await runScript(script, ['-e', 'other.env', '--env-file', 'third.env'])).stdout).toBe(`from third.env from other.env undefined ${VALUE.length}\n`);
    expect((await runScript(script, ['--no-env-file'])).stdout).toBe('undefined undefined undefined undefined\n');
    expect((await runScript(script, [], { WATERTIGHT_ENV_FILE: 'third.env' })).stdout).toBe('from third.env undefined undefined undefined\n');
    expect(await run(['-e', 'none.env', '--', 'true'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('the env file is not there: none.env'),
    });
  });

  it('gives nothing but what is named when it is to be pristine', async () => {
    const script = 'console.log(Object.keys(process.env).sort().join())';
    const env = { SECRET_OF_CI: 'x', KEPT: 'y' };
    expect((await runScript(script, ['--pristine', '--env-name', 'KEPT'], env)).stdout).toBe('HOME,KEPT,PATH,PLAIN,TOKEN\n');
    expect((await runScript(script, [], env)).stdout).toBe('HOME,KEPT,PATH,PLAIN,SECRET_OF_CI,TOKEN,WATERTIGHT_HOME\n');
    expect((await run(['--env-name', 'KEPT', '--', 'true'])).status).toBe(2);
  });

  it('does not ask where an env file says', async () => {
    writeFileSync(join(folder, 'hostile.env'), `WATERTIGHT_HOME=${join(folder, 'none')}\nTOKEN=local://token\n`);
    expect((await runScript('console.log(process.env.TOKEN.length)', ['-e', 'hostile.env'])).stdout).toBe(`${VALUE.length}\n`);
  });

  it('runs nothing itself that an env file says, installed or with -e', async () => {
    writeFileSync(join(folder, 'asked.cjs'), `if (process.argv.includes('run')) require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'ran'))}, '')`);
    writeFileSync(join(folder, 'options.env'), `NODE_OPTIONS=--require ${join(folder, 'asked.cjs')}\nTOKEN=local://token\n`);
    expect((await runScript('console.log(process.env.TOKEN.length)', ['-e', 'options.env'])).stdout).toBe(`${VALUE.length}\n`);
    // As a shell starts an installed program: by its first line.
    const [first = ''] = readFileSync(MAIN, 'utf8').split('\n');
    expect(first).toBe('#!/usr/bin/env -S node --');
    const script = ['--', process.execPath, '-e', 'console.log(process.env.TOKEN.length)'];
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, WATERTIGHT_HOME: home };
    const installed = spawn('/usr/bin/env', ['-S', `${process.execPath} --`, MAIN, 'run', '--env-file', 'options.env', ...script], { cwd: folder, env });
    expect(await outcomeOf(installed, '')).toMatchObject({ status: 0, stdout: `${VALUE.length}\n` });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('does not ask where a file says that Node has read itself', async () => {
    // The default home of this user is where the secret is; nothing names it but HOME.
    const data = join(folder, 'data');
    const own = createLocalProvider({ home: join(data, 'watertight') });
    await (await own).create({ address: { provider: 'local', id: 'token' }, value: new Secret(VALUE) });
    writeFileSync(join(folder, 'routes.env'), `WATERTIGHT_HOME=${join(folder, 'none')}\nTOKEN=local://token\n`);
    const script = 'console.log(process.env.WATERTIGHT_HOME.endsWith("none"), process.env.TOKEN?.length)';
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_DATA_HOME: data };
    const args = [MAIN, 'run', '--env-file', 'routes.env', '--', process.execPath, '-e', script];
    expect(await outcomeOf(spawn(process.execPath, args, { cwd: folder, env }), '')).toMatchObject({ status: 0, stdout: `true ${VALUE.length}\n` });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('sets no dangerous names from members of a secret, and starts nothing where that is strict', async () => {
    const script = 'console.log(process.env.LD_PRELOAD, process.env.DB_PASSWORD?.length, process.env.DEBUG)';
    const env = { AWS_SECRET_ARN: 'local://app' };
    const result = await runScript(script, ['--no-env-file'], env);
    expect(result).toMatchObject({ status: 0, stdout: `undefined ${LEAF.length} true\n` });
    expect(result.stderr).toMatch(/^watertight: LD_PRELOAD is not set from AWS_SECRET_ARN: /);
    expect(await runScript(script, ['--no-env-file', '--strict'], env)).toMatchObject({ status: 2, stdout: '' });
    expect((await runScript(script, ['--no-env-file', '--quiet'], env)).stderr).toBe('');
  });

  it('starts nothing when a reference can not be resolved, but for an allowed fall-back', async () => {
    const env = { DB_SECRET_ARN: 'local://gone', DB: 'plain' };
    const script = 'console.log(process.env.DB)';
    const failed = await runScript(script, [], env);
    expect(failed).toMatchObject({ status: 2, stdout: '' });
    expect(failed.stderr).toMatch(/^watertight: a reference can't be resolved:\n {2}DB_SECRET_ARN \(local:\/\/gone\): /);
    expect(await runScript(script, ['--fallback'], env)).toMatchObject({ status: 0, stderr: expect.stringContaining('the plain value serves') });
    expect((await runScript(script, ['--fallback', '--strict'], env)).status).toBe(2);
    expect(await runScript(script, ['--environment', 'development'], env)).toEqual({ status: 0, signal: null, stdout: 'plain\n', stderr: '' });
  });
});

describe('watertight run: the end of the command', () => {
  it('has its status', async () => {
    expect((await run(['--', 'sh', '-c', 'exit 37'])).status).toBe(37);
    expect((await run(['sh', '-c', 'exit 0'])).status).toBe(0);
  });

  it('says what a shell says of a command that is not there or can not be executed', async () => {
    expect(await run(['--', 'no-such-command-here'])).toMatchObject({ status: 127, stderr: 'watertight: there is no such command: no-such-command-here\n' });
    expect(await run(['--', './.env'])).toMatchObject({ status: 126, stderr: "watertight: this can't be executed: ./.env\n" });
    expect((await run(['--', './'])).status).toBe(126);
    writeFileSync(join(folder, 'not-a-program'), '\x7fELF but no more');
    chmodSync(join(folder, 'not-a-program'), 0o755);
    expect((await run(['--', './not-a-program'])).status).not.toBe(0);
    expect((await run([])).status).toBe(2);
  });

  it('says what is too large, or no program, without a word of the values', async () => {
    writeFileSync(join(folder, 'large.env'), `TOKEN=local://token\nLARGE=${'x'.repeat(200_000)}\n`);
    const large = await run(['-e', 'large.env', '--', 'true']);
    expect(large).toMatchObject({ status: 2, stdout: '' });
    expect(large.stderr).toMatch(/^watertight: this can't be started, for its environment or its arguments are too large: true\n/);
    writeFileSync(join(folder, 'zero.env'), 'TOKEN=local://token\nZERO="hunter2 \0 hunter2"\n');
    const zero = await run(['-e', 'zero.env', '--', 'true']);
    expect([zero.status, zero.stderr.includes('hunter2')]).toEqual([2, false]);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'])('is the same signal: %s', async (signal) => {
    expect(await run(['--', 'sh', '-c', `kill -${signal.slice(3)} $$`])).toMatchObject({ status: null, signal });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)('may come by a signal that is passed on: %s', async (signal) => {
    const child = start([
      '--',
      process.execPath,
      '-e',
      `process.on('${signal}', () => { console.log('got ${signal}'); process.exit(7); }); console.log('ready'); setInterval(() => {}, 1e6)`,
    ]);
    let sent = false;
    child.stdout?.on('data', () => {
      if (!sent) child.kill(signal);
      sent = true;
    });
    expect(await outcomeOf(child)).toMatchObject({ status: 7, stdout: `ready\ngot ${signal}\n` });
  });

  it('passes options behind the command on', async () => {
    expect((await run(['echo', '--strict', '-q', '--', '--help'])).stdout).toBe('--strict -q -- --help\n');
  });
});

describe('watertight run: the output of the command', () => {
  it('has no form of a value, on either stream', async () => {
    const forms = JSON.stringify(formsOf(VALUE));
    // The script must not hold the forms: they would stand in what it says of itself.
    writeFileSync(join(folder, 'forms.json'), forms);
    const result = await runScript(
      "for (const form of JSON.parse(require('fs').readFileSync('forms.json', 'utf8'))) { console.log('<' + form + '>'); console.error('<' + form + '>'); }",
    );
    const count = formsOf(VALUE).length;
    expect(result.stdout).toBe('<[secret]>\n'.repeat(count));
    expect(result.stderr).toBe('<[secret]>\n'.repeat(count));
  });

  it('has no value that comes in pieces, nor one in colours', async () => {
    const script = `const { TOKEN } = process.env; let i = 0;
      const next = () => { if (i < TOKEN.length) { process.stdout.write(TOKEN[i++]); setTimeout(next, i % 7 === 0 ? 60 : 0); } else console.log(' ' + TOKEN.slice(0, 9) + '\\x1b[31m' + TOKEN.slice(9)); };
      next();`;
    const { stdout } = await runScript(script);
    expect(stdout.replace(/^.{0,8}(?=\[secret\])/, '')).toBe('[secret] [secret]\x1b[31m\n');
  });

  it('has no leaf of a JSON secret, and no line of one with several', async () => {
    const env = { AWS_SECRET_ARN: 'local://app', KEY: 'local://two-lines' };
    const { stdout } = await runScript(
      "const { DB_PASSWORD, DEBUG, KEY } = process.env; console.log(DB_PASSWORD, DEBUG, KEY.split('\\n')[1])",
      ['--quiet'],
      env,
    );
    expect(stdout).toBe('[secret] true [secret]\n');
  });

  it('has no value in what we say ourselves, whatever goes wrong', async () => {
    const canary = 'canary-of-an-env-file';
    writeFileSync(join(folder, 'canary.env'), `PLAIN_SECRET=${canary}\nNAME_SECRET_ARN=${canary}\nTOKEN=local://token\nAWS_SECRET_X=local://none\n`);
    const ways = [
      ['-e', 'canary.env', '--', 'true'],
      ['-e', 'canary.env', '--strict', '--', 'true'],
      ['-e', 'canary.env', '--fallback', '--', 'no-such-command'],
      ['-e', 'canary.env', '--nothing-of-this', '--', 'true'],
    ];
    for (const args of ways) {
      const { status, stdout, stderr } = await run(args);
      expect(status).not.toBe(0);
      expect(stderr).not.toBe('');
      for (const form of [canary, VALUE].flatMap(formsOf)) expect(stdout + stderr).not.toContain(form);
    }
  });

  it('is as it is without redaction', async () => {
    expect((await run(['--no-redact', '--', 'sh', '-c', 'echo $TOKEN'])).stdout).toBe(`${VALUE}\n`);
  });

  it('comes at once, also without a line end', async () => {
    const child = start([
      '--',
      process.execPath,
      '-e',
      "process.stdout.write('name? corr'); process.stdin.once('data', (text) => { console.log('hello ' + text); process.exit(); })",
    ]);
    let seen = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      if (!seen.includes('name? corr') && (seen + bytes).includes('name? corr')) child.stdin?.write('you');
      seen += bytes;
    });
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect([status, seen]).toEqual([0, 'name? corrhello you\n']);
  });

  it('and its input are byte for byte what they were', async () => {
    const bytes = randomBytes(3_000_000);
    const child = start(['--', 'cat']);
    const hash = createHash('sha256');
    child.stdout?.on('data', (chunk: Buffer) => hash.update(chunk));
    child.stdin?.end(bytes);
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('ends when nobody reads it', async () => {
    const child = start(['--', 'yes']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => child.once('exit', (...args) => resolve(args)));
    expect(status === 1 || signal === 'SIGPIPE').toBe(true);
  });
});

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;
const onLinux = hasScript ? describe : describe.skip;

onLinux('watertight run on a terminal (needs script of util-linux)', () => {
  /** Runs a shell line on a terminal of its own, of 91 columns; keys are typed once `prompt` is seen. */
  const onTerminal = (
    line: string,
    keys: readonly (readonly [prompt: string, key: string])[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<NodeResult> => {
    const shell = `stty rows 31 cols 91; W() { ${process.execPath} ${MAIN} run "$@"; }; ${line}`;
    const child = spawn('script', ['-qefc', shell, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, TERM: 'xterm-256color', SHELL: '/bin/bash', WATERTIGHT_HOME: home, ...env },
      stdio: 'pipe',
    });
    let seen = '';
    const left = [...keys];
    child.stdout.on('data', (bytes: Buffer) => {
      seen += bytes;
      const [next] = left;
      if (next === undefined || !seen.includes(next[0])) return;
      left.shift();
      seen = '';
      child.stdin.write(next[1]);
    });
    // Its standard input stays open: the end of it would be typed as Ctrl-D.
    return new Promise((resolve) => {
      let stdout = '';
      child.stdout.on('data', (bytes: Buffer) => {
        stdout += bytes;
      });
      child.once('close', (status, signal) => {
        child.stdin.destroy();
        resolve({ status, signal, stdout: stdout.replaceAll('\r\n', '\n'), stderr: '' });
      });
    });
  };

  const TTY =
    "console.log([process.stdin.isTTY, process.stdout.isTTY, process.stderr.isTTY, process.stdout.columns, process.stdout.hasColors?.()].map(String).join(' '))";
  const node = (script: string): string => `${process.execPath} -e ${JSON.stringify(script).replaceAll('$', '\\$')}`;

  it('gives the command a terminal of the same size, and redacts what it shows', async () => {
    const script = `${TTY}; console.log('\\x1b[32m' + process.env.TOKEN.slice(0, 5) + '\\x1b[1m' + process.env.TOKEN.slice(5) + '\\x1b[0m')`;
    const { stdout, status } = await onTerminal(`W -- ${node(script)}; exit $?`);
    expect([status, stdout]).toEqual([0, 'true true true 91 true\n\x1b[32m[secret]\x1b[1m\x1b[0m\n']);
  });

  it('passes on keys and Ctrl-C, has the status of the command, and leaves the terminal as it was', async () => {
    const script =
      "console.log('ready'); process.stdin.on('data', (line) => console.log('line ' + line)); process.on('SIGINT', () => { console.log('interrupted'); process.exit(9); })";
    const { stdout } = await onTerminal(`stty -a > before; W -- ${node(script)}; echo status $?; stty -a > after; cmp before after && echo same`, [
      ['ready', 'typed\r'],
      ['line typed', '\x03'],
    ]);
    expect(stdout).toBe('ready\ntyped\nline typed\n\n^Cinterrupted\nstatus 9\nsame\n');
  });

  it('ends by Ctrl-C as the command does, so that a loop of the shell ends too', async () => {
    // With `exec`: a shell that is just about to start `sleep` may lose the signal for it.
    const { stdout } = await onTerminal('for i in 1 2 3; do W -- sh -c "echo round; exec sleep 60"; done; echo after', [['round', '\x03']]);
    expect(stdout).toBe('round\n^C');
  });

  it('leaves pipes and files what they are', async () => {
    expect((await onTerminal(`echo in | W -- ${node(TTY)}; exit`)).stdout).toBe('undefined true true 91 true\n');
    const { stdout } = await onTerminal(`W -- ${node(`${TTY}; console.error('to the file', process.env.TOKEN)`)} 2> errors; cat errors; exit`);
    expect(stdout).toBe('true true undefined 91 true\nto the file [secret]\n');
    const piped = await onTerminal(`W -- ${node(`${TTY}; console.error('err', process.env.TOKEN)`)} | cat; exit`);
    expect(piped.stdout.split('\n').sort().join('\n').trim()).toBe('err [secret]\ntrue undefined true undefined undefined');
  });

  it('leaves its input as it was for programs that wait for it', async () => {
    const { stdout } = await onTerminal('(sleep 0.5; head -c 200000 /dev/zero) | W -- sh -c "cat | wc -c"; exit');
    expect(stdout.trim()).toBe('200000');
  });

  it('gives the command all of its environment and arguments, and shows no value among those', async () => {
    const script = "console.log(process.argv.slice(1).join('|'), process.env['a.b'], process.env.SHELL); setInterval(() => {}, 1e6)";
    const env = { 'a.b': 'dotted', SHELL: '/bin/bash' };
    const seen: string[] = [];
    const look = setInterval(() => {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          seen.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
        } catch {
          // It ended meanwhile.
        }
      }
    }, 50);
    const { stdout } = await onTerminal(`W -- ${node(script)} -- "a'b" '' 'c d' '$HOME'; exit`, [['dotted', '\x03']], env);
    clearInterval(look);
    expect(stdout).toContain("a'b||c d|$HOME dotted /bin/bash");
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((line) => line.includes(VALUE))).toEqual([]);
  });

  it('runs in the background without being stopped', async () => {
    const { stdout } = await onTerminal('set -m; W -- sh -c "echo from behind; exit 4" & wait $!; echo status $?');
    expect(stdout).toContain('from behind');
    expect(stdout).toContain('status 4');
  });

  it('does without where there is no script, and asks for colours', async () => {
    const path = join(folder, 'bin');
    const script = 'console.log(String(process.stdout.isTTY), process.env.FORCE_COLOR, process.env.TOKEN)';
    const { stdout } = await onTerminal(`mkdir -p ${path}; PATH=${path}; W -- ${node(script)}; exit`);
    expect(stdout).toBe('undefined 1 [secret]\n');
  });
});
