import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { type ActStage, describeWithAct, exampleWorkflow, openActStage, type WorkflowResult } from '../../support/act.ts';

const LEAK = sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', 1);
const SECRET = LEAK.slice(LEAK.indexOf('sk_'), -1);
const STRANGER = 'someone/app';

describeWithAct('examples/workflows/fork-scan.yml and fork-comment.yml, run by act with stand-ins for checkout, upload-artifact and download-artifact', () => {
  let stage: ActStage;
  let base: string;
  let leak: string;
  let clean: string;

  beforeAll(async () => {
    stage = await openActStage({ 'fork-scan.yml': exampleWorkflow('fork-scan.yml'), 'fork-comment.yml': exampleWorkflow('fork-comment.yml') });
    base = stage.box.commit({ 'readme.md': 'an app\n' });
    clean = stage.box.commit({ 'readme.md': 'an app, changed\n' });
    stage.box.git('checkout', '-q', '-b', 'topic', base);
    stage.box.commit({ 'notes.txt': 'a first commit\n' });
    leak = stage.box.commit({ 'deploy/.env': LEAK });
    stage.box.git('checkout', '-q', 'main');
  });
  afterAll(() => stage.close());

  /** The run in the fork, which may write nothing, and the one that ends it, as the default branch has it. */
  const scanAndComment = async (head: string, run: number): Promise<readonly [WorkflowResult, WorkflowResult]> => {
    const event = stage.pull(base, head, { head: { sha: head, ref: 'patch-1', repository: STRANGER } });
    const scanned = await stage.run('fork-scan.yml', event, { token: stage.github.token({}) });
    const zip = stage.artifact('watertight-report');
    if (zip !== undefined) stage.repository.artifacts.push({ id: run, run, name: 'watertight-report', zip });
    const conclusion = scanned.status === 0 ? 'success' : 'failure';
    const ended = { event: 'pull_request', head_sha: head, head_branch: 'patch-1', head_repository: { full_name: STRANGER }, pull_requests: [] };
    stage.repository.runs.set(run, {
      id: run,
      name: 'Secrets',
      event: 'pull_request',
      sha: head,
      branch: 'patch-1',
      headRepository: STRANGER,
      createdAt: '2026-11-20T08:00:00Z',
      updatedAt: '2026-11-20T08:01:00Z',
      workflow: 'fork-scan.yml',
      attempt: 1,
      status: 'completed',
      conclusion,
      pulls: [],
      jobs: [],
      logs: undefined,
    });
    const payload = { action: 'completed', workflow_run: { id: run, name: 'Secrets', status: 'completed', conclusion, ...ended } };
    const token = stage.github.token({ actions: 'read', pull_requests: 'write' });
    return [scanned, await stage.run('fork-comment.yml', { name: 'workflow_run', payload, sha: base, ref: 'refs/heads/main' }, { token })];
  };

  it('fail the build, write nothing in it, and comment in the run after it; resolve the comment when the leak is gone', async () => {
    const [scanned, commented] = await scanAndComment(leak, 900);
    expect([scanned.status, scanned.jobs, scanned.outputs['findings-count']]).toEqual([1, { scan: 'failure' }, '1']);
    expect(scanned.steps).toEqual(['actions/checkout: success', 'watertight/watertight: failure', 'actions/upload-artifact: success']);
    expect(scanned.annotations[0]).toMatchObject({ level: 'error', properties: { file: 'deploy/.env', line: '1' } });
    expect([commented.status, commented.jobs]).toEqual([0, { comment: 'success' }]);
    const bodies = stage.repository.comments.map(({ body }) => body);
    expect(bodies).toEqual([expect.stringContaining('found 1 plaintext secret in this pull request')]);

    const [passed, resolved] = await scanAndComment(clean, 901);
    expect([passed.status, resolved.status]).toEqual([0, 0]);
    expect(stage.repository.comments.map(({ body }) => body)).toEqual([expect.stringContaining('are gone')]);
    for (const form of formsOf(SECRET))
      for (const text of [scanned.text, scanned.summary, commented.text, commented.summary, ...bodies]) expect(text).not.toContain(form);
  });

  it('leave alone what ended without a report', async () => {
    const workflow_run = { id: 902, event: 'pull_request', conclusion: 'action_required', head_sha: leak, head_branch: 'patch-1' };
    const payload = { action: 'completed', workflow_run };
    const result = await stage.run('fork-comment.yml', { name: 'workflow_run', payload, sha: base, ref: 'refs/heads/main' });
    expect([result.status, result.steps, result.jobs]).toEqual([0, [], {}]);
  });
});
