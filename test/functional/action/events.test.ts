import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { runAction } from '../../support/runner.ts';
import { type Checkouts, createCheckouts } from '../../support/server.ts';

const ZERO = '0'.repeat(40);
const leak = (seed: number): string => sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', seed);
const secretOf = (text: string): string => text.slice(text.indexOf('sk_'), -1);

/** The repository on the server: main with an old leak, and branches beside it. */
let server: Sandbox;
let clones: Checkouts;
const ids: Record<string, string> = {};
const id = (name: string): string => ids[name] ?? '';
const checkout = (ref: string, depth?: number): string => clones.checkout(ref, depth);

const pull = (base: string, head: string) => ({ pull_request: { number: 7, base: { sha: base, ref: 'main' }, head: { sha: head, ref: 'topic' } } });
const push = (before: string, after: string, more: object = {}) => ({
  before,
  after,
  ref: 'refs/heads/topic',
  repository: { default_branch: 'main' },
  ...more,
});

beforeAll(() => {
  server = createSandbox();
  server.git('init', '-q', '-b', 'main');
  server.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const commit = (name: string, files: Record<string, string | null>): void => {
    ids[name] = server.commit(files, name);
  };
  commit('root', { '.env.old': leak(1), 'readme.md': 'an app\n' });
  commit('main', { 'src/app.ts': 'export const port = 8080;\n' });
  server.git('checkout', '-q', '-b', 'topic');
  commit('leaky', { 'deploy/.env': `PORT=1\n${leak(2)}` });
  commit('topic', { 'src/more.ts': 'export const more = 1;\n' });
  server.git('checkout', '-q', '-b', 'clean', 'main');
  commit('clean', { 'src/clean.ts': 'export const clean = true;\n' });
  server.git('checkout', '-q', '-b', 'undone', 'main');
  commit('added', { 'oops.env': leak(3) });
  commit('undone', { 'oops.env': null });
  server.git('checkout', '-q', '-b', 'merged', 'clean');
  server.git('merge', '-q', '--no-ff', '-m', 'merge', 'topic');
  ids['merged'] = server.git('rev-parse', 'HEAD');
  server.git('checkout', '-q', '-b', 'many', 'main');
  commit(
    'many',
    Object.fromEntries([...Array(450).keys()].map((i) => [`many/file-${String(i).padStart(3, '0')}.env`, i % 50 === 49 ? leak(100 + i) : `PORT=${i}\n`])),
  );
  server.git('checkout', '-q', 'main');
  clones = createCheckouts(server);
});

afterAll(() => {
  clones.remove();
  server.remove();
});

describe('a pull request', () => {
  it('fails for what it adds, and says where', () => {
    const run = runAction({ event: 'pull_request', payload: pull(id('main'), id('topic')), workspace: checkout('topic') });
    expect(run.status).toBe(1);
    expect(run.outputs).toMatchObject({ leaked: 'true', 'findings-count': '1' });
    const errors = run.commands.filter(({ name }) => name === 'error');
    expect(errors[0]?.properties).toMatchObject({ file: 'deploy/.env', line: '2', endLine: '2', col: '19' });
    expect(run.summary).toContain('deploy/.env');
    expect(run.summary).toContain('found 1 plaintext secret');
    expect(run.exported).toBe('');
    for (const text of [run.stdout, run.stderr, run.summary]) expect(text).not.toContain(secretOf(leak(2)));
  });

  it('passes when it adds nothing, whatever the base holds', () => {
    const run = runAction({ event: 'pull_request', payload: pull(id('main'), id('clean')), workspace: checkout('clean') });
    expect([run.status, run.outputs['leaked'], run.outputs['findings-count']]).toEqual([0, 'false', '0']);
    expect(run.commands).toEqual([]);
    expect(run.summary).toContain('no plaintext secret');
  });

  it('fails for what it adds and removes again: history keeps it', () => {
    const run = runAction({ event: 'pull_request', payload: pull(id('main'), id('undone')), workspace: checkout('undone') });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
    expect(run.stdout).toContain(id('added').slice(0, 10));
  });

  it('deepens a shallow clone', () => {
    const run = runAction({ event: 'pull_request', payload: pull(id('main'), id('topic')), workspace: checkout('topic', 1) });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
    expect(run.stdout).toContain('shallow');
  });

  it('says what is missing when a shallow clone can not be deepened', () => {
    const workspace = checkout('topic', 1);
    execFileSync('git', ['remote', 'set-url', 'origin', 'file:///nowhere'], { cwd: workspace });
    const run = runAction({ event: 'pull_request', payload: pull(id('main'), id('topic')), workspace });
    expect(run.status).toBe(5);
    expect(run.commands.map(({ message }) => message).join()).toContain('fetch-depth: 0');
    expect(run.outputs['leaked']).toBeUndefined();
  });

  it('sees more than 300 changed files', () => {
    const run = runAction({ event: 'pull_request', payload: pull(id('main'), id('many')), workspace: checkout('many') });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '9']);
  });
});

describe('a merge group', () => {
  it('is scanned for what it changes', () => {
    const run = runAction({ event: 'merge_group', payload: { merge_group: { base_sha: id('clean'), head_sha: id('merged') } }, workspace: checkout('merged') });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
  });
});

describe('a push', () => {
  const pushed = (before: string, after: string, ref: string, more: object = {}, depth?: number, inputs: Record<string, string> = {}) =>
    runAction({ event: 'push', payload: push(before, after, more), workspace: checkout(ref, depth), inputs });

  it('is scanned for its range', () => {
    const run = pushed(id('main'), id('topic'), 'topic');
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
    expect(pushed(id('leaky'), id('topic'), 'topic').status).toBe(0);
  });

  it('of a new branch is scanned for what the default branch has not', () => {
    const run = pushed(ZERO, id('topic'), 'topic');
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
    expect(pushed(ZERO, id('clean'), 'clean').status).toBe(0);
  });

  it('of a new branch or tag at a commit of the default branch brings nothing', () => {
    const run = pushed(ZERO, id('main'), 'main');
    expect([run.status, run.outputs['leaked'], run.outputs['findings-count']]).toEqual([0, 'false', '0']);
    expect(run.stdout).toContain('brings no commit');
  });

  it('of a new branch in a shallow clone too', () => {
    const run = pushed(ZERO, id('topic'), 'topic', {}, 1);
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
  });

  it('that is the first of the default branch is scanned whole, with the root commit', () => {
    const run = pushed(ZERO, id('main'), 'main', { ref: 'refs/heads/main' });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
    expect(run.stdout).toContain('.env.old');
  });

  it('that was forced, its base gone, is compared with the default branch', () => {
    const run = pushed('1234567890'.repeat(4), id('topic'), 'topic', { forced: true });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
    expect(run.stdout).toContain('forced push');
  });

  it('that was forced, its base still there, is scanned for what is new', () => {
    const run = pushed(id('clean'), id('topic'), 'topic', { forced: true });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
  });

  it('of a merge commit is scanned for what both parents bring', () => {
    const run = pushed(id('clean'), id('merged'), 'merged');
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
  });

  it('with base and head alike is scanned as a tree, or not at all where a change is asked for', () => {
    const run = pushed(id('clean'), id('clean'), 'clean');
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '1']);
    expect(run.stdout).toContain('same commit');
    expect(pushed(id('clean'), id('clean'), 'clean', {}, undefined, { scan: 'diff' }).status).toBe(0);
  });

  it('that deletes a branch leaves nothing to scan', () => {
    const run = pushed(id('topic'), ZERO, 'main', { deleted: true });
    expect([run.status, run.outputs['leaked']]).toEqual([0, 'false']);
  });
});

describe('an event without a change', () => {
  it.each(['schedule', 'workflow_dispatch'])('%s: the tree', (event) => {
    const run = runAction({ event, payload: {}, workspace: checkout('topic') });
    expect([run.status, run.outputs['findings-count']]).toEqual([1, '2']);
  });

  it('without a payload fails', () => {
    const run = runAction({ event: 'push', payload: undefined, workspace: checkout('topic'), env: { GITHUB_EVENT_PATH: '/nowhere.json' } });
    expect(run.status).toBe(2);
  });
});
