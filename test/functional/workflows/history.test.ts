import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { sample } from '../../../shared/rules/sample.ts';
import { type ActStage, describeWithAct, exampleWorkflow, openActStage, type WorkflowResult } from '../../support/act.ts';

const LEAK = sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', 1);

describeWithAct('examples/workflows/history.yml, run by act with stand-ins for actions/checkout, cache and upload-artifact', () => {
  let stage: ActStage;

  beforeAll(async () => {
    stage = await openActStage({ 'history.yml': exampleWorkflow('history.yml') });
  });
  afterAll(() => stage.close());

  const run = (name: string, payload: object): Promise<WorkflowResult> =>
    stage.run(
      'history.yml',
      { name, payload, sha: stage.box.git('rev-parse', 'main'), ref: 'refs/heads/main' },
      { env: { WATERTIGHT_TEST_CACHE: join(stage.folder, 'caches') } },
    );
  const report = () => JSON.parse(strFromU8(unzipSync(stage.artifact('watertight')!)['watertight.json']!)) as { findings: readonly object[] };

  it('passes while no commit holds a leak; then fails for one that was removed, of another branch, leaves its report, and remembers what is clean', async () => {
    const first = await run('workflow_dispatch', { inputs: {} });
    expect([first.status, first.text.includes('Cache not found'), report().findings]).toEqual([0, true, []]);
    stage.box.git('checkout', '-q', '-b', 'old');
    stage.box.commit({ 'deploy/.env': LEAK });
    stage.box.commit({ 'deploy/.env': null });
    stage.box.git('checkout', '-q', 'main');
    const result = await run('schedule', { schedule: '17 4 * * 1' });
    expect([result.status, result.outputs['findings-count']]).toEqual([1, '1']);
    expect(result.text).toContain('Cache restored');
    expect(result.steps.slice(-2)).toEqual(['actions/upload-artifact: success', 'actions/cache/save: success']);
    expect(report().findings).toMatchObject([{ path: 'deploy/.env', ruleId: 'stripe-secret-key' }]);
    expect(JSON.stringify(report())).not.toContain(LEAK.slice(LEAK.indexOf('sk_'), -1));
  });
});
