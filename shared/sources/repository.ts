import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { AppError } from '../model/app-error.ts';
import type { Problem } from '../model/problem.ts';
import { askGit, type Git, runGit } from './git.ts';
import { toReported } from './path-names.ts';
import type { OnProblem } from './problems.ts';
import type { ReadLimits } from './source-item.ts';

export interface RepositoryOptions {
  /** The current folder; paths are reported relative to it. */
  readonly cwd: string;
  /** See `gitEnvironment`. */
  readonly env: Git['env'];
  /** A folder of the repository, relative to `cwd`; default: `cwd` itself. */
  readonly folder?: string;
  /** Called with each path as reported; true leaves it out. */
  readonly exclude?: (path: string) => boolean;
  readonly limits?: ReadLimits;
  readonly onProblem?: OnProblem;
}

/** A repository to read commits from. */
export interface Repository {
  readonly git: Git;
  /** A path relative to the root of the repository, as it is reported. */
  readonly report: (path: string) => string;
}

/** Throws `usage` when the folder is in no repository, `git-missing` without git. */
export const openRepository = async ({ cwd, env, folder = '.' }: RepositoryOptions): Promise<Repository> => {
  const git: Git = { cwd: resolve(cwd, folder), env };
  const { status, stdout, message } = await runGit(git, ['rev-parse', '--is-bare-repository', '--show-cdup']);
  if (status !== 0) throw new AppError('usage', `no git repository here: ${message}`, 'Run it inside of a repository, or scan files instead.');
  const [isBare, up = ''] = stdout.toString('utf8').split('\n');
  // The way up is taken from git, not a full path: that would be without links, and differ from the current folder.
  const root = isBare === 'true' ? cwd : join(git.cwd, up);
  return { git, report: (path) => toReported(relative(cwd, join(root, path)), sep) };
};

export const isShallow = async (git: Git): Promise<boolean> => (await askGit(git, ['rev-parse', '--is-shallow-repository'])) === 'true';

/** Whether a commit's parents would be needed and were not fetched. */
export const touchesBoundary = async (git: Git, revisions: readonly string[]): Promise<boolean> => {
  if (!(await isShallow(git))) return false;
  const path = (await askGit(git, ['rev-parse', '--git-path', 'shallow'])) ?? '';
  const boundary = new Set(readFileSync(resolve(git.cwd, path), 'latin1').split('\n'));
  const commits = (await askGit(git, ['rev-list', ...revisions, '--'])) ?? '';
  return commits.split('\n').some((id) => id !== '' && boundary.has(id));
};

export const shallowProblem = (what: string): Problem => ({
  code: 'git-shallow',
  path: '',
  message: `${what}: the clone is shallow, so commits are missing; fetch the full history (actions/checkout: fetch-depth: 0)`,
  incomplete: true,
});
