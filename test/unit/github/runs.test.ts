import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGithub, type Github } from '../../../shared/github/client.ts';
import type { Patience } from '../../../shared/github/patience.ts';
import { deleteLogs, downloadLogs, fetchRun, listJobs, listRuns, readRun } from '../../../shared/github/runs.ts';
import { Secret } from '../../../shared/model/secret.ts';
import type { FakeRun } from '../../fakes/github/world.ts';
import { type FakeGithub, startGithub } from '../../fakes/github.ts';
import { codesOf, failureOf } from '../../support/failure-of.ts';
import { addRun } from '../../support/run-logs.ts';

let github: FakeGithub;
let run: FakeRun;

const JOBS = [{ name: 'build', steps: [{ name: 'Set up job', lines: ['hello'] }] }];
const PATIENCE: Patience = { sleep: async () => {}, now: Date.now, random: () => 0, maxWaitMs: 1000 };

beforeEach(async () => {
  github = await startGithub();
  run = addRun(github.repository('acme/app'), JOBS, { pulls: [7] });
});

afterEach(() => github.close());

const client = (permissions?: Parameters<FakeGithub['token']>[0]): Github =>
  createGithub({ apiUrl: github.url, token: new Secret(github.token(permissions)) }, PATIENCE);

const at = () => ({ repository: 'acme/app', id: run.id });

describe('runs', () => {
  it('are read, with their pull requests, jobs and steps', async () => {
    expect(await fetchRun(client(), 'acme/app', run.id)).toMatchObject({ id: run.id, repository: 'acme/app', isCompleted: true, pulls: [7], attempt: 1 });
    expect(await listJobs(client(), at())).toMatchObject([{ name: 'build', steps: [{ number: 1, name: 'Set up job', startedMs: Date.UTC(2026, 10, 20, 8) }] }]);
  });

  it('are listed from a time on, within a bound that is told', async () => {
    const repository = github.repository('acme/app');
    for (let day = 10; day < 20; day++) addRun(repository, JOBS, { createdAt: `2026-11-${day}T00:00:00Z` });
    const { runs, isAll } = await listRuns(client(), 'acme/app', Date.UTC(2026, 10, 15), 3);
    expect([runs.map(({ createdAt }) => createdAt.slice(8, 10)), isAll]).toEqual([['20', '19', '18'], false]);
    expect(await listRuns(client(), 'acme/app', Date.UTC(2026, 10, 19), 3)).toMatchObject({ runs: { length: 2 }, isAll: true });
  });

  it('are no runs when they lack what a run has, or name a repository that is a path', () => {
    for (const value of [null, [], 'run', {}, { id: -1 }, { id: '5' }, { id: 5 }, { id: 5, repository: { full_name: '../../etc' } }])
      expect(readRun(value)).toBeUndefined();
    expect(readRun({ id: 5 }, 'acme/app')).toMatchObject({ id: 5, pulls: [], isCompleted: false });
  });
});

describe('downloadLogs', () => {
  const options = { maxBytes: 1e6 };

  it('takes the zip file from another host, which gets no token', async () => {
    expect(Buffer.compare(await downloadLogs(client(), at(), options), run.logs as Uint8Array)).toBe(0);
    expect(github.storageRequests.map(({ headers }) => [headers['authorization'], headers['cookie']])).toEqual([[undefined, undefined]]);
  });

  it('asks for a new address when one does not work any more, or breaks off', async () => {
    github.fault({ at: 'storage', kind: 'deny', times: 1 });
    github.fault({ at: 'storage', kind: 'truncate', times: 1 });
    github.fault({ at: 'storage', kind: 'drop', times: 1 });
    expect(Buffer.compare(await downloadLogs(client(), at(), options), run.logs as Uint8Array)).toBe(0);
    expect(github.requests).toHaveLength(4);
    github.fault({ at: 'storage', kind: 'unavailable' });
    expect((await failureOf(downloadLogs(client(), at(), options))).code).toBe('unreachable');
  });

  it('takes no more than is allowed', async () => {
    expect((await failureOf(downloadLogs(client(), at(), { maxBytes: 10 }))).code).toBe('incomplete');
  });

  it('goes to no address that is not encrypted', async () => {
    github.fault({ kind: 'answer', answer: { status: 302, headers: { location: 'http://storage.example/logs' } } });
    expect(await codesOf([downloadLogs(client(), at(), options)])).toEqual(['unreachable']);
  });

  it('says what is wrong: denied, gone, too old', async () => {
    const code = async (id: number, permissions?: Parameters<FakeGithub['token']>[0]) =>
      (await failureOf(downloadLogs(client(permissions), { repository: 'acme/app', id }, options))).code;
    expect([await code(run.id, {}), await code(1)]).toEqual(['denied', 'path-missing']);
    run.logs = 'expired';
    expect((await failureOf(downloadLogs(client(), at(), options))).message).toContain('not have this any more');
  });
});

describe('deleteLogs', () => {
  it('deletes them, and is content when they are gone', async () => {
    github.fault({ kind: 'lost', method: 'DELETE', times: 1 });
    await deleteLogs(client(), at());
    expect(run.logs).toBeUndefined();
    expect(github.requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  });

  it('says when it may not', async () => {
    expect(await codesOf([deleteLogs(client({ actions: 'read' }), at())])).toEqual(['denied']);
    expect(run.logs).toBeDefined();
  });
});
