import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { type ActStage, describeWithAct, exampleWorkflow, openActStage, type WorkflowEvent, type WorkflowResult } from '../../support/act.ts';

const LEAK = sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', 1);
const SECRET = LEAK.slice(LEAK.indexOf('sk_'), -1);

describeWithAct('examples/workflows/scan.yml, run by act with a stand-in for actions/checkout', () => {
  let stage: ActStage;
  const id: Record<string, string> = {};

  beforeAll(async () => {
    stage = await openActStage({ 'scan.yml': exampleWorkflow('scan.yml') });
    const { box } = stage;
    id['base'] = box.commit({ 'readme.md': 'an app\n' });
    id['clean'] = box.commit({ 'readme.md': 'an app, changed\n' });
    box.git('checkout', '-q', '-b', 'topic', id['base']);
    id['leak'] = box.commit({ 'deploy/.env': LEAK });
    id['removed'] = box.commit({ 'deploy/.env': null });
    box.git('checkout', '-q', 'main');
  });
  afterAll(() => stage.close());

  const push = (before: string, after: string): WorkflowEvent => {
    stage.box.git('update-ref', 'refs/heads/pushed', after);
    return {
      name: 'push',
      payload: { before, after, ref: 'refs/heads/pushed', forced: false, deleted: false, created: false },
      sha: after,
      ref: 'refs/heads/pushed',
    };
  };
  const mergeGroup = (base: string, head: string): WorkflowEvent => {
    const ref = 'refs/heads/gh-readonly-queue/main/pr-7';
    stage.box.git('update-ref', ref, head);
    return { name: 'merge_group', payload: { merge_group: { base_sha: base, head_sha: head, base_ref: 'refs/heads/main', head_ref: ref } }, sha: head, ref };
  };

  const expectLeak = (result: WorkflowResult, line: Readonly<Record<string, string>>): void => {
    expect([result.status, result.jobs, result.outputs['leaked'], result.outputs['findings-count']]).toEqual([1, { scan: 'failure' }, 'true', '1']);
    expect(result.annotations[0]).toMatchObject({ level: 'error', properties: line });
    expect(result.summary).toContain('found 1 plaintext secret');
    for (const form of formsOf(SECRET)) for (const text of [result.text, result.summary, result.stderr]) expect(text).not.toContain(form);
  };
  const expectClean = (result: WorkflowResult): void => {
    expect([result.status, result.jobs, result.outputs['leaked'], result.annotations]).toEqual([0, { scan: 'success' }, 'false', []]);
    expect(result.steps).toEqual(['actions/checkout: success', 'watertight/watertight: success']);
  };

  it('fails a pull request that brings a leak, and passes one that does not', async () => {
    expectLeak(await stage.run('scan.yml', stage.pull(id['base']!, id['leak']!)), { file: 'deploy/.env', line: '1' });
    expectClean(await stage.run('scan.yml', stage.pull(id['base']!, id['clean']!)));
  });

  it('fails a push and a merge group whose commits added a leak and removed it again, and passes those that did not', async () => {
    expectLeak(await stage.run('scan.yml', push(id['base']!, id['removed']!)), {});
    expectClean(await stage.run('scan.yml', push(id['base']!, id['clean']!)));
    expectLeak(await stage.run('scan.yml', mergeGroup(id['base']!, id['removed']!)), {});
    expectClean(await stage.run('scan.yml', mergeGroup(id['base']!, id['clean']!)));
  });
});
