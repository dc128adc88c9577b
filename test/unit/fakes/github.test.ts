import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeRepository } from '../../fakes/github/world.ts';
import { type FakeGithub, limits, startGithub } from '../../fakes/github.ts';
import { addPull, addRun } from '../../support/run-logs.ts';

/** The fake is held to what GitHub's own client makes of it. */
let github: FakeGithub;
let repository: FakeRepository;

beforeEach(async () => {
  github = await startGithub();
  repository = github.repository('acme/app');
});

afterEach(() => github.close());

const at = { owner: 'acme', repo: 'app' };

const client = (permissions?: Parameters<FakeGithub['token']>[0]) => getOctokit(github.token(permissions), { baseUrl: github.url }).rest;

const statusOf = async (promise: Promise<unknown>): Promise<number> => {
  try {
    await promise;
    return 200;
  } catch (error) {
    return (error as { status: number }).status;
  }
};

describe('comments', () => {
  it('come in pages that link to each other, and every page is found', async () => {
    addPull(repository, { number: 7 });
    for (let i = 0; i < 230; i++) repository.comments.push({ id: i + 1, issue: 7, login: 'someone', body: `comment ${i}` });
    const octokit = getOctokit(github.token(), { baseUrl: github.url });
    const all = await octokit.paginate(octokit.rest.issues.listComments, { ...at, issue_number: 7, per_page: 100 });
    expect(all.map(({ body }) => body)).toEqual(Array.from({ length: 230 }, (_, i) => `comment ${i}`));
    expect(github.requests).toHaveLength(3);
  });

  it('are made, changed and read again', async () => {
    addPull(repository, { number: 7 });
    const { data } = await client().issues.createComment({ ...at, issue_number: 7, body: 'first' });
    await client().issues.updateComment({ ...at, comment_id: data.id, body: 'second' });
    expect((await client().issues.getComment({ ...at, comment_id: data.id })).data).toMatchObject({
      body: 'second',
      user: { login: 'github-actions[bot]', type: 'Bot' },
    });
  });

  it('hold 65,536 characters and no more', async () => {
    addPull(repository, { number: 7 });
    const create = (length: number) => statusOf(client().issues.createComment({ ...at, issue_number: 7, body: 'x'.repeat(length) }));
    expect([await create(65_536), await create(65_537)]).toEqual([200, 422]);
  });

  it('are refused to a token that may only read, and where there is no pull request', async () => {
    addPull(repository, { number: 7 });
    const create = (rest: ReturnType<typeof client>, number: number) => statusOf(rest.issues.createComment({ ...at, issue_number: number, body: 'text' }));
    expect(await create(client({ contents: 'read', issues: 'read', pull_requests: 'read' }), 7)).toBe(403);
    expect(await create(client(), 8)).toBe(404);
    expect(await statusOf(getOctokit('wrong', { baseUrl: github.url }).rest.issues.listComments({ ...at, issue_number: 7 }))).toBe(401);
  });
});

describe('pull requests', () => {
  const patch = '@@ -1,2 +1,3 @@\n one\n+two\n three';

  it('are read, listed by head and found by commit', async () => {
    addPull(repository, { number: 7, draft: true });
    expect((await client().pulls.get({ ...at, pull_number: 7 })).data).toMatchObject({ draft: true, head: { sha: 'b'.repeat(40) } });
    expect((await client().pulls.list({ ...at, head: 'acme:change' })).data.map(({ number }) => number)).toEqual([7]);
    expect((await client().repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: 'b'.repeat(40) })).data).toHaveLength(1);
  });

  it('show 3,000 files and 250 commits, 30 a page', async () => {
    addPull(repository, {
      number: 7,
      files: Array.from({ length: 3100 }, (_, i) => ({ filename: `f${i}`, status: 'added' as const })),
      commits: Array.from({ length: 300 }, (_, i) => ({ sha: String(i).padStart(40, '0'), message: 'm', author: 'a' })),
    });
    const octokit = getOctokit(github.token(), { baseUrl: github.url });
    expect(await octokit.paginate(octokit.rest.pulls.listFiles, { ...at, pull_number: 7, per_page: 100 })).toHaveLength(3000);
    expect(await octokit.paginate(octokit.rest.pulls.listCommits, { ...at, pull_number: 7 })).toHaveLength(250);
    expect((await octokit.rest.pulls.listFiles({ ...at, pull_number: 7 })).data).toHaveLength(30);
  });

  it('take reviews on lines of their diff only, all comments or none', async () => {
    addPull(repository, { number: 7, files: [{ filename: 'a.env', status: 'modified', patch }] });
    const review = (line: number) =>
      statusOf(
        client().pulls.createReview({
          ...at,
          pull_number: 7,
          event: 'COMMENT',
          comments: [
            { path: 'a.env', line: 2, side: 'RIGHT', body: 'fine' },
            { path: 'a.env', line, side: 'RIGHT', body: 'maybe' },
          ],
        }),
      );
    expect([await review(9), repository.reviewComments.length]).toEqual([422, 0]);
    expect([await review(3), repository.reviewComments.length]).toEqual([200, 2]);
  });
});

describe('checks', () => {
  it('take 50 annotations at a time', async () => {
    const annotations = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ path: 'a', start_line: i + 1, end_line: i + 1, annotation_level: 'failure' as const, message: 'm' }));
    const output = (count: number) => ({ title: 't', summary: 's', annotations: annotations(count) });
    const { data } = await client().checks.create({ ...at, name: 'Watertight', head_sha: 'b'.repeat(40), output: output(50) });
    await client().checks.update({ ...at, check_run_id: data.id, conclusion: 'failure', output: output(10) });
    expect(repository.checkRuns[0]).toMatchObject({ status: 'completed', conclusion: 'failure', annotations: { length: 60 } });
    expect(await statusOf(client().checks.update({ ...at, check_run_id: data.id, output: output(51) }))).toBe(422);
  });
});

describe('logs and artifacts', () => {
  const jobs = [{ name: 'build', steps: [{ name: 'Set up job', lines: ['hello'] }] }];

  it('are redirected to another origin, which gets no token', async () => {
    const run = addRun(repository, jobs);
    const { data } = await client().actions.downloadWorkflowRunLogs({ ...at, run_id: run.id });
    expect(Buffer.from(data as ArrayBuffer).equals(Buffer.from(run.logs as Uint8Array))).toBe(true);
    expect(github.requests[0]?.headers['authorization']).toMatch(/^token /);
    expect(github.storageRequests).toHaveLength(1);
    expect(github.storageRequests[0]?.headers['authorization']).toBeUndefined();
  });

  it('can be fetched for a minute, without a token', async () => {
    const run = addRun(repository, jobs);
    const headers = { authorization: `token ${github.token()}`, 'user-agent': 'test' };
    const location = async () =>
      (await fetch(`${github.url}/repos/acme/app/actions/runs/${run.id}/logs`, { headers, redirect: 'manual' })).headers.get('location') ?? '';
    const early = await location();
    expect((await fetch(early)).status).toBe(200);
    expect((await fetch(early, { headers })).status).toBe(400);
    github.advance(61_000);
    expect((await fetch(early)).status).toBe(403);
    expect((await fetch(await location())).status).toBe(200);
  });

  it('are deleted by who may, and then they are not found', async () => {
    const run = addRun(repository, jobs);
    expect(await statusOf(client({ actions: 'read' }).actions.deleteWorkflowRunLogs({ ...at, run_id: run.id }))).toBe(403);
    expect(run.logs).toBeDefined();
    await client().actions.deleteWorkflowRunLogs({ ...at, run_id: run.id });
    expect(await statusOf(client().actions.downloadWorkflowRunLogs({ ...at, run_id: run.id }))).toBe(404);
  });

  it('are not there for a run that goes on, or that ended long ago', async () => {
    const download = (id: number) => statusOf(client().actions.downloadWorkflowRunLogs({ ...at, run_id: id }));
    expect(await download(addRun(repository, jobs, { status: 'in_progress', conclusion: null }).id)).toBe(404);
    expect(await download(addRun(repository, jobs, { logs: 'expired' }).id)).toBe(410);
  });

  it('are listed by date, and jobs with their steps', async () => {
    addRun(repository, jobs, { createdAt: '2026-11-18T00:00:00Z' });
    const late = addRun(repository, jobs, { createdAt: '2026-11-19T00:00:00Z' });
    const { data } = await client().actions.listWorkflowRunsForRepo({ ...at, created: '>=2026-11-18T12:00:00Z', status: 'completed' });
    expect(data.workflow_runs.map(({ id }) => id)).toEqual([late.id]);
    expect((await client().actions.listJobsForWorkflowRun({ ...at, run_id: late.id })).data.jobs[0]?.steps?.[0]).toMatchObject({
      name: 'Set up job',
      number: 1,
    });
  });

  it('give artifacts by name', async () => {
    const run = addRun(repository, jobs);
    repository.artifacts.push({ id: 1, run: run.id, name: 'report', zip: new Uint8Array([1, 2, 3]) });
    const { data } = await client().actions.listWorkflowRunArtifacts({ ...at, run_id: run.id, name: 'report' });
    const zip = await client().actions.downloadArtifact({ ...at, artifact_id: data.artifacts[0]?.id ?? 0, archive_format: 'zip' });
    expect([...new Uint8Array(zip.data as ArrayBuffer)]).toEqual([1, 2, 3]);
  });
});

describe('limits', () => {
  it('say how long to wait', async () => {
    addPull(repository, { number: 7 });
    github.fault({ kind: 'answer', times: 1, answer: limits.secondary(5) });
    github.fault({ kind: 'answer', times: 1, answer: limits.primary(new Date(Date.UTC(2026, 0, 1))) });
    github.fault({ kind: 'throttle', times: 1, retryAfter: '3' });
    const list = () => fetch(`${github.url}/repos/acme/app/issues/7/comments`, { headers: { 'user-agent': 'test' } });
    const [first, second, third, last] = [await list(), await list(), await list(), await list()];
    expect([first.status, first.headers.get('retry-after')]).toEqual([403, '5']);
    expect([second.status, second.headers.get('x-ratelimit-remaining'), second.headers.get('x-ratelimit-reset')]).toEqual([403, '0', '1767225600']);
    expect([third.status, third.headers.get('retry-after'), last.status]).toEqual([429, '3', 200]);
  });
});
