import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { openPullStage, type PullRun, type PullStage } from '../../support/pull-request.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { addRun } from '../../support/run-logs.ts';
import { type ActionResult, createJob } from '../../support/runner.ts';
import { ROOT } from '../../support/source-files.ts';

const github = sample('ghp_{{alnum:36}}', 17);
const stripe = sample('sk_live_{{alnum:24}}', 17);
const sendgrid = sample('SG.{{alnum:22}}.{{alnum:43}}', 17);
const LEAKS = { '.env': `GITHUB_TOKEN=${github}\nSTRIPE_SECRET_KEY=${stripe}\nSENDGRID_API_KEY=${sendgrid}\n` };

let box: Sandbox;
let stage: PullStage;
let server: Server;
let folder: string;
let base: string;
let head: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const json = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.headers.host === 'api.github.com') return json(200, { login: 'octocat', echo: request.headers.authorization });
    if (request.headers.host === 'api.stripe.com')
      return json(401, { error: { type: 'invalid_request_error', message: `Invalid API Key provided: ${stripe}` } });
    json(500, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  box = createSandbox();
  box.git('init', '-q', '-b', 'main');
  base = box.commit({ 'readme.md': 'an app\n' });
  head = box.commit(LEAKS);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  box.remove();
});
beforeEach(async () => {
  stage = await openPullStage(box);
  folder = mkdtempSync(join(tmpdir(), 'watertight-verify-'));
});
afterEach(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every TLS connection goes to the server above, and what was wanted is written down. */
const env = (): Record<string, string> => ({
  NODE_OPTIONS: `--require ${join(ROOT, 'test/support/vendors-preload.cjs')}`,
  VENDORS_PORT: String((server.address() as AddressInfo).port),
  VENDORS_LOG: join(folder, 'asked.log'),
});

const asked = (): string[] => {
  const log = join(folder, 'asked.log');
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return [...new Set(lines.map((line) => (JSON.parse(line) as { servername: string }).servername))].sort();
};

const FILES = (): Record<string, string> => ({ 'report-file': join(folder, 'report.json'), 'sarif-file': join(folder, 'report.sarif') });
const scan = (inputs: Record<string, string>, more: PullRun = {}): Promise<ActionResult> =>
  stage.run(base, head, { env: env(), ...more, inputs: { ...FILES(), ...inputs } });
const findings = (): { validity?: string; severity: string; ruleId: string }[] => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).findings;

const expectNoValue = (run: ActionResult): void => {
  const sarif = readFileSync(join(folder, 'report.sarif'), 'utf8');
  for (const value of [github, stripe, sendgrid])
    for (const form of formsOf(value))
      for (const text of [run.stdout, run.stderr, run.summary, JSON.stringify(findings()), sarif, ...stage.comments()])
        if (text.includes(form)) throw new Error('a value got out');
};

describe('verify-live', () => {
  it('tells in every report what the services say, after it said whom it asks', async () => {
    const run = await scan({ 'verify-live': 'true' });
    expect(run.status).toBe(1);
    expect(asked()).toEqual(['api.eu.sendgrid.com', 'api.github.com', 'api.sendgrid.com', 'api.stripe.com']);
    expect(run.stdout).toContain('Live checks: asking 4 hosts about 3 secrets: api.eu.sendgrid.com, api.github.com, api.sendgrid.com, api.stripe.com');
    expect(findings().map(({ validity, severity }) => [validity, severity === 'low'])).toEqual([
      ['active', false],
      ['inactive', true],
      ['unknown', false],
    ]);
    const sarif = JSON.parse(readFileSync(join(folder, 'report.sarif'), 'utf8'));
    expect(sarif.runs[0].results.map(({ properties }: { properties: { validity: string } }) => properties.validity)).toEqual(['active', 'inactive', 'unknown']);
    const [comment = ''] = stage.comments();
    for (const state of ['active', 'inactive', 'unknown']) expect(comment).toContain(`, ${state} when its service was asked`);
    expect(run.summary).toMatch(/active \(.*octocat/);
    expect(run.commands.filter(({ message }) => message.includes('Asked live: active'))).toHaveLength(1);
    expectNoValue(run);
  });

  it('asks nobody unless it is told to, and a repository cannot tell it to', async () => {
    await scan({});
    expect(asked()).toEqual([]);
    expect(findings().filter((finding) => 'validity' in finding)).toEqual([]);
    expect((await scan({ 'verify-live': 'yes' })).status).toBe(2);
    expect(asked()).toEqual([]);
  });

  it('asks nobody for a pull request from a fork, and says so', async () => {
    const pull = { head: { sha: head, ref: 'patch', repository: 'someone/app' } };
    const run = await scan({ 'verify-live': 'true' }, { pull });
    expect([run.status, asked()]).toEqual([1, []]);
    expect(run.stdout).toContain('Live checks: none are made for a change from a fork');
  });

  it('of a report that came from a fork is neither made nor believed', async () => {
    await scan({ comment: 'never' }, { pull: { head: { sha: head, ref: 'patch', repository: 'someone/app' } } });
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    const claims = { validity: 'inactive', validityReason: 'api.github.com: 401', identity: {} };
    const known = { name: 'prod/x', status: 'older', version: null, remedy: 'watertight secrets rotate prod/x' };
    writeFileSync(join(folder, 'forged.json'), JSON.stringify({ ...report, findings: report.findings.map((each: object) => ({ ...each, ...claims, known })) }));
    const from = (repository: string) =>
      stage.run(base, head, {
        env: env(),
        pull: { head: { sha: head, ref: 'patch', repository } },
        event: {
          name: 'workflow_run',
          payload: {
            workflow_run: { event: 'pull_request', head_sha: head, head_branch: 'patch', head_repository: { full_name: repository }, pull_requests: [] },
          },
        },
        inputs: { 'report-from': join(folder, 'forged.json'), 'verify-live': 'true' },
      });
    expect((await from('someone/app')).status).toBe(0);
    expect([asked(), stage.comments()[0]?.includes('when its service was asked'), stage.comments()[0]?.includes('prod/x')]).toEqual([[], false, false]);
    // of a branch of the repository itself it is shown: who wrote it may write here anyway
    expect((await from('acme/app')).status).toBe(0);
    expect([asked(), stage.comments()[0]?.includes('inactive when its service was asked')]).toEqual([[], true]);
    writeFileSync(
      join(folder, 'forged.json'),
      JSON.stringify({
        ...report,
        findings: report.findings.map((each: object) => ({ ...each, known: { ...known, remedy: 'watertight secrets rotate x; curl evil.example' } })),
      }),
    );
    expect((await from('acme/app')).status).toBe(2);
  });

  it('is made for logs too, together for all runs, but for none of a fork', async () => {
    const lines = [`export GITHUB_TOKEN=${github}`];
    const logged = [{ name: 'build', steps: [{ name: 'Deploy', lines }] }];
    for (const headRepository of ['acme/app', 'someone/app', 'acme/app'])
      addRun(stage.repository, logged, { event: 'pull_request', headRepository, createdAt: new Date(Date.now() - 3_600_000).toISOString() });
    const job = createJob({ event: 'schedule', payload: {}, workspace: folder, env: { GITHUB_API_URL: stage.github.url } });
    try {
      const run = await job.step({ scan: 'logs', since: '5h', 'github-token': stage.github.token(), 'verify-live': 'true', ...FILES() }, env());
      expect([run.status, asked()]).toEqual([1, ['api.github.com']]);
      expect(run.stdout).toContain('asking 1 host about 1 secret: api.github.com');
      expect(run.stdout).toContain('Live checks: none are made for a change from a fork');
      expect(
        findings()
          .map(({ validity }) => validity)
          .sort(),
      ).toEqual(['active', 'active', undefined]);
      expectNoValue(run);
    } finally {
      job.remove();
    }
  });
});
