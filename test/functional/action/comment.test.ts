import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { limits } from '../../fakes/github.ts';
import { openPullStage, type PullStage } from '../../support/pull-request.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const leak = (seed: number): string => sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', seed);
const secretOf = (text: string): string => text.slice(text.indexOf('sk_'), -1);

let box: Sandbox;
let stage: PullStage;
const ids: Record<string, string> = {};
const id = (name: string): string => ids[name] ?? '';

beforeAll(() => {
  box = createSandbox();
  box.git('init', '-q', '-b', 'main');
  const commit = (name: string, files: Record<string, string | null>): void => {
    ids[name] = box.commit(files, name);
  };
  commit('main', { 'old/.env': leak(9), 'readme.md': 'an app\n' });
  box.git('checkout', '-q', '-b', 'topic');
  commit('leaky', { 'deploy/.env': `PORT=1\n${leak(1)}` });
  commit('topic', { 'src/more.ts': 'export const more = 1;\n', 'new/.env': leak(9) });
  commit('removed', { 'deploy/.env': 'PORT=1\n', 'new/.env': null });
  box.git('checkout', '-q', '-b', 'rewritten', 'main');
  commit('rewritten', { 'deploy/.env': 'PORT=1\n' });
  box.git('checkout', '-q', '-b', 'first', 'main');
  commit('first', { 'deploy/.env': `PORT=1\n${leak(1)}` });
});
afterAll(() => box.remove());
beforeEach(async () => {
  stage = await openPullStage(box);
});
afterEach(() => stage.close());

const writes = (): string[] => stage.github.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/comments')).map(({ method }) => method);

describe('the comment on a pull request', () => {
  it('tells where, what, since when, whether it is new, and how to settle it', async () => {
    const run = await stage.run(id('main'), id('topic'));
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '2']);
    const [body = '', ...others] = stage.comments();
    expect(others).toEqual([]);
    expect(body).toContain('found 2 plaintext secrets in this pull request');
    expect(body).toContain('1 introduced here, 1 only moved or copied');
    expect(body).toContain(`https://github.com/acme/app/blob/${id('topic')}/deploy/.env?plain=1#L2`);
    expect(body).toContain(`https://github.com/acme/app/commit/${id('leaky')}`);
    expect(body).toContain('`watertight move deploy/.env:2`');
    for (const text of [body, run.stdout, run.stderr, run.summary])
      for (const value of [leak(1), leak(9)]) for (const form of formsOf(secretOf(value))) expect(text).not.toContain(form);
  });

  it('is made once, left as it is when nothing changed, updated, and resolved', async () => {
    await stage.run(id('main'), id('first'));
    await stage.run(id('main'), id('first'));
    expect(writes()).toEqual(['POST']);
    await stage.run(id('main'), id('topic'));
    expect(writes()).toEqual(['POST', 'PATCH']);
    const removed = await stage.run(id('main'), id('removed'));
    expect(removed.status).toBe(1);
    expect(stage.comments()[0]).toContain('no plaintext secret stands in this pull request any more');
    expect(stage.comments()[0]).toContain('still in the history');
    const gone = await stage.run(id('main'), id('rewritten'));
    expect(gone.status).toBe(0);
    expect(stage.comments()).toHaveLength(1);
    expect(stage.comments()[0]).toContain('all leaks of this pull request are gone');
    expect(stage.comments()[0]).toContain('2 fixed since the first report');
    await stage.run(id('main'), id('rewritten'));
    expect(writes()).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH']);
  });

  it('is not made where nothing was found, unless it is always wanted; and never where it is not', async () => {
    await stage.run(id('main'), id('rewritten'));
    await stage.run(id('main'), id('first'), { inputs: { comment: 'never' } });
    await stage.run(id('main'), id('first'), { token: '' });
    expect(stage.comments()).toEqual([]);
    await stage.run(id('main'), id('rewritten'), { inputs: { comment: 'always' } });
    expect(stage.comments()[0]).toContain('found no plaintext secret');
  });

  it('is found behind many others, and no comment of somebody else is touched', async () => {
    await stage.run(id('main'), id('first'));
    const [own] = stage.repository.comments;
    const quoted = { ...own!, id: 1, login: 'mallory' };
    const many = Array.from({ length: 230 }, (_, i) => ({
      ...own!,
      id: 2 + i,
      login: i % 2 === 0 ? 'mallory' : 'github-actions[bot]',
      body: `Just a comment\n${own!.body}`,
    }));
    stage.repository.comments.splice(0, 1, quoted, ...many, own!);
    const before = JSON.stringify([quoted, ...many]);
    await stage.run(id('main'), id('rewritten'));
    expect(stage.repository.comments).toHaveLength(232);
    expect(stage.repository.comments.at(-1)?.body).toContain('are gone');
    expect(JSON.stringify(stage.repository.comments.slice(0, -1))).toBe(before);
  });

  it('is one, also where two runs at a time made two, or the answer to the first was lost', async () => {
    stage.github.fault({ kind: 'lost', method: 'POST', path: '/repos/acme/app/issues', times: 1 });
    await stage.run(id('main'), id('first'));
    expect(stage.comments()).toHaveLength(1);
    const [own] = stage.repository.comments;
    stage.repository.comments.push({ ...own!, id: 99 });
    await stage.run(id('main'), id('rewritten'));
    expect(stage.repository.comments.map((comment) => [comment.id, comment.body.includes('are gone')])).toEqual([[own?.id, true]]);
  });

  it('has one for each workflow that asks for its own', async () => {
    await stage.run(id('main'), id('first'), { inputs: { 'comment-id': 'backend' } });
    await stage.run(id('main'), id('first'), { inputs: { 'comment-id': 'backend-2' } });
    await stage.run(id('main'), id('rewritten'), { inputs: { 'comment-id': 'backend' } });
    expect(stage.comments().map((body) => body.includes('are gone'))).toEqual([true, false]);
    expect((await stage.run(id('main'), id('first'), { inputs: { 'comment-id': 'a --> b' } })).status).toBe(2);
  });
});

describe('a token or a server that does not', () => {
  it('may not write: the build tells the same, and the log why there is no comment', async () => {
    const token = stage.github.token({ contents: 'read' });
    const [leaky, clean] = [await stage.run(id('main'), id('first'), { token }), await stage.run(id('main'), id('rewritten'), { token })];
    expect([leaky.status, clean.status]).toEqual([1, 0]);
    expect(leaky.stdout).toContain('the token may not do this (status 403)');
    expect(leaky.stdout).not.toContain(token);
    expect(leaky.summary).toContain('found 1 plaintext secret');
    expect((await stage.run(id('main'), id('first'), { token, inputs: { comment: 'always' } })).status).toBe(1);
    expect((await stage.run(id('main'), id('rewritten'), { token, inputs: { comment: 'always' } })).status).toBe(3);
  });

  it('is busy: it is asked again when it says so, and no longer than can be waited', async () => {
    stage.github.fault({ kind: 'answer', method: 'POST', path: '/repos/', answer: limits.secondary(1), times: 1 });
    expect((await stage.run(id('main'), id('first'))).status).toBe(1);
    expect(stage.comments()).toHaveLength(1);
    stage.github.fault({ kind: 'answer', answer: limits.secondary(3600, 429) });
    const run = await stage.run(id('main'), id('rewritten'), { inputs: { comment: 'always' } });
    expect([run.status, run.outputs['leaked']]).toEqual([4, 'false']);
  });

  it.each(['malformed', 'drop', 'fail', 'unavailable', 'truncate'] as const)(
    'breaks (%s): the verdict stands, and a fault that passes costs nothing',
    async (kind) => {
      stage.github.fault({ kind, times: 2 });
      const run = await stage.run(id('main'), id('first'));
      expect([run.status, run.outputs['leaked']]).toEqual([1, 'true']);
      expect(stage.comments().length + run.stdout.split('was not written').length - 1).toBe(1);
      expect(`${run.stdout}${run.stderr}`).not.toContain('This is a bug');
    },
  );

  it('is not there: the verdict stands', async () => {
    await stage.github.close();
    const run = await stage.run(id('main'), id('rewritten'), { inputs: { comment: 'always', check: 'never' } });
    expect([run.status, run.outputs['leaked']]).toEqual([4, 'false']);
    stage = await openPullStage(box);
  });
});

describe('suggestions', () => {
  const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/stripe-AbCdEf';
  let before: string;
  let after: string;
  beforeAll(() => {
    box.git('checkout', '-q', '-b', 'suggested', 'main');
    before = box.commit({ 'deploy/.env': `PORT=1\nSTRIPE_SECRET_KEY=${ARN}\n` });
    after = box.commit({ 'deploy/.env': `PORT=1\n${leak(1)}`, 'b.env': leak(2) });
  });
  const patched = { files: [{ filename: 'deploy/.env', status: 'modified', patch: '@@ -1,2 +1,2 @@\n PORT=1\n-x\n+x' }] } as const;

  it('put back the reference that the base has, once, and hold no value', async () => {
    for (let i = 0; i < 2; i++) await stage.run(before, after, { pull: patched });
    expect(stage.repository.reviewComments.map(({ path, line }) => [path, line])).toEqual([['deploy/.env', 2]]);
    const body = stage.repository.reviewComments[0]?.body ?? '';
    expect(body).toContain(`\`\`\`suggestion\nSTRIPE_SECRET_KEY=${ARN}\n\`\`\``);
    for (const form of formsOf(secretOf(leak(1)))) expect(body).not.toContain(form);
  });

  it('are left out where GitHub does not show the line, or the workflow does not want them', async () => {
    expect((await stage.run(before, after)).status).toBe(1);
    await stage.run(before, after, { pull: patched, inputs: { suggest: 'never' } });
    expect([stage.repository.reviewComments.length, stage.comments().length]).toEqual([0, 1]);
  });
});

describe('a check run', () => {
  it('is on the head, has the verdict, and an annotation for each finding however many there are', async () => {
    box.git('checkout', '-q', '-b', 'many', 'main');
    const many = box.commit(Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`many/${i}.env`, leak(100 + i)])));
    await stage.run(id('main'), many);
    const [check, ...others] = stage.repository.checkRuns;
    expect([others.length, check?.name, check?.sha, check?.status, check?.conclusion]).toEqual([0, 'Watertight', many, 'completed', 'failure']);
    expect(check?.annotations).toHaveLength(130);
    const told = JSON.stringify([check?.output, check?.annotations, stage.comments()]);
    for (let i = 0; i < 130; i++) expect(told).not.toContain(secretOf(leak(100 + i)));
    await stage.run(id('main'), id('rewritten'));
    expect(stage.repository.checkRuns[1]?.conclusion).toBe('success');
  });

  it('of a merge group is on its head, and there is no comment', async () => {
    const payload = { merge_group: { base_sha: id('main'), head_sha: id('first') } };
    await stage.run(id('main'), id('first'), { event: { name: 'merge_group', payload } });
    expect([stage.repository.checkRuns[0]?.sha, stage.comments().length]).toEqual([id('first'), 0]);
  });

  it('is left to the status of the job where the token may not make one', async () => {
    const token = stage.github.token({ contents: 'read', pull_requests: 'write' });
    const run = await stage.run(id('main'), id('first'), { token });
    expect([run.status, stage.comments().length, stage.repository.checkRuns.length]).toEqual([1, 1, 0]);
    expect((await stage.run(id('main'), id('rewritten'), { token, inputs: { check: 'always' } })).status).toBe(3);
  });
});
