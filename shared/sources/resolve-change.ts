import { AppError } from '../model/app-error.ts';
import { askGit, type Git, runGit, withNetwork } from './git.ts';
import { findCommit, findMergeBase } from './git-range.ts';
import { isShallow, touchesBoundary } from './repository.ts';

/** A change as an event names it: what `head` has and `base` has not. */
export interface WantedChange {
  readonly head: string;
  /** Absent for a branch or tag that is new: then it is what the default branch has not. */
  readonly base?: string | undefined;
  readonly defaultBranch?: string | undefined;
  /** The ref that was pushed is the default branch itself: what is new is all of it. */
  readonly isDefaultBranch?: boolean;
}

/** The change with both ends at hand. Without a base it is everything that `head` reaches. */
export interface ResolvedChange {
  readonly head: string;
  readonly base: string | undefined;
  /** What had to be assumed or fetched, for the log. */
  readonly notes: readonly string[];
}

/** Commits fetched more at each step: most changes are small, and each step costs a round trip. */
const DEEPEN_BY = [100, 500, 2500] as const;

const HINT = 'In the workflow: actions/checkout with fetch-depth: 0, and keep its persist-credentials on.';

const fetch = async (git: Git, args: readonly string[]): Promise<boolean> => {
  const { status } = await runGit(withNetwork(git), ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', ...args]);
  return status === 0;
};

/** Makes a commit be here, by its full id, with as little of its history as the server gives. */
const obtain = async (git: Git, id: string): Promise<boolean> => {
  if ((await findCommit(git, id)) !== undefined) return true;
  const depth = (await isShallow(git)) ? ['--depth=1'] : [];
  return (await fetch(git, [...depth, 'origin', id])) && (await findCommit(git, id)) !== undefined;
};

/** Whether the commits between two ends are all here, and where they part. */
const isWhole = async (git: Git, base: string, head: string): Promise<boolean> =>
  (await findMergeBase(git, base, head)) !== undefined && !(await touchesBoundary(git, [head, `^${base}`]));

const deepen = async (git: Git, base: string, head: string): Promise<number | undefined> => {
  let steps = 0;
  for (const more of DEEPEN_BY) {
    if (!(await isShallow(git)) || (await isWhole(git, base, head))) return steps;
    if (!(await fetch(git, [`--deepen=${more}`, 'origin', base, head]))) return undefined;
    steps += 1;
  }
  if (!(await isShallow(git)) || (await isWhole(git, base, head))) return steps;
  return (await fetch(git, ['--unshallow', 'origin', base, head])) ? steps + 1 : undefined;
};

/** The tip of the default branch, fetched when it is not here. */
const findDefault = async (git: Git, branch: string | undefined): Promise<string | undefined> => {
  if (branch === undefined) return undefined;
  const ref = `refs/remotes/origin/${branch}`;
  const tip = await findCommit(git, ref);
  if (tip !== undefined) return tip;
  const depth = (await isShallow(git)) ? ['--depth=1'] : [];
  await fetch(git, [...depth, 'origin', `+refs/heads/${branch}:${ref}`]);
  return (await findCommit(git, ref)) ?? findCommit(git, `refs/heads/${branch}`);
};

const requireWhole = async (git: Git, base: string, head: string, notes: string[]): Promise<ResolvedChange> => {
  const steps = await deepen(git, base, head);
  if (steps === undefined)
    throw new AppError('git-range', `the clone is shallow, and commits between ${base.slice(0, 10)} and ${head.slice(0, 10)} could not be fetched`, HINT);
  if (steps > 0) notes.push('the clone was shallow: fetched the commits that were missing');
  return { head, base, notes };
};

/**
 * Finds both ends of a change and the commits between them, fetching what a shallow clone lacks.
 * @throws AppError `git-range` when something is missing that could not be fetched.
 */
export const resolveChange = async (git: Git, wanted: WantedChange): Promise<ResolvedChange> => {
  const notes: string[] = [];
  const { head } = wanted;
  if (!(await obtain(git, head))) throw new AppError('git-range', `commit ${head.slice(0, 10)} is not in this clone and could not be fetched`, HINT);
  if (wanted.base !== undefined) {
    if (await obtain(git, wanted.base)) return requireWhole(git, wanted.base, head, notes);
    notes.push(`commit ${wanted.base.slice(0, 10)}, where the change starts, is gone (a forced push?): compared with the default branch instead`);
  }
  const tip = wanted.isDefaultBranch === true ? undefined : await findDefault(git, wanted.defaultBranch);
  if (tip !== undefined) return requireWhole(git, tip, head, notes);
  // The branch stands alone: all that it holds is new, so all of it must be here.
  if ((await isShallow(git)) && !(await fetch(git, ['--unshallow', 'origin', head])))
    throw new AppError('git-range', `the clone is shallow, and the history of ${head.slice(0, 10)} could not be fetched`, HINT);
  const count = (await askGit(git, ['rev-list', '--count', head, '--'])) ?? '';
  notes.push(`nothing to compare with: all ${count} commits count as new`);
  return { head, base: undefined, notes };
};
