import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { type ActStage, describeWithAct, openActStage } from '../../support/act.ts';
import { runCli } from '../../support/cli.ts';
import { documentedWorkflows } from '../../support/documented-workflows.ts';

const LEAK = sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', 1);
const OLD = sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', 2);

describeWithAct('the workflow that watertight init writes, run by act with a stand-in for actions/checkout', () => {
  let stage: ActStage;
  let base: string;
  let leak: string;
  let clean: string;

  beforeAll(async () => {
    stage = await openActStage({});
  });
  afterAll(() => stage.close());

  it('fails a pull request and a push that bring a leak, and passes what is in its baseline', async () => {
    const { box } = stage;
    box.commit({ 'old/.env': OLD });
    expect(runCli(box.folder, ['init', '--yes'])).toMatchObject({ status: 0 });
    base = box.commit({});
    clean = box.commit({ 'readme.md': 'an app\n' });
    box.git('checkout', '-q', '-b', 'topic', base);
    leak = box.commit({ 'deploy/.env': LEAK });
    box.git('checkout', '-q', 'main');
    const leaky = await stage.run('watertight.yml', stage.pull(base, leak));
    expect([leaky.status, leaky.jobs, leaky.outputs['findings-count']]).toEqual([1, { secrets: 'failure' }, '1']);
    expect(leaky.annotations[0]).toMatchObject({ level: 'error', properties: { file: 'deploy/.env', line: '1' } });
    expect((await stage.run('watertight.yml', stage.pull(base, clean))).status).toBe(0);
    const push = { name: 'push', payload: { before: '0'.repeat(40), after: clean, ref: 'refs/heads/main', created: true }, sha: clean, ref: 'refs/heads/main' };
    expect((await stage.run('watertight.yml', push)).status).toBe(0);
  });
});

describeWithAct('workflows of README.md and docs/pull-requests.md, run by act with a stand-in for actions/checkout', () => {
  it.each(['README.md', 'docs/pull-requests.md'])('%s: fails a pull request that brings a leak, and passes one that does not', async (path) => {
    const text = Object.entries(documentedWorkflows()).find(([name, workflow]) => name.startsWith(`${path}:`) && workflow.includes('jobs:'))?.[1] ?? '';
    const stage = await openActStage({ 'secrets.yml': text });
    try {
      const base = stage.box.commit({ 'readme.md': 'an app\n' });
      const leak = stage.box.commit({ 'deploy/.env': LEAK });
      const leaky = await stage.run('secrets.yml', stage.pull(base, leak));
      expect([leaky.status, leaky.outputs['leaked']]).toEqual([1, 'true']);
      expect((await stage.run('secrets.yml', stage.pull(base, base))).status).toBe(0);
    } finally {
      await stage.close();
    }
  });
});
