import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../model/app-error.ts';
import { type Git, runGit, splitNul } from './git.ts';

/** What git knows about the files of a folder. All paths are relative to the folder. */
export interface GitFiles {
  readonly tracked: readonly string[];
  readonly untracked: readonly string[];
  /** Other repositories in it: submodules that are checked out, and repositories that were just put there. */
  readonly repositories: readonly { readonly path: string; readonly isSubmodule: boolean }[];
  readonly ignoredFiles: readonly string[];
  /** Folders with nothing but ignored files, unlisted. */
  readonly ignoredFolders: readonly string[];
  /** What git could not read, in its words. */
  readonly warnings: readonly string[];
}

/** The folder with `.git` (a file in worktrees and submodules) above `folder`, or undefined. Costs no process. */
export const findRepository = (folder: string): string | undefined => {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
};

const list = async (git: Git, args: readonly string[], warnings: string[]): Promise<string[]> => {
  const { status, stdout, message } = await runGit(git, ['ls-files', '-z', ...args]);
  if (status !== 0) throw new AppError('incomplete', `git could not list the files: ${message}`, 'Check that the repository is not damaged.');
  if (message !== '') warnings.push(message); // a folder that it may not open, and then leaves out
  return splitNul(stdout);
};

const withSlash = (path: string): boolean => path.endsWith('/');

/** Asks git for the files of the folder `git.cwd`, which lies in a work tree. `trackedOnly`: the index alone. */
export const listGitFiles = async (git: Git, trackedOnly: boolean): Promise<GitFiles> => {
  const warnings: string[] = [];
  const [stage, others, ignored] = await Promise.all([
    list(git, ['--stage'], warnings),
    trackedOnly ? [] : list(git, ['--others', '--exclude-standard'], warnings),
    trackedOnly ? [] : list(git, ['--others', '--ignored', '--exclude-standard', '--directory'], warnings),
  ]);
  const tracked = new Set<string>();
  const submodules: string[] = [];
  for (const entry of stage) {
    // "<mode> <object> <stage>\t<path>"; conflicts have a path three times
    const path = entry.slice(entry.indexOf('\t') + 1);
    if (entry.startsWith('160000')) submodules.push(path);
    else tracked.add(path);
  }
  return {
    tracked: [...tracked],
    untracked: others.filter((path) => !withSlash(path)),
    repositories: [
      ...submodules.filter((path) => existsSync(join(git.cwd, path, '.git'))).map((path) => ({ path, isSubmodule: true })),
      ...others.filter(withSlash).map((path) => ({ path: path.slice(0, -1), isSubmodule: false })),
    ],
    ignoredFiles: ignored.filter((path) => !withSlash(path)),
    ignoredFolders: ignored.filter(withSlash).map((path) => path.slice(0, -1)),
    warnings: [...new Set(warnings)],
  };
};

/** Whether the folder itself is ignored, so that git would list nothing in it. `folder` is relative to the work tree, with `/`. */
export const isIgnoredFolder = async (git: Git, folder: string): Promise<boolean> =>
  (await runGit(git, ['check-ignore', '-q', '--', `./${folder}/`])).status === 0;
