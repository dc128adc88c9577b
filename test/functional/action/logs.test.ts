import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import type { FakeRepository, FakeRun } from '../../fakes/github/world.ts';
import { type FakeGithub, limits, startGithub } from '../../fakes/github.ts';
import { addPull, addRun, type LoggedJob } from '../../support/run-logs.ts';
import { type ActionResult, createJob } from '../../support/runner.ts';

/** Made at run time, so that no file of ours holds it. */
const CANARY = ['Xk7', 'vQ2m', 'Rt9', 'pLw4', 'Zs6b'].join('');

const jobs = (lines: readonly string[]): readonly LoggedJob[] => [
  {
    name: 'build',
    steps: [
      { name: 'Set up job', lines: ['Current runner version'] },
      { name: 'Run tests', lines },
    ],
  },
];
const LEAKY = jobs([`export DB_PASSWORD=${CANARY}`]);
const CLEAN = jobs(['all is well']);
const HEAD = 'b'.repeat(40);

let folder: string;
let github: FakeGithub;
let repository: FakeRepository;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-workspace-'));
  github = await startGithub();
  repository = github.repository('acme/app');
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await github.close();
});

interface Asked {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: string;
}

const start = async (payload: unknown, { inputs = {}, token = github.token(), env = {}, event = 'workflow_run' }: Asked = {}): Promise<ActionResult> => {
  const job = createJob({ event, payload, workspace: folder, env: { GITHUB_API_URL: github.url } });
  try {
    return await job.step({ scan: 'logs', 'github-token': token, ...inputs }, env);
  } finally {
    job.remove();
  }
};

/** The payload of `workflow_run`, as far as it is read. */
const ended = (run: FakeRun) => ({
  action: 'completed',
  workflow_run: {
    id: run.id,
    name: run.name,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_sha: run.sha,
    head_branch: run.branch,
    head_repository: { full_name: run.headRepository },
    repository: { full_name: 'acme/app' },
  },
});

const hasNoCanary = (...texts: readonly string[]): void => {
  for (const text of texts) for (const form of formsOf(CANARY)) expect(text.includes(form)).toBe(false);
};

describe('scan: logs, when a workflow run has ended', () => {
  it('finds what it leaked, and says where, in the log, the summary, the outputs and the reports', async () => {
    const run = addRun(repository, LEAKY);
    const result = await start(ended(run), { inputs: { 'report-file': 'leaks.json', 'sarif-file': 'leaks.sarif' } });
    expect([result.status, result.outputs['leaked'], result.outputs['findings-count']]).toEqual([1, 'true', '1']);
    const [report, sarif] = ['leaks.json', 'leaks.sarif'].map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(JSON.parse(report ?? '').findings).toMatchObject([
      { run: run.id, job: 'build', step: 'Run tests', path: `${run.id}/build/2_Run tests.txt`, startLine: 1 },
    ]);
    expect(result.summary).toContain(`(https://github.com/acme/app/actions/runs/${run.id})`);
    expect(result.summary).toContain('job `build`, step `Run tests`');
    expect(result.commands.filter(({ name }) => name === 'error')[0]?.message).toContain(`run ${run.id}, job build, step Run tests, line 1`);
    expect(result.stdout).toContain(`Would delete the logs of run ${run.id} (1 plaintext secret)`);
    expect(run.logs).toBeDefined();
    hasNoCanary(result.stdout, result.stderr, result.summary, report ?? '', sarif ?? '');
  });

  it('passes when it leaked nothing, or made no logs', async () => {
    expect((await start(ended(addRun(repository, CLEAN)))).status).toBe(0);
    expect((await start(ended(addRun(repository, CLEAN, { conclusion: 'cancelled', logs: undefined })))).status).toBe(0);
  });

  it('fails when the logs are not there, can not be had or are damaged', async () => {
    expect((await start(ended(addRun(repository, CLEAN, { logs: undefined })))).status).toBe(2);
    expect((await start(ended(addRun(repository, CLEAN)), { token: github.token({ contents: 'read' }) })).status).toBe(3);
    expect((await start(ended(addRun(repository, CLEAN)), { token: '' })).status).toBe(3);
    expect((await start({ workflow_run: { id: 'x' } })).status).toBe(2);
    const run = addRun(repository, CLEAN);
    run.logs = (run.logs as Uint8Array).slice(0, 200);
    expect((await start(ended(run))).status).toBe(5);
    github.fault({ at: 'storage', kind: 'unavailable' });
    expect((await start(ended(addRun(repository, CLEAN)))).status).toBe(4);
  });

  it('is no use for a run of another repository', async () => {
    const payload = ended(addRun(repository, CLEAN));
    expect((await start({ workflow_run: { ...payload.workflow_run, repository: { full_name: 'evil/app' } } })).status).toBe(2);
  });

  it('waits for GitHub as it asks, and takes no token to the storage', async () => {
    const run = addRun(repository, LEAKY);
    github.fault({ kind: 'answer', times: 1, answer: limits.secondary(1) });
    github.fault({ at: 'storage', kind: 'deny', times: 1 });
    expect((await start(ended(run))).status).toBe(1);
    expect(github.storageRequests.map(({ headers }) => headers['authorization'])).toEqual([undefined, undefined]);
  });

  it('obeys nothing that a run says', async () => {
    const name = '::error::](http://evil.example)<img src=x>`##[add-mask]x`@everyone';
    const run = addRun(repository, [{ name, steps: [{ name, lines: [`##[add-mask]x`, `::stop-commands::y`, `DB_PASSWORD=${CANARY} # watertight:allow`] }] }], {
      name,
      branch: name,
      event: 'pull_request',
      pulls: [7],
    });
    addPull(repository, { number: 7, head: { sha: run.sha, ref: name, repository: 'acme/app' } });
    const result = await start(ended(run));
    expect(result.status).toBe(1);
    expect(new Set(result.commands.map((command) => command.name))).toEqual(new Set(['error']));
    const [body = ''] = repository.comments.map((comment) => comment.body);
    for (const text of [result.summary, body]) expect(text).not.toMatch(/<img|\]\(http:\/\/evil|@everyone\b(?<!@\u200beveryone)/);
    hasNoCanary(result.stdout, result.summary, body);
  });
});

describe('scan: logs, of names that hold values', () => {
  it('shows none of them, be they found or not', async () => {
    const tokens = [1, 2, 3].map((seed) => sample('sk_live_{{alnum:24}}', 900 + seed));
    const [name = '', jobName = '', stepName = ''] = [tokens[0], `${tokens[1]} ${CANARY}`, tokens[2]].map((text) => `deploy ${text}`);
    const lines = [`DB_PASSWORD=${CANARY}`];
    addPull(repository, { number: 7, head: { sha: HEAD, ref: `topic-${CANARY}`, repository: 'acme/app' } });
    const run = addRun(repository, [{ name: jobName, steps: [{ name: stepName, lines }] }], {
      name,
      branch: `topic-${CANARY}`,
      event: 'pull_request',
      sha: HEAD,
      pulls: [7],
    });
    const inputs = { 'report-file': 'leaks.json', 'sarif-file': 'leaks.sarif' };
    const result = await start(ended(run), { inputs });
    expect([result.status, result.outputs['findings-count']]).toEqual([1, '1']);
    const files = Object.values(inputs).map((file) => readFileSync(join(folder, file), 'utf8'));
    const texts = [result.stdout, result.stderr, result.summary, ...files, ...repository.comments.map(({ body }) => body)];
    expect(repository.comments).toHaveLength(1);
    const plain = texts.map((text) => text.replace(/&#(\d+);\u200b?/g, (_, code) => String.fromCharCode(Number(code))));
    hasNoCanary(...plain);
    for (const [i, token] of tokens.entries())
      expect([i, plain.map((text) => formsOf(token).some((form) => text.includes(form)))]).toEqual([i, plain.map(() => false)]);
  });
});

describe('scan: logs, for a pull request', () => {
  const ofPull = (logged: readonly LoggedJob[], more: Partial<FakeRun> = {}): FakeRun =>
    addRun(repository, logged, { event: 'pull_request', sha: HEAD, branch: 'change', ...more });

  it('comments beside the comment about files, updates it, and resolves it', async () => {
    addPull(repository, { number: 7 });
    repository.comments.push({ id: 1, issue: 7, login: 'github-actions[bot]', body: '<!-- watertight:report id="default" -->\nof files' });
    const leaky = await start(ended(ofPull(LEAKY)));
    expect(leaky.status).toBe(1);
    expect(repository.comments.map(({ body }) => body.includes('found 1 plaintext secret in the log of a run'))).toEqual([false, true]);
    expect(repository.comments[1]?.body).toContain('job `build`, step `Run tests`, line 1');
    await start(ended(ofPull(CLEAN)));
    expect(repository.comments.map(({ body }) => body.includes('no plaintext secret in its log any more'))).toEqual([false, true]);
    hasNoCanary(...repository.comments.map(({ body }) => body));
  });

  it('finds that of a fork, and says nothing where nothing leaked', async () => {
    addPull(repository, { number: 7, head: { sha: HEAD, ref: 'change', repository: 'stranger/app' } });
    await start(ended(ofPull(CLEAN, { headRepository: 'stranger/app' })));
    expect(repository.comments).toHaveLength(0);
    await start(ended(ofPull(LEAKY, { headRepository: 'stranger/app' })));
    expect(repository.comments).toHaveLength(1);
  });

  it('tells the build alone where the token may not comment', async () => {
    addPull(repository, { number: 7 });
    const token = github.token({ actions: 'read' });
    expect((await start(ended(ofPull(LEAKY)), { token })).status).toBe(1);
    expect((await start(ended(ofPull(CLEAN)), { token })).status).toBe(0);
    expect((await start(ended(ofPull(CLEAN)), { token, inputs: { comment: 'always' } })).status).toBe(3);
  });
});

describe('scan: logs, on a schedule', () => {
  const NOW = Date.now();
  const ago = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString();
  const REF = { GITHUB_WORKFLOW_REF: 'acme/app/.github/workflows/logs.yml@refs/heads/main', GITHUB_RUN_ID: '1' };
  const scheduled = (asked: Asked = {}): Promise<ActionResult> => start({}, { event: 'schedule', env: REF, ...asked });

  it('looks at all runs that ended since it last succeeded', async () => {
    addRun(repository, CLEAN, { workflow: 'logs.yml', createdAt: ago(50) });
    addRun(repository, LEAKY, { workflow: 'logs.yml', conclusion: 'failure', createdAt: ago(10) });
    addRun(repository, LEAKY, { createdAt: ago(60) });
    const late = addRun(repository, LEAKY, { createdAt: ago(60), updatedAt: ago(40) });
    const recent = addRun(repository, LEAKY, { createdAt: ago(5) });
    addRun(repository, CLEAN, { createdAt: ago(4), logs: undefined });
    const result = await scheduled();
    expect(result.outputs['findings-count']).toBe('3');
    for (const { id } of [late, recent]) expect(result.stdout).toContain(`Would delete the logs of run ${id}`);
    expect(result.status).toBe(1);
  });

  it('looks back as far as it is told, a day without a word', async () => {
    addRun(repository, LEAKY, { createdAt: ago(30) });
    const status = async (since?: string): Promise<number | null> => (await scheduled({ inputs: since === undefined ? {} : { since } })).status;
    expect([await status(), await status('20h'), await status('2d'), await status(ago(31)), await status('90d'), await status('soon')]).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
  });

  it('scans the others when the logs of one can not be had, and fails', async () => {
    const broken = addRun(repository, LEAKY, { createdAt: ago(2) });
    addRun(repository, LEAKY, { createdAt: ago(3) });
    github.fault({ kind: 'fail', path: `/repos/acme/app/actions/runs/${broken.id}/logs` });
    const result = await scheduled();
    expect([result.status, result.outputs['findings-count']]).toEqual([1, '1']);
    expect(result.stdout).toContain('1 thing could not be scanned');
    expect((await scheduled({ inputs: { 'fail-on': 'never' } })).status).toBe(5);
  });

  it('takes one run by its number', async () => {
    const run = addRun(repository, LEAKY, { createdAt: ago(900) });
    expect((await scheduled({ inputs: { 'run-id': String(run.id) } })).status).toBe(1);
    expect((await scheduled({ inputs: { 'run-id': '99' } })).status).toBe(2);
    expect((await scheduled({ inputs: { 'run-id': 'x' } })).status).toBe(2);
  });
});

describe('delete-leaked-logs', () => {
  const inputs = { 'delete-leaked-logs': 'true' };

  it('deletes the logs of the runs that leaked, when the report is written', async () => {
    const leaky = addRun(repository, LEAKY, { createdAt: new Date().toISOString() });
    const clean = addRun(repository, CLEAN, { createdAt: new Date().toISOString() });
    const result = await start({}, { event: 'schedule', inputs });
    expect([result.status, leaky.logs === undefined, clean.logs === undefined]).toEqual([1, true, false]);
    expect(result.summary).toContain(`Deleted the logs of run ${leaky.id}`);
  });

  it('keeps them when the report is not safe, or not whole', async () => {
    const run = addRun(repository, LEAKY);
    writeFileSync(join(folder, 'file'), '');
    const unwritable = await start(ended(run), { inputs: { ...inputs, 'report-file': 'file/leaks.json' } });
    expect([unwritable.status, run.logs === undefined]).toEqual([1, false]);
    const unsummarised = await start(ended(run), { inputs, env: { GITHUB_STEP_SUMMARY: '' } });
    expect([unsummarised.status, run.logs === undefined]).toEqual([1, false]);
    const bytes = Uint8Array.from(run.logs as Uint8Array);
    bytes[60] = (bytes[60] ?? 0) ^ 0xff; // within the packed content of the first file
    run.logs = bytes;
    const damaged = await start(ended(run), { inputs });
    expect([damaged.status, run.logs === undefined]).toEqual([1, false]);
    expect(damaged.stdout).toContain('what else leaked would never be known');
  });

  it('fails when the token may not', async () => {
    const run = addRun(repository, LEAKY);
    const result = await start(ended(run), { inputs: { ...inputs, 'fail-on': 'never' }, token: github.token({ actions: 'read', issues: 'write' }) });
    expect([result.status, run.logs === undefined]).toEqual([3, false]);
    expect(result.stdout).toContain('actions: write');
  });
});
