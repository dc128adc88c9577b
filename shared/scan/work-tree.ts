import { resolve } from 'node:path';
import { AppError } from '../model/app-error.ts';
import { askGit, type Git, gitEnvironment, runGit, splitNul } from '../sources/git.ts';

/** Where git looks for hooks, and who said so. `default`: nobody did; it is the folder in the repository that all its worktrees share. */
export interface HooksFolder {
  /** Absolute. */
  readonly folder: string;
  readonly scope: 'default' | 'worktree' | 'local' | 'global' | 'system';
}

/** The checked-out files around a folder. */
export interface WorkTree {
  /** Absolute, with links resolved, as git says it. */
  readonly root: string;
  readonly hooks: HooksFolder;
  /** The branch that others start from, as far as it is known here. */
  readonly mainBranch: string;
}

/** In the order in which they outrank one another (git-config(1), FILES). */
const SCOPES = ['worktree', 'local', 'global', 'system'] as const;

const findHooks = async (git: Git, root: string): Promise<HooksFolder> => {
  for (const scope of SCOPES) {
    const { status, stdout } = await runGit(git, ['config', `--${scope}`, '--type=path', '--get', 'core.hooksPath']);
    const path = stdout.toString('utf8').replace(/\n$/, '');
    // Without worktree settings of its own, git reads those of the repository when it is asked for these.
    if (status === 0 && path !== '') return { folder: resolve(root, path), scope };
  }
  return { folder: resolve(root, (await askGit(git, ['rev-parse', '--git-common-dir'])) ?? '.git', 'hooks'), scope: 'default' };
};

/** Throws `usage` outside of a work tree, `git-missing` without git. */
export const openWorkTree = async (cwd: string, env: Readonly<Record<string, string | undefined>>): Promise<WorkTree> => {
  const here = { cwd, env: gitEnvironment(env, cwd) };
  const { status, stdout } = await runGit(here, ['rev-parse', '--show-toplevel']);
  const root = stdout.toString('utf8').replace(/\r?\n$/, '');
  if (status !== 0 || root === '') throw new AppError('usage', 'no checked-out git repository here', 'Run it inside of one; `git init` makes one.');
  const git = { ...here, cwd: root };
  const remote = await askGit(git, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']);
  const current = await askGit(git, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
  const known = await askGit(git, ['for-each-ref', '--format=%(refname:short)', 'refs/heads/main', 'refs/heads/master']);
  return {
    root: resolve(root),
    hooks: await findHooks(git, root),
    mainBranch: remote?.replace(/^origin\//, '') || known?.split('\n', 1)[0] || current || 'main',
  };
};

/** Of paths relative to the root those that git ignores and does not track. None where git can't say. */
export const findIgnored = async (root: string, env: Readonly<Record<string, string | undefined>>, paths: readonly string[]): Promise<ReadonlySet<string>> => {
  const { status, stdout } = await runGit(
    { cwd: root, env: gitEnvironment(env, root) },
    ['check-ignore', '-z', '--stdin'],
    paths.map((path) => `${path}\0`).join(''),
  );
  return new Set(status === 0 ? splitNul(stdout) : []);
};
