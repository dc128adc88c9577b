import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGithub, type Github } from '../../../shared/github/client.ts';
import type { GithubFailure } from '../../../shared/github/failure.ts';
import type { Patience } from '../../../shared/github/patience.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { type FakeGithub, limits, startGithub } from '../../fakes/github.ts';
import { codesOf, everythingOf, failureOf } from '../../support/failure-of.ts';
import { addPull } from '../../support/run-logs.ts';

let github: FakeGithub;
let waits: number[];
let patience: Patience;

beforeEach(async () => {
  github = await startGithub();
  addPull(github.repository('acme/app'), { number: 7 });
  waits = [];
  patience = { sleep: async (ms) => void waits.push(ms), now: () => Date.UTC(2026, 0, 1), random: () => 1, maxWaitMs: 300_000 };
});

afterEach(() => github.close());

const client = (token = github.token()): Github => createGithub({ apiUrl: `${github.url}/`, token: new Secret(token) }, patience);

const comments = '/repos/acme/app/issues/7/comments';

const all = async (list: AsyncIterable<unknown>): Promise<unknown[]> => {
  const items: unknown[] = [];
  for await (const item of list) items.push(item);
  return items;
};

describe('createGithub', () => {
  it('reads, makes and changes', async () => {
    const made = (await client().send('POST', comments, { body: 'first' })) as { id: number };
    await client().send('PATCH', `/repos/acme/app/issues/comments/${made.id}`, { body: 'second' });
    expect(await client().get(`/repos/acme/app/issues/comments/${made.id}`)).toMatchObject({ body: 'second' });
    expect(await client().send('DELETE', `/repos/acme/app/issues/comments/${made.id}`)).toBeUndefined();
  });

  it('lists every page, plain and wrapped', async () => {
    const { comments: there, checkRuns } = github.repository('acme/app');
    for (let id = 1; id <= 250; id++) there.push({ id, issue: 7, login: 'a', body: `${id}` });
    for (let id = 1; id <= 70; id++) checkRuns.push({ id, name: 'n', sha: 'abc', status: 'completed', conclusion: 'success', output: {}, annotations: [] });
    expect(await all(client().list(`${comments}?per_page=100`))).toHaveLength(250);
    expect(await all(client().list('/repos/acme/app/commits/abc/check-runs', 'check_runs'))).toHaveLength(70);
  });

  it('waits as long as a limit asks for, and no longer than is bearable', async () => {
    github.fault({ kind: 'answer', times: 1, answer: limits.secondary(5) });
    github.fault({ kind: 'throttle', times: 1, retryAfter: '7' });
    github.fault({ kind: 'answer', times: 1, answer: limits.primary(new Date(Date.UTC(2026, 0, 1, 0, 2))) });
    expect(await all(client().list(comments))).toEqual([]);
    expect(waits).toEqual([5000, 7000, 121_000]);
    github.fault({ kind: 'answer', times: 1, answer: limits.primary(new Date(Date.UTC(2026, 0, 1, 1))) });
    const failure = await failureOf(client().get(comments));
    expect([failure.code, failure.hint, waits.length]).toEqual(['throttled', expect.stringContaining('in 3601 s'), 3]);
    github.fault({ kind: 'answer', answer: limits.secondary(1, 429) });
    expect((await failureOf(client().get(comments))).code).toBe('throttled');
  });

  it('asks again where that does no harm', async () => {
    github.fault({ kind: 'fail', times: 1 });
    github.fault({ kind: 'unavailable', times: 1 });
    github.fault({ kind: 'drop', times: 1 });
    expect(await client().get(comments)).toEqual([]);
    github.fault({ kind: 'lost', method: 'POST', times: 1 });
    expect((await failureOf(client().send('POST', comments, { body: 'once' }))).code).toBe('unreachable');
    expect(github.repository('acme/app').comments).toHaveLength(1);
    github.fault({ kind: 'answer', method: 'POST', times: 1, answer: limits.secondary(2) });
    await client().send('POST', comments, { body: 'twice' });
    expect(github.repository('acme/app').comments).toHaveLength(2);
  });

  it('fails in its own words, with the status, and shows no token and nothing of an answer', async () => {
    const token = github.token({ issues: 'read' });
    const reader = client(token);
    const failures = [
      await failureOf(reader.send('POST', comments, { body: 'text' })),
      await failureOf(reader.get('/repos/acme/other')),
      await failureOf(client('wrong').get(comments)),
      await failureOf(client().send('POST', comments, { body: 'x'.repeat(65_537) })),
    ];
    for (const kind of ['fail', 'malformed', 'unavailable', 'truncate'] as const) {
      github.fault({ kind });
      failures.push(await failureOf(reader.get(comments)));
      github.heal();
    }
    expect(failures.map(({ code }) => code)).toEqual([
      'denied',
      'path-missing',
      'authentication',
      'usage',
      'unreachable',
      'unreachable',
      'unreachable',
      'unreachable',
    ]);
    expect(failures.slice(0, 4).map((failure) => (failure as GithubFailure).status)).toEqual([403, 404, 401, 422]);
    for (const failure of failures) expect(everythingOf(failure)).not.toMatch(new RegExp(`${token}|Resource not accessible`));
  });

  it('sends a token over https or to this machine, to the API alone, and only a token that can be one', async () => {
    expect(() => createGithub({ apiUrl: 'http://github.example', token: undefined })).toThrow('no https://');
    expect(await codesOf([client('two\nlines').get(comments)])).toEqual(['authentication']);
    github.fault({ kind: 'redirect', location: `${github.storageUrl}/elsewhere` });
    expect(await codesOf([client().get(comments), client().send('DELETE', comments)])).toEqual(['unreachable']);
    expect(github.storageRequests).toHaveLength(0);
  });

  it('follows a repository to its new name', async () => {
    github.fault({ kind: 'redirect', path: '/repos/acme/old', location: `${github.url}${comments}` });
    expect(await client().get('/repos/acme/old/issues/7/comments')).toEqual([]);
  });

  it('leads no list to another server', async () => {
    github.fault({ kind: 'answer', answer: { status: 200, body: [], headers: { link: '<https://elsewhere.example/x?page=2>; rel="next"' } } });
    expect(await codesOf([all(client().list(comments))])).toEqual(['unreachable']);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    github.fault({ kind: 'hang' });
    const call = createGithub({ apiUrl: github.url, token: undefined, signal: controller.signal }, patience).get(comments);
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });
});
