import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { runAction } from '../../support/runner.ts';
import { type Checkouts, createCheckouts } from '../../support/server.ts';

const ZERO = '0'.repeat(40);
const leak = (seed: number): string => sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', seed);

let server: Sandbox;
let clones: Checkouts;
let base: string;
let head: string;
const pull = (from: string, to: string) => ({ pull_request: { base: { sha: from, ref: 'main' }, head: { sha: to, ref: 'topic' } } });

beforeAll(() => {
  server = createSandbox();
  server.git('init', '-q', '-b', 'main');
  server.commit({ 'old.env': leak(1) });
  base = server.commit({ 'readme.md': 'an app\n' });
  server.commit({ 'readme.md': 'an app, and more\n' });
  server.git('checkout', '-q', '-b', 'topic', base);
  server.commit({ 'new.env': leak(2) });
  head = server.commit({ 'more.txt': 'more\n' });
  server.git('tag', '-a', '-m', 'a tag', 'v1', head);
  clones = createCheckouts(server);
});
afterAll(() => {
  clones.remove();
  server.remove();
});

describe('what a workflow can get wrong', () => {
  it('no repository: a change can not be found, files can be scanned', () => {
    const folder = createSandbox();
    try {
      folder.write({ 'a.env': leak(3) });
      const run = runAction({ event: 'pull_request', payload: pull(base, head), workspace: folder.folder });
      expect([run.status, run.outputs['leaked']]).toEqual([2, undefined]);
      expect(run.commands.map(({ message }) => message).join()).toContain('no git repository');
      expect(run.summary).toContain('could not scan');
      expect(runAction({ event: 'schedule', payload: {}, workspace: folder.folder }).status).toBe(1);
    } finally {
      folder.remove();
    }
  });

  it.each([
    ['that is not there', { GITHUB_WORKSPACE: '/nowhere' }],
    ['that is a file', { GITHUB_WORKSPACE: process.execPath }],
  ])('a workspace %s', (_, env) => {
    expect(runAction({ event: 'schedule', payload: {}, workspace: clones.checkout('topic'), env }).status).toBe(2);
  });

  it('no git: a change can not be found, and it says so', () => {
    const run = runAction({ event: 'pull_request', payload: pull(base, head), workspace: clones.checkout('topic'), env: { PATH: '/nowhere' } });
    expect([run.status, run.commands.length]).toEqual([2, 1]);
    expect(run.commands[0]?.message).toContain('git could not be started');
  });

  it('outputs that can not be written are an error, and hide no finding', () => {
    const env = { GITHUB_OUTPUT: '/nowhere/output' };
    const workspace = clones.checkout('topic');
    expect(runAction({ event: 'pull_request', payload: pull(base, head), workspace, env }).status).toBe(1);
    expect(runAction({ event: 'pull_request', payload: pull(head, head), workspace, env, inputs: { scan: 'diff' } }).status).toBe(2);
  });

  it('no files for outputs and summary: the log tells it', () => {
    const env = { GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '' };
    const run = runAction({ event: 'pull_request', payload: pull(base, head), workspace: clones.checkout('topic'), env });
    expect(run.status).toBe(1);
    expect(new Set(run.commands.map(({ name }) => name))).toEqual(new Set(['error']));
  });

  it('a shallow history', () => {
    const history = { event: 'schedule', payload: {}, inputs: { scan: 'history', 'fail-on': 'never' } };
    const workspace = clones.checkout('main', 1);
    execFileSync('git', ['remote', 'set-url', 'origin', 'file:///nowhere'], { cwd: workspace });
    const run = runAction({ ...history, workspace });
    expect(run.status).toBe(5);
    expect(run.commands.map(({ message }) => message).join()).toContain('fetch-depth: 0');
  });

  it('a repository that lost its objects', () => {
    const workspace = clones.checkout('topic');
    execFileSync('git', ['remote', 'remove', 'origin'], { cwd: workspace });
    rmSync(join(workspace, '.git/objects'), { recursive: true });
    expect([2, 5]).toContain(runAction({ event: 'pull_request', payload: pull(base, head), workspace }).status);
  });
});

describe('a server', () => {
  it('that gives no commit by its id is asked for its branches', () => {
    const workspace = clones.checkout('topic', 1);
    execFileSync('git', ['config', 'protocol.version', '0'], { cwd: workspace });
    const run = runAction({ event: 'pull_request', payload: pull(base, head), workspace });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
  });

  it('that lost the base of a pull request: compared with the branch it goes to', () => {
    const run = runAction({ event: 'pull_request', payload: pull('1234567890'.repeat(4), head), workspace: clones.checkout('topic', 1) });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
    expect(run.stdout).toContain('compared with main');
  });
});

describe('an annotated tag', () => {
  it('is scanned for what the default branch has not', () => {
    const payload = { before: ZERO, after: server.git('rev-parse', 'v1'), ref: 'refs/tags/v1', repository: { default_branch: 'main' } };
    const run = runAction({ event: 'push', payload, workspace: clones.checkout('topic', 1) });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
  });
});
