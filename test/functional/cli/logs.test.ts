import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeRun } from '../../fakes/github/world.ts';
import { type FakeGithub, startGithub } from '../../fakes/github.ts';
import { type CliResult, jsonReport, runCliAsync } from '../../support/cli.ts';
import { addRun, type LoggedJob, zipOfJobs } from '../../support/run-logs.ts';

/** Made at run time, so that no file of ours holds it. */
const PASSWORD = ['Xk7', 'vQ2m', 'Rt9', 'pLw4', 'Zs6b'].join('');
const KEY = ['AKIA', 'Q3EG', 'RZ5T', 'W7YH', 'LMN4'].join('');

const JOBS: readonly LoggedJob[] = [
  {
    name: 'build / linux',
    steps: [
      { name: 'Set up job', lines: ['Current runner version: 2.330.0', '##[group]Operating System', '##[endgroup]'] },
      {
        name: 'Run tests',
        lines: ['##[group]Run npm test', 'npm test', '##[endgroup]', `export DB_PASSWORD=${PASSWORD}`, 'done', `export DB_PASSWORD=${PASSWORD}`],
      },
    ],
  },
  { name: 'deploy', steps: [{ name: 'Run ./deploy.sh', lines: ['##[group]Run ./deploy.sh', '##[endgroup]', `aws_access_key_id: ${KEY}`] }] },
];

const CLEAN: readonly LoggedJob[] = [{ name: 'build', steps: [{ name: 'Set up job', lines: ['nothing to see'] }] }];

let folder: string;
let github: FakeGithub;
let run: FakeRun;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-logs-'));
  github = await startGithub();
  run = addRun(github.repository('acme/app'), JOBS);
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await github.close();
});

const logs = (args: readonly string[], token = github.token()): Promise<CliResult> =>
  runCliAsync(folder, ['logs', ...args], { env: { GITHUB_API_URL: github.url, GITHUB_TOKEN: token } });

/** Where each finding is said to be. */
const placesIn = (result: CliResult) =>
  jsonReport(result).findings.map(({ ruleId, path, startLine, run: id, job, step }) => ({ ruleId, path, startLine, run: id, job, step }));

const EXPECTED = (id: number | undefined, prefix = id === undefined ? '' : `${id}/`) => [
  { ruleId: 'generic-credential', path: `${prefix}build  linux/2_Run tests.txt`, startLine: 4, run: id, job: 'build / linux', step: 'Run tests' },
  { ruleId: 'generic-credential', path: `${prefix}build  linux/2_Run tests.txt`, startLine: 6, run: id, job: 'build / linux', step: 'Run tests' },
  { ruleId: 'aws-access-key-id', path: `${prefix}deploy/1_Run .deploy.sh.txt`, startLine: 3, run: id, job: 'deploy', step: 'Run ./deploy.sh' },
];

/** As a newer zip file has it: one file for each job. */
const EXPECTED_BY_JOB = (id: number | undefined, prefix = id === undefined ? '' : `${id}/`) => [
  { ruleId: 'generic-credential', path: `${prefix}0_build  linux.txt`, startLine: 7, run: id, job: 'build / linux', step: 'Run tests' },
  { ruleId: 'generic-credential', path: `${prefix}0_build  linux.txt`, startLine: 9, run: id, job: 'build / linux', step: 'Run tests' },
  { ruleId: 'aws-access-key-id', path: `${prefix}1_deploy.txt`, startLine: 3, run: id, job: 'deploy', step: 'Run ./deploy.sh' },
];

const json = ['--format', 'json'] as const;

describe('watertight logs', () => {
  it('finds what a run leaked, once, with job, step and line', async () => {
    const result = await logs([String(run.id), '--repo', 'acme/app', ...json]);
    expect([result.status, result.stderr]).toEqual([1, '']);
    expect(placesIn(result)).toEqual(EXPECTED(run.id));
    expect(github.storageRequests.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  });

  it('finds the same in a zip file without files of steps', async () => {
    run = addRun(github.repository('acme/app'), JOBS, { layout: 'jobs' });
    expect(placesIn(await logs([`https://github.com/acme/app/actions/runs/${run.id}/attempts/1`, ...json]))).toEqual(EXPECTED_BY_JOB(run.id));
  });

  it('goes by the log itself where GitHub tells no steps', async () => {
    run = addRun(github.repository('acme/app'), JOBS, { layout: 'jobs' });
    github.fault({ kind: 'deny', path: `/repos/acme/app/actions/runs/${run.id}/jobs` });
    const result = await logs([String(run.id), '--repo', 'acme/app', ...json]);
    expect(placesIn(result).map(({ job, step }) => [job, step])).toEqual([
      ['build  linux', 'Run npm test'],
      ['build  linux', 'Run npm test'],
      ['deploy', 'Run ./deploy.sh'],
    ]);
  });

  it.each(['steps', 'jobs'] as const)('reads a zip file as downloaded (%s)', async (layout) => {
    writeFileSync(join(folder, 'logs.zip'), zipOfJobs(JOBS, layout));
    const places = placesIn(await logs(['logs.zip', ...json]));
    const expected = layout === 'steps' ? EXPECTED(undefined) : EXPECTED_BY_JOB(undefined);
    const named = layout === 'steps' ? ['Run tests', 'Run tests', 'Run .deploy.sh'] : ['Run npm test', 'Run npm test', 'Run ./deploy.sh'];
    expect(places).toEqual(expected.map((place, i) => ({ ...place, job: place.job.replace(' / ', '  '), step: named[i] })));
    expect(github.requests).toHaveLength(0);
  });

  it('reads a log as gh saves it, and one without any marks', async () => {
    const line = (step: string, text: string): string => `build\t${step}\t2026-11-20T08:00:00.1234567Z ${text}\n`;
    writeFileSync(join(folder, 'run.log'), line('Set up job', 'hello') + line('Run tests', `export DB_PASSWORD=${PASSWORD}`));
    expect(placesIn(await logs(['run.log', ...json]))).toMatchObject([{ path: 'run.log', startLine: 2, job: 'build', step: 'Run tests' }]);
    writeFileSync(join(folder, 'plain.log'), `hello\nexport DB_PASSWORD=${PASSWORD}\n`);
    expect(placesIn(await logs(['plain.log', ...json]))).toEqual([{ ruleId: 'generic-credential', path: 'plain.log', startLine: 2 }]);
  });

  it('tells the places to people too, in every form without a value', async () => {
    for (const format of ['pretty', 'json', 'jsonl', 'sarif', 'junit', 'csv', 'github', 'markdown']) {
      const { stdout, stderr, status } = await logs([String(run.id), '--repo', 'acme/app', '--format', format]);
      expect(status).toBe(1);
      if (format === 'pretty' || format === 'markdown') expect(stdout).toMatch(/job .?build \/ linux.?, step .?Run tests/);
      for (const value of [PASSWORD, KEY]) expect(stdout + stderr).not.toContain(value);
    }
  });

  it('says what helps in logs, where nothing can be moved and no comment counts', async () => {
    for (const format of ['pretty', 'markdown']) {
      const { stdout } = await logs([String(run.id), '--repo', 'acme/app', '--format', format]);
      expect(stdout).toContain('replace each value where it was issued');
      expect(stdout).not.toMatch(/watertight move|watertight:allow|leave a reference/);
    }
  });

  it.each([
    ['a file that is empty', 'run.log', ''],
    ['a zip file that is empty', 'logs.zip', ''],
    ['a page of an error that was saved as a zip file', 'logs.zip', '<html>Not Found</html>\n'],
  ])('calls %s no clean log', async (_, name, text) => {
    writeFileSync(join(folder, name), text);
    expect(await logs([name, ...json])).toMatchObject({ status: 5, stdout: '', stderr: expect.stringContaining(name) });
  });

  it.each(['', '<html>Sign in</html>'])('calls a download no clean log that is %j', async (text) => {
    github.fault({ at: 'storage', kind: 'answer', answer: { status: 200, body: text } });
    expect(await logs([String(run.id), '--repo', 'acme/app', ...json])).toMatchObject({
      status: 5,
      stdout: '',
      stderr: expect.stringContaining('no zip file of logs'),
    });
  });

  it('obeys nothing that a log says', async () => {
    const hostile = [
      '##[add-mask]x',
      '::stop-commands::all',
      `\u001b]0;title\u0007export DB_PASSWORD=${PASSWORD} # watertight:allow`,
      '\0##[error]not a stamp',
      `\0DB_PASSWORD=${PASSWORD}`,
    ];
    run = addRun(github.repository('acme/app'), [{ name: '##[error]job', steps: [{ name: '<img src=x>](http://evil.example) ::error::', lines: hostile }] }]);
    for (const format of ['pretty', 'markdown', 'json']) {
      const { stdout, status } = await logs([String(run.id), '--repo', 'acme/app', '--format', format]);
      expect(status).toBe(1);
      expect(stdout).not.toMatch(/##\[|^\s*::|\u001b|\u0007/m);
      if (format === 'markdown') expect(stdout).not.toMatch(/<img|]\(http/);
      expect(stdout).not.toContain(PASSWORD);
    }
  });

  it('shows no value that stands in the name of a step', async () => {
    run = addRun(github.repository('acme/app'), [
      { name: 'build', steps: [{ name: `Run login --password=${PASSWORD}`, lines: [`login --password=${PASSWORD}`] }] },
    ]);
    for (const layout of ['steps', 'jobs'] as const) {
      run.logs = zipOfJobs([{ name: 'build', steps: [{ name: `Run login --password=${PASSWORD}`, lines: [`login --password=${PASSWORD}`] }] }], layout);
      const { stdout, stderr, status } = await logs([String(run.id), '--repo', 'acme/app']);
      expect([status, stdout.includes('step Run login')]).toEqual([1, true]);
      expect(stdout + stderr).not.toContain(PASSWORD);
    }
  });

  it('passes a run that leaked nothing', async () => {
    run = addRun(github.repository('acme/app'), CLEAN);
    expect(await logs([String(run.id), '--repo', 'acme/app'])).toMatchObject({ status: 0, stdout: expect.stringContaining('No plaintext secret found') });
  });

  it('looks for known values in every form', async () => {
    const hex = Buffer.from(PASSWORD).toString('hex');
    run = addRun(github.repository('acme/app'), [{ name: 'build', steps: [{ name: 'Run tests', lines: ['started', `dump ${hex} end`] }] }]);
    const args = [String(run.id), '--repo', 'acme/app', '--known-values', 'env:CI_SECRET', ...json];
    const env = { GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token(), CI_SECRET: PASSWORD };
    const result = await runCliAsync(folder, ['logs', ...args], { env });
    expect(placesIn(result)).toMatchObject([{ ruleId: 'known-value', startLine: 2, job: 'build', step: 'Run tests' }]);
    expect(result.stdout + result.stderr).not.toContain(hex);
  });

  it('finds the repository of the clone', async () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder } });
    git('init', '-q');
    git('remote', 'add', 'origin', 'git@github.com:acme/app.git');
    expect((await logs([String(run.id)])).status).toBe(1);
    expect((await logs([String(run.id), '--repo', 'not a name'])).status).toBe(2);
  });

  it('says with its status what is wrong', async () => {
    const status = async (args: readonly string[], token?: string) => (await logs([...args, '--repo', 'acme/app'], token)).status;
    expect(await status(['no-such-file.zip'])).toBe(2);
    expect(await logs(['.'])).toMatchObject({ status: 2, stderr: expect.stringContaining('watertight scan FOLDER') });
    expect(await status(['12345'])).toBe(2);
    expect(await status([String(run.id)], 'wrong')).toBe(3);
    expect(await status([String(run.id)], github.token({ contents: 'read' }))).toBe(3);
    expect(await status([String(addRun(github.repository('acme/app'), JOBS, { status: 'in_progress', conclusion: null }).id)])).toBe(2);
    expect(await status([String(addRun(github.repository('acme/app'), JOBS, { logs: 'expired' }).id)])).toBe(2);
    writeFileSync(join(folder, 'cut.zip'), zipOfJobs(JOBS).slice(0, 400));
    expect(await status(['cut.zip'])).toBe(5);
    github.fault({ at: 'storage', kind: 'drop' });
    expect(await status([String(run.id)])).toBe(4);
  });

  it('sends no token to a server that an address names', async () => {
    const { status, stderr } = await runCliAsync(folder, ['logs', 'https://evil.example/acme/app/actions/runs/1'], { env: { GITHUB_TOKEN: github.token() } });
    expect([status, stderr]).toEqual([2, expect.stringContaining('another server')]);
  });

  it('says nothing of the token, whatever goes wrong', async () => {
    const token = github.token();
    for (const kind of ['fail', 'malformed', 'truncate', 'unavailable', 'deny'] as const) {
      github.fault({ kind });
      const { stdout, stderr, status } = await logs([String(run.id), '--repo', 'acme/app'], token);
      expect([kind, status === 3 || status === 4]).toEqual([kind, true]);
      expect(stdout + stderr).not.toContain(token);
      github.heal();
    }
  });
});

describe('watertight logs --delete-leaked-logs', () => {
  const remove = (...more: readonly string[]): Promise<CliResult> => logs([String(run.id), '--repo', 'acme/app', '--delete-leaked-logs', ...more]);

  it('only says what it would delete', async () => {
    const { status, stderr } = await remove();
    expect([status, stderr.trim()]).toEqual([1, `Would delete the logs of run ${run.id} of acme/app (3 plaintext secrets). Add --yes to do it.`]);
    expect(run.logs).toBeDefined();
  });

  it('deletes with --yes, when the report is written', async () => {
    const { status } = await remove('--yes', '--output', 'leaks.json', ...json);
    expect([status, run.logs === undefined]).toEqual([1, true]);
    expect(JSON.parse(readFileSync(join(folder, 'leaks.json'), 'utf8')).findings).toHaveLength(3);
    expect(github.requests.at(-1)).toMatchObject({ method: 'DELETE', path: `/repos/acme/app/actions/runs/${run.id}/logs` });
  });

  it('keeps what leaked nothing, and what no report tells of', async () => {
    expect((await remove('--yes', '--output', 'no/such/folder/leaks.json')).status).toBe(2);
    expect(run.logs).toBeDefined();
    const whole = run.logs as Uint8Array;
    const damaged = Uint8Array.from(whole);
    damaged[60] = (damaged[60] ?? 0) ^ 0xff; // within the packed content of the first file
    run.logs = damaged;
    const { status, stderr } = await remove('--yes');
    expect([status, stderr]).toEqual([1, expect.stringContaining('Not deleted')]);
    expect(run.logs).toBeDefined();
    run = addRun(github.repository('acme/app'), CLEAN);
    expect((await remove('--yes')).status).toBe(0);
    expect(run.logs).toBeDefined();
  });

  it('says when it may not', async () => {
    const { status, stderr } = await logs([String(run.id), '--repo', 'acme/app', '--delete-leaked-logs', '--yes'], github.token({ actions: 'read' }));
    expect([status, stderr]).toEqual([1, expect.stringContaining('may not do this')]);
    expect(run.logs).toBeDefined();
  });

  it('is for runs alone', async () => {
    writeFileSync(join(folder, 'logs.zip'), zipOfJobs(JOBS));
    expect((await logs(['logs.zip', '--delete-leaked-logs'])).status).toBe(2);
    expect((await logs(['logs.zip', '--yes'])).status).toBe(2);
  });
});
