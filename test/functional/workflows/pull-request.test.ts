import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { type ActStage, describeWithAct, exampleWorkflow, openActStage } from '../../support/act.ts';

const LEAK = sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', 1);
const SECRET = LEAK.slice(LEAK.indexOf('sk_'), -1);
const COMMENTED = 'Watertight found 1 plaintext secret in this pull request';

let stage: ActStage;
let base: string;
let leak: string;
let fixed: string;
let clean: string;

const open = async (name: string): Promise<void> => {
  stage = await openActStage({ [name]: exampleWorkflow(name) });
  base = stage.box.commit({ 'readme.md': 'an app\n' });
  clean = stage.box.commit({ 'readme.md': 'an app, changed\n' });
  stage.box.git('checkout', '-q', '-b', 'topic', base);
  for (let i = 0; i < 5; i++) stage.box.commit({ 'notes.txt': `${i}\n` }); // more than the one commit that is checked out
  leak = stage.box.commit({ 'deploy/.env': LEAK });
  fixed = stage.box.commit({ 'deploy/.env': null, 'notes.txt': 'done\n' });
  stage.box.git('checkout', '-q', 'main');
};
const comments = (): string[] => stage.repository.comments.map(({ body }) => body);
const expectNoValue = (...texts: readonly string[]): void => {
  for (const form of formsOf(SECRET)) for (const text of texts) expect(text).not.toContain(form);
};

describeWithAct('examples/workflows/pull-request.yml, run by act with a stand-in for actions/checkout', () => {
  beforeAll(() => open('pull-request.yml'));
  afterAll(() => stage.close());

  it('fails, writes one comment and a check; fails as long as the history holds it; then says that it is gone', async () => {
    const leaky = await stage.run('pull-request.yml', stage.pull(base, leak));
    expect([leaky.status, leaky.jobs, leaky.outputs['leaked']]).toEqual([1, { scan: 'failure' }, 'true']);
    expect(leaky.annotations[0]).toMatchObject({ level: 'error', properties: { file: 'deploy/.env', line: '1' } });
    expect(comments()).toEqual([expect.stringContaining(COMMENTED)]);
    expect(stage.repository.checkRuns.map(({ name, sha, conclusion }) => [name, sha, conclusion])).toEqual([['Watertight', leak, 'failure']]);

    const inHistory = await stage.run('pull-request.yml', stage.pull(base, fixed));
    expect([inHistory.status, comments()]).toEqual([1, [expect.stringContaining('history')]]);

    const settled = await stage.run('pull-request.yml', stage.pull(base, clean));
    expect([settled.status, settled.annotations, comments()]).toEqual([0, [], [expect.stringContaining('are gone')]]);
    expect(stage.repository.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure', 'success']);
    expectNoValue(leaky.text, leaky.summary, inHistory.text, inHistory.summary, ...comments(), JSON.stringify(stage.repository.checkRuns));
  });

  it('makes the check for a merge group as well', async () => {
    const ref = 'refs/heads/gh-readonly-queue/main/pr-7';
    stage.box.git('update-ref', ref, leak);
    const merge_group = { base_sha: base, head_sha: leak, base_ref: 'refs/heads/main', head_ref: ref };
    const result = await stage.run('pull-request.yml', { name: 'merge_group', payload: { merge_group }, sha: leak, ref });
    expect([result.status, result.outputs['findings-count']]).toEqual([1, '1']);
    expect(stage.repository.checkRuns.at(-1)).toMatchObject({ sha: leak, conclusion: 'failure' });
  });
});

describeWithAct('examples/workflows/code-scanning.yml, run by act with stand-ins for actions/checkout and github/codeql-action/upload-sarif', () => {
  beforeAll(() => open('code-scanning.yml'));
  afterAll(() => stage.close());

  it('sends the report of a scan that failed, and of one that passed', async () => {
    const leaky = await stage.run('code-scanning.yml', stage.pull(base, leak));
    expect([leaky.status, leaky.outputs['results-sent']]).toEqual([1, '1']);
    expect(leaky.steps.at(-1)).toBe('github/codeql-action/upload-sarif: success');
    const ref = 'refs/heads/main';
    const passed = await stage.run('code-scanning.yml', { name: 'push', payload: { before: base, after: clean, ref }, sha: clean, ref });
    expect([passed.status, passed.outputs['results-sent']]).toEqual([0, '0']);
  });

  it('sends none from a fork, whose token may not, and fails all the same', async () => {
    const fork = { head: { sha: leak, ref: 'patch-1', repository: 'someone/app' } };
    const result = await stage.run('code-scanning.yml', stage.pull(base, leak, fork), { token: stage.github.token({}) });
    expect([result.status, result.outputs['results-sent']]).toEqual([1, undefined]);
    expect(result.steps).toEqual(['actions/checkout: success', 'watertight/watertight: failure']);
  });
});
