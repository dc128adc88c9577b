import { describe, expect, it } from '@jest/globals';
import { askGit, gitEnvironment, runGit, splitNul, streamGit, withNetwork } from '../../../shared/sources/git.ts';
import { parseRange } from '../../../shared/sources/git-range.ts';
import { env } from './temporary.ts';

describe('git', () => {
  it('gets a clean environment', () => {
    const clean = gitEnvironment(
      {
        PATH: '/bin',
        GIT_DIR: '.git',
        GIT_WORK_TREE: 'x',
        GIT_EXTERNAL_DIFF: 'x',
        GIT_TRACE: '1',
        GIT_SSH_COMMAND: 'ssh',
        GIT_INDEX_FILE: '.git/index',
        EMPTY: undefined,
      },
      '/repo',
    );
    expect(clean).toMatchObject({
      PATH: '/bin',
      GIT_SSH_COMMAND: 'ssh',
      GIT_INDEX_FILE: '/repo/.git/index',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_ALLOW_PROTOCOL: 'none',
    });
    for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_EXTERNAL_DIFF', 'GIT_TRACE', 'EMPTY']) expect(clean).not.toHaveProperty(name);
    expect(withNetwork({ cwd: '/', env: clean }).env).not.toHaveProperty('GIT_ALLOW_PROTOCOL');
  });

  it('answers, fails and is missing', async () => {
    const git = { cwd: '/', env };
    expect(await askGit(git, ['hash-object', '--stdin'], 'x\n')).toMatch(/^[0-9a-f]{40}$/);
    expect(await askGit(git, ['no-such-command'])).toBeUndefined();
    expect((await runGit(git, ['no-such-command'])).message).toContain('no-such-command');
    await expect(runGit({ cwd: '/', env: { PATH: '/nowhere' } }, ['version'])).rejects.toMatchObject({ code: 'git-missing' });
    await expect(streamGit({ cwd: '/', env: { PATH: '/nowhere' } }, ['version']).ended).rejects.toMatchObject({ code: 'git-missing' });
  });

  it('separates by NUL', () => {
    expect(splitNul(Buffer.from('a\0b c\0'))).toEqual(['a', 'b c']);
    expect(splitNul(Buffer.alloc(0))).toEqual([]);
  });
});

describe('ranges', () => {
  it.each([
    ['a..b', { base: 'a', head: 'b', fromMergeBase: false }],
    ['a...b', { base: 'a', head: 'b', fromMergeBase: true }],
    ['a', { base: 'a', head: 'HEAD', fromMergeBase: false }],
    ['a..', { base: 'a', head: 'HEAD', fromMergeBase: false }],
    ['..b', { base: 'HEAD', head: 'b', fromMergeBase: false }],
    ['HEAD~2...origin/feature/x', { base: 'HEAD~2', head: 'origin/feature/x', fromMergeBase: true }],
    ['main@{1 day ago}..v1.2.3', { base: 'main@{1 day ago}', head: 'v1.2.3', fromMergeBase: false }],
  ])('%s', (spec, range) => {
    expect(parseRange(spec)).toEqual(range);
  });

  it.each(['', '..', '...', '....', 'a....b', '-x..y', 'x..-y', 'a b', 'a\nb', 'a..b..c', '\0'])('%j is none', (spec) => {
    expect(() => parseRange(spec)).toThrow('not a range of commits');
  });
});
