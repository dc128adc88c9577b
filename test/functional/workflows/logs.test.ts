import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FakeRun } from '../../fakes/github/world.ts';
import { type ActStage, describeWithAct, exampleWorkflow, openActStage, type WorkflowEvent } from '../../support/act.ts';
import { addPull, addRun } from '../../support/run-logs.ts';

/** Made at run time, so that no file of ours holds it. */
const VALUE = ['Xk7', 'vQ2m', 'Rt9', 'pLw4', 'Zs6b'].join('');
const job = (line: string) => [{ name: 'build', steps: [{ name: 'Run tests', lines: [line] }] }];
const HEAD = 'b'.repeat(40);

describeWithAct('examples/workflows/logs.yml and logs-nightly.yml, run by act', () => {
  let stage: ActStage;
  let sha: string;

  beforeAll(async () => {
    stage = await openActStage({ 'logs.yml': exampleWorkflow('logs.yml'), 'logs-nightly.yml': exampleWorkflow('logs-nightly.yml') });
    sha = stage.box.git('rev-parse', 'HEAD');
  });
  afterAll(() => stage.close());

  const ended = (run: FakeRun): WorkflowEvent => {
    const repository = { full_name: 'acme/app' };
    const what = { id: run.id, name: run.name, event: run.event, status: run.status, conclusion: run.conclusion, head_sha: run.sha, head_branch: run.branch };
    const payload = { action: 'completed', workflow_run: { ...what, head_repository: repository, repository } };
    return { name: 'workflow_run', payload, sha, ref: 'refs/heads/main' };
  };

  it('find what a run leaked, tell its pull request, and delete the logs; leave clean ones alone', async () => {
    addPull(stage.repository, { number: 7 });
    const token = stage.github.token({ actions: 'write', pull_requests: 'write' });
    const leaky = addRun(stage.repository, job(`export DB_PASSWORD=${VALUE}`), { event: 'pull_request', sha: HEAD, branch: 'change' });
    const found = await stage.run('logs.yml', ended(leaky), { token });
    expect([found.status, found.jobs, found.outputs['findings-count']]).toEqual([1, { scan: 'failure' }, '1']);
    expect(found.annotations[0]?.message).toContain('job build, step Run tests, line 1');
    expect(found.summary).toContain(`Deleted the logs of run ${leaky.id}`);
    expect(leaky.logs).toBeUndefined();
    const [body = ''] = stage.repository.comments.map((comment) => comment.body);
    expect(body).toContain('found 1 plaintext secret in the log of a run');
    for (const text of [found.text, found.summary, body]) expect(text).not.toContain(VALUE);

    const clean = addRun(stage.repository, job('all is well'));
    const passed = await stage.run('logs.yml', ended(clean), { token });
    expect([passed.status, passed.annotations, clean.logs !== undefined]).toEqual([0, [], true]);
  });

  it('look at the runs since the last time, or since what was typed in, with no right but to read', async () => {
    const token = stage.github.token({ actions: 'read' });
    const nightly = (name: string, payload: object) => stage.run('logs-nightly.yml', { name, payload, sha, ref: 'refs/heads/main' }, { token });
    const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
    const old = addRun(stage.repository, job(`export DB_PASSWORD=${VALUE}`), { createdAt: ago(40) });
    expect((await nightly('schedule', { schedule: '17 3 * * *' })).status).toBe(0);
    const asked = await nightly('workflow_dispatch', { inputs: { since: '2d' } });
    expect([asked.status, asked.outputs['findings-count'], old.logs !== undefined]).toEqual([1, '1', true]);
    expect(asked.text).toContain(`Would delete the logs of run ${old.id}`);
    expect((await nightly('workflow_dispatch', { inputs: { since: '' } })).status).toBe(0);
  });
});
