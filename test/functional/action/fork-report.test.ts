import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { openPullStage, type PullStage } from '../../support/pull-request.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import type { ActionResult } from '../../support/runner.ts';
import { ROOT } from '../../support/source-files.ts';

const leak = sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', 1);
const secret = leak.slice(leak.indexOf('sk_'), -1);

let box: Sandbox;
let stage: PullStage;
let folder: string;
let base: string;
let head: string;
let report: Record<string, unknown>;

const HEAD = { ref: 'patch-1', repository: 'someone/app' } as const;

beforeAll(async () => {
  box = createSandbox();
  box.git('init', '-q', '-b', 'main');
  base = box.commit({ 'readme.md': 'an app\n' });
  head = box.commit({ 'deploy/.env': leak });
  stage = await openPullStage(box);
  folder = mkdtempSync(join(tmpdir(), 'watertight-report-'));
  const file = join(folder, 'made.json');
  // a pull request from a fork: nothing may be written, and the build fails all the same
  const scanned = await stage.run(base, head, { token: stage.github.token({}), pull: { head: { sha: head, ...HEAD } }, inputs: { 'report-file': file } });
  expect([scanned.status, stage.comments()]).toEqual([1, []]);
  report = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  await stage.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  box.remove();
});
beforeEach(async () => {
  stage = await openPullStage(box);
});
afterEach(() => stage.close());

const comment = (text: string | undefined, run: object = {}, inputs: Record<string, string> = {}): Promise<ActionResult> => {
  const file = join(folder, 'report.json');
  rmSync(file, { force: true });
  if (text !== undefined) writeFileSync(file, text);
  const workflowRun = {
    event: 'pull_request',
    head_sha: head,
    head_branch: HEAD.ref,
    head_repository: { full_name: HEAD.repository },
    pull_requests: [],
    ...run,
  };
  return stage.run(base, head, {
    pull: { head: { sha: head, ...HEAD } },
    event: { name: 'workflow_run', payload: { workflow_run: workflowRun } },
    inputs: { 'report-from': file, ...inputs },
  });
};

describe('a report of a run that may not write', () => {
  it('becomes the comment that the run would have written', async () => {
    const run = await comment(JSON.stringify(report));
    expect([run.status, run.outputs]).toEqual([0, {}]);
    const [body = '', ...others] = stage.comments();
    expect(others).toEqual([]);
    expect(body).toContain('found 1 plaintext secret in this pull request');
    expect(body).toContain('1 introduced here');
    for (const text of [body, JSON.stringify(report), run.stdout]) for (const form of formsOf(secret)) expect(text).not.toContain(form);
    const clean = { ...report, findings: [] };
    expect((await comment(JSON.stringify(clean))).status).toBe(0);
    expect(stage.comments()).toHaveLength(1);
    expect(stage.comments()[0]).toContain('are gone');
  });

  it.each<readonly [string, (made: Record<string, unknown>) => unknown]>([
    ['of another commit', (made) => ({ ...made, change: { base, head: 'c3'.repeat(20) } })],
    ['of no commit', ({ change: _, ...made }) => made],
    ['with a field too many', (made) => ({ ...made, body: '@everyone' })],
    ['that names a pull request', (made) => ({ ...made, pullRequest: 1 })],
    ['with a field too many in a finding', (made) => ({ ...made, findings: [{ ...(made['findings'] as object[])[0], excerpt: secret }] })],
    ['with a value instead of stars', (made) => ({ ...made, findings: [{ ...(made['findings'] as object[])[0], redacted: secret }] })],
    ['with a commit that is none', (made) => ({ ...made, findings: [{ ...(made['findings'] as object[])[0], since: '../../evil' }] })],
    ['with a line that is none', (made) => ({ ...made, findings: [{ ...(made['findings'] as object[])[0], startLine: '1)[x](y' }] })],
    ['with another version', (made) => ({ ...made, schemaVersion: 2 })],
    ['that is a list', (made) => [made]],
  ])('%s is refused, and nothing is written', async (_, change) => {
    const run = await comment(JSON.stringify(change(report)));
    expect(run.status).toBe(2);
    expect(run.stdout).toContain('the report is refused');
    expect(run.stdout).not.toContain(secret);
    expect(stage.comments()).toEqual([]);
  });

  it('that is no JSON, too large, a link or missing is refused', async () => {
    expect((await comment('<html>')).status).toBe(2);
    expect((await comment(' '.repeat(20_000_001))).status).toBe(2);
    expect((await comment(undefined)).status).toBe(2);
    const link = join(folder, 'link.json');
    symlinkSync('/etc/hostname', link);
    expect((await comment('{}', {}, { 'report-from': link })).status).toBe(2);
    expect(stage.comments()).toEqual([]);
  });

  it('speaks only to the pull request whose head was scanned', async () => {
    const file = join(folder, 'report.json');
    expect((await comment(JSON.stringify(report), { pull_requests: [{ number: 7 }], head_branch: 'another' })).stdout).toContain('pull request 7: created');
    stage.repository.comments.length = 0;
    expect((await comment(JSON.stringify(report), { event: 'push' })).stdout).toContain('Nothing to do');
    writeFileSync(file, JSON.stringify(report));
    const moved = await stage.run(base, head, {
      pull: { head: { sha: base, ...HEAD } },
      event: {
        name: 'workflow_run',
        payload: { workflow_run: { event: 'pull_request', head_sha: head, head_branch: HEAD.ref, head_repository: { full_name: HEAD.repository } } },
      },
      inputs: { 'report-from': file },
    });
    expect([moved.status, stage.comments()]).toEqual([0, []]);
    expect(moved.stdout).toContain('no open pull request has commit');
    expect((await stage.run(base, head, { inputs: { 'report-from': file } })).status).toBe(2);
  });
});

describe('workflows for forks', () => {
  it('give no right to write to a job that has the pull request, and check out nothing where there is one', () => {
    const text = (name: string): string => readFileSync(join(ROOT, 'examples/workflows', name), 'utf8');
    expect(text('fork-scan.yml')).not.toMatch(/: write|pull_request_target/);
    expect(text('fork-comment.yml')).not.toMatch(/actions\/checkout|pull_request_target|run: /);
  });
});
