import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { type ActionResult, runAction } from '../../support/runner.ts';

const ZERO = '0'.repeat(40);
const leak = (seed: number): string => sample('STRIPE_SECRET_KEY=sk_live_{{alnum:24}}\n', seed);

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'watertight-clone-'));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

const gitIn = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  }).trim();

describe.each(['sha1', 'sha256'])('what actions/checkout leaves (%s)', (format) => {
  let server: Sandbox;
  beforeEach(() => {
    server = createSandbox();
    server.git('init', '-q', '-b', 'main', `--object-format=${format}`);
    // as GitHub serves it
    server.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    server.git('config', 'uploadpack.allowFilter', 'true');
  });
  afterEach(() => server.remove());

  /** As actions/checkout: the merge commit of the pull request alone, by its id, at a ref of its own. */
  const checkout = (ref: string, id: string, depth = 1, options: readonly string[] = []): string => {
    const made = folder();
    gitIn(made, 'init', '-q', `--object-format=${format}`);
    gitIn(made, 'remote', 'add', 'origin', `file://${server.folder}`);
    gitIn(
      made,
      'fetch',
      '-q',
      '--no-tags',
      '--prune',
      '--no-recurse-submodules',
      ...(depth === 0 ? [] : [`--depth=${depth}`]),
      ...options,
      'origin',
      `+${id}:${ref}`,
    );
    gitIn(made, 'checkout', '-q', '--force', ref);
    return made;
  };

  const scan = (event: string, payload: object, workspace: string, inputs: Record<string, string> = {}): { run: ActionResult; paths: string[] } => {
    const file = join(folder(), 'report.json');
    const run = runAction({ event, payload, workspace, inputs: { 'report-file': file, ...inputs } });
    try {
      const { findings } = JSON.parse(readFileSync(file, 'utf8')) as { findings: { path: string }[] };
      return { run, paths: findings.map(({ path }) => path) };
    } catch {
      return { run, paths: [`no report: ${run.status} ${run.stdout}${run.stderr}`] };
    }
  };

  /** A pull request whose base went on after it was opened, and the merge that GitHub makes of both. */
  const openPull = (): { base: string; head: string; merge: string } => {
    server.commit({ 'old.env': leak(1), 'app.ts': 'export const a = 1;\n' });
    server.git('checkout', '-q', '-b', 'topic');
    server.commit({ 'gone.env': leak(2) });
    server.commit({ 'gone.env': null, 'new.env': leak(3) });
    const head = server.commit({ 'more.ts': 'export const b = 1;\n' });
    server.git('checkout', '-q', 'main');
    const base = server.commit({ 'main.env': leak(4) });
    server.git('checkout', '-q', '--detach', base);
    server.git('merge', '-q', '--no-ff', '-m', `Merge ${head} into ${base}`, head);
    const merge = server.git('rev-parse', 'HEAD');
    server.git('update-ref', 'refs/pull/7/merge', merge);
    server.git('update-ref', 'refs/pull/7/head', head);
    server.git('checkout', '-q', 'main');
    return { base, head, merge };
  };

  const pull = (base: string, head: string) => ({ pull_request: { number: 7, base: { sha: base, ref: 'main' }, head: { sha: head, ref: 'topic' } } });

  it.each([
    ['one commit deep', 1, []],
    ['two commits deep', 2, []],
    ['whole', 0, []],
    ['whole without blobs', 0, ['--filter=blob:none']],
    ['one commit deep without blobs', 1, ['--filter=blob:none']],
  ] as const)('of a merge of a pull request, %s', (_, depth, options) => {
    const { base, head, merge } = openPull();
    const { run, paths } = scan('pull_request', pull(base, head), checkout('refs/remotes/pull/7/merge', merge, depth, options));
    expect([run.status, paths]).toEqual([1, ['gone.env', 'new.env']]);
    // the base as it was when the pull request was opened
    const older = server.git('rev-parse', 'main~1');
    expect(scan('pull_request', pull(older, head), checkout('refs/remotes/pull/7/merge', merge, depth, options)).paths).toEqual(['gone.env', 'new.env']);
  });

  it('of a merge group', () => {
    const { base, head } = openPull();
    server.git('checkout', '-q', '-b', 'gh-readonly-queue/main/pr-7-abc', base);
    server.git('merge', '-q', '--no-ff', '-m', 'merge', head);
    const merged = server.git('rev-parse', 'HEAD');
    const payload = { merge_group: { base_sha: base, head_sha: merged, base_ref: 'refs/heads/main', head_ref: 'refs/heads/gh-readonly-queue/main/pr-7-abc' } };
    const { run, paths } = scan('merge_group', payload, checkout('refs/remotes/origin/gh-readonly-queue/main/pr-7-abc', merged));
    expect([run.status, paths]).toEqual([1, ['gone.env', 'new.env']]);
  });

  it('of a pushed tag: an annotated one, a light one, one of an old release', () => {
    const { head, base } = openPull();
    server.git('tag', '-a', 'v1', '-m', 'first', head);
    server.git('tag', 'v2', head);
    server.git('tag', '-a', 'v0', '-m', 'old', base);
    const pushed = (tag: string, after: string) => ({
      ref: `refs/tags/${tag}`,
      before: ZERO.padEnd(after.length, '0'),
      after,
      created: true,
      repository: { default_branch: 'main' },
    });
    for (const tag of ['v1', 'v2']) {
      const id = server.git('rev-parse', `refs/tags/${tag}`);
      const made = checkout(`refs/tags/${tag}`, server.git('rev-parse', `refs/tags/${tag}`));
      expect([tag, scan('push', pushed(tag, id), made).paths]).toEqual([tag, ['gone.env', 'new.env']]);
    }
    const id = server.git('rev-parse', 'refs/tags/v0');
    expect(scan('push', pushed('v0', id), checkout('refs/tags/v0', id))).toMatchObject({ run: { status: 0 }, paths: [] });
  });

  it('of a branch that was pushed by force: to other commits, back, and from a commit that is gone', () => {
    openPull();
    const before = server.git('rev-parse', 'topic');
    server.git('checkout', '-q', '-B', 'topic', 'main');
    const after = server.commit({ 'forced.env': leak(5) });
    const pushed = (from: string, to: string) => ({ ref: 'refs/heads/topic', before: from, after: to, forced: true, repository: { default_branch: 'main' } });
    const made = () => checkout('refs/remotes/origin/topic', after);
    expect(scan('push', pushed(before, after), made()).paths).toEqual(['forced.env', 'main.env']);
    expect(scan('push', pushed('ab'.repeat(after.length / 2), after), made()).paths).toEqual(['forced.env']);
    const back = server.git('rev-parse', 'main');
    expect(scan('push', pushed(after, back), checkout('refs/remotes/origin/topic', back)).run.status).toBe(0);
  });

  it('of 1,000 commits, one commit deep', () => {
    const root = server.commit({ 'readme.md': 'x\n' });
    const text: string[] = [];
    for (let i = 1; i <= 1000; i++) {
      const content = i % 250 === 7 ? leak(i) : `PORT=${i}\n`;
      text.push(`commit refs/heads/topic\nmark :${i}\ncommitter T <t@example.com> ${1_700_000_000 + i} +0000\ndata 1\nc\n${i === 1 ? `from ${root}\n` : ''}`);
      text.push(i % 250 === 8 ? `D f${i - 1}.env\n` : '', `M 100644 inline f${i}.env\ndata ${content.length}\n${content}\n`);
    }
    execFileSync('git', ['fast-import', '--quiet'], { cwd: server.folder, input: text.join('') });
    const head = server.git('rev-parse', 'topic');
    const { run, paths } = scan('pull_request', pull(root, head), checkout('refs/remotes/origin/topic', head));
    expect([run.status, paths]).toEqual([1, ['f257.env', 'f507.env', 'f7.env', 'f757.env']]);
  });

  it('of one commit, of which the whole history is asked for: all branches and tags', () => {
    openPull();
    server.git('checkout', '-q', '--detach', 'main');
    server.commit({ 'tagged.env': leak(6) });
    server.git('tag', 'v9');
    server.git('checkout', '-q', 'main');
    const { run, paths } = scan('schedule', {}, checkout('refs/remotes/origin/main', server.git('rev-parse', 'main')), { scan: 'history' });
    expect([run.status, paths]).toEqual([1, ['gone.env', 'main.env', 'new.env', 'old.env', 'tagged.env']]);
    expect(run.stdout).toContain('the clone was shallow');
  });

  it('of renames, alone and with more', () => {
    const base = server.commit({ 'old.env': `A=1\nB=2\nC=3\nD=4\n${leak(1)}` });
    server.git('checkout', '-q', '-b', 'topic');
    server.git('mv', 'old.env', 'moved.env');
    server.commit({});
    server.commit({ 'moved.env': `A=1\nB=2\nC=3\nD=4\nE=5\n${leak(1)}X_${leak(2)}` });
    server.git('mv', 'moved.env', 'again.env');
    const head = server.commit({});
    const { run, paths } = scan('pull_request', pull(base, head), checkout('refs/remotes/origin/topic', head));
    expect([run.status, new Set(paths)]).toEqual([1, new Set(['again.env', 'moved.env'])]);
    expect(run.outputs['findings-count']).toBe('2');
  });
});
