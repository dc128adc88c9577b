import { AppError } from '../model/app-error.ts';
import { askGit, type Git, runGit, withNetwork } from './git.ts';
import { findCommit, findMergeBase } from './git-range.ts';
import { isShallow, touchesBoundary } from './repository.ts';

/** A change as an event names it: what `head` has and `base` has not. */
export interface WantedChange {
  readonly head: string;
  /** Absent for a branch or tag that is new: then it is what `branch` has not. */
  readonly base?: string | undefined;
  /** What is compared with where there is no base: the default branch, or the one that a pull request goes to. */
  readonly branch?: string | undefined;
  /** The ref that was pushed is the default branch itself: what is new is all of it. */
  readonly isDefaultBranch?: boolean;
  /** How many commits there are between the ends, as the event says: a shallow clone is deepened by so many at once. */
  readonly commits?: number | undefined;
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

/**
 * A server that sends nothing for a minute must not hold the build for hours (one that is still counting sends some bytes every five seconds);
 * and nothing is left running behind us.
 */
const FETCH = ['http.lowSpeedLimit=1', 'http.lowSpeedTime=60', 'gc.auto=0', 'maintenance.auto=false', 'credential.interactive=false'].flatMap((setting) => [
  '-c',
  setting,
]);

const BRANCHES = '+refs/heads/*:refs/remotes/origin/*';

const missing = (what: string): AppError => new AppError('incomplete', what, HINT);

const fetch = async (git: Git, args: readonly string[]): Promise<'done' | 'refused' | 'failed'> => {
  const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'];
  const { status, message } = await runGit(withNetwork(git), [...FETCH, 'fetch', ...options, ...args]);
  if (status === 0) return 'done';
  // "Server does not allow request for unadvertised object": it serves branches and tags alone
  return /unadvertised/i.test(message) ? 'refused' : 'failed';
};

/** All that the branches hold, for servers that give no commit by its id. */
const fetchBranches = async (git: Git, more: readonly string[] = []): Promise<boolean> =>
  (await fetch(git, [...((await isShallow(git)) ? ['--unshallow'] : []), 'origin', BRANCHES, ...more])) === 'done';

/** Makes the whole history be here, of all branches and tags; whether anything had to be fetched. What can't be had is told by who reads the history. */
export const completeHistory = async (git: Git): Promise<boolean> => (await isShallow(git)) && (await fetchBranches(git, ['+refs/tags/*:refs/tags/*']));

/** Makes a commit be here, by its full id or that of a tag, with as little of its history as the server gives. Gives the id of the commit. */
const obtain = async (git: Git, id: string): Promise<string | undefined> => {
  const found = await findCommit(git, id);
  if (found !== undefined) return found;
  const depth = (await isShallow(git)) ? ['--depth=1'] : [];
  if ((await fetch(git, [...depth, 'origin', id])) === 'refused') await fetchBranches(git);
  return findCommit(git, id);
};

/** Whether the commits between two ends are all here, and where they part. */
const isWhole = async (git: Git, base: string, head: string): Promise<boolean> =>
  (await findMergeBase(git, base, head)) !== undefined && !(await touchesBoundary(git, [head, `^${base}`]));

/** Of more commits the number is not believed: it comes from an event, and the server has to count them all. */
const MAX_COMMITS = 10_000;

/**
 * Where an end is missing in a shallow clone: both ends with the commits between them and the one before, in one go. Whether it was all is seen
 * afterwards; when one of the ends is gone, the server gives neither.
 */
const fetchAtOnce = async (git: Git, base: string, head: string, commits: number): Promise<boolean> => {
  if (commits > MAX_COMMITS || !(await isShallow(git))) return false;
  if ((await findCommit(git, head)) !== undefined && (await findCommit(git, base)) !== undefined) return false;
  return (await fetch(git, [`--depth=${commits + 1}`, 'origin', base, head])) === 'done';
};

/** How many times more was fetched; undefined when it is not to be had. */
const deepen = async (git: Git, base: string, head: string): Promise<number | undefined> => {
  for (let steps = 0; ; steps++) {
    if (!(await isShallow(git)) || (await isWhole(git, base, head))) return steps;
    const more = DEEPEN_BY[steps];
    const fetched = await fetch(git, [more === undefined ? '--unshallow' : `--deepen=${more}`, 'origin', base, head]);
    if (fetched === 'failed') return undefined;
    if (fetched === 'refused' && !(await fetchBranches(git, [head])) && !(await fetchBranches(git))) return undefined;
    if (steps > DEEPEN_BY.length) return undefined;
  }
};

/** The tip of the branch to compare with, fetched when it is not here. */
const findBranch = async (git: Git, branch: string | undefined): Promise<string | undefined> => {
  if (branch === undefined) return undefined;
  const ref = `refs/remotes/origin/${branch}`;
  const tip = await findCommit(git, ref);
  if (tip !== undefined) return tip;
  const depth = (await isShallow(git)) ? ['--depth=1'] : [];
  await fetch(git, [...depth, 'origin', `+refs/heads/${branch}:${ref}`]);
  return (await findCommit(git, ref)) ?? findCommit(git, `refs/heads/${branch}`);
};

const requireWhole = async (git: Git, base: string, head: string, notes: string[], fetched = false): Promise<ResolvedChange> => {
  const steps = await deepen(git, base, head);
  if (steps === undefined) throw missing(`the clone is shallow, and commits between ${base.slice(0, 10)} and ${head.slice(0, 10)} could not be fetched`);
  if (steps > 0 || fetched) notes.push('the clone was shallow: fetched the commits that were missing');
  return { head, base, notes };
};

const requireRepository = async (git: Git): Promise<void> => {
  if ((await askGit(git, ['rev-parse', '--git-dir'])) !== undefined) return;
  throw new AppError(
    'usage',
    'the workspace is no git repository, so the change can not be found',
    "Check the repository out before this step (actions/checkout), or use 'scan: tree'.",
  );
};

/**
 * Finds both ends of a change and the commits between them, fetching what a shallow clone lacks.
 * @throws AppError `incomplete` when something is missing that could not be fetched, `usage` where there is no repository.
 */
export const resolveChange = async (git: Git, wanted: WantedChange): Promise<ResolvedChange> => {
  const notes: string[] = [];
  await requireRepository(git);
  const fetched = wanted.base !== undefined && wanted.commits !== undefined && (await fetchAtOnce(git, wanted.base, wanted.head, wanted.commits));
  const head = await obtain(git, wanted.head);
  if (head === undefined) throw missing(`commit ${wanted.head.slice(0, 10)} is not in this clone and could not be fetched`);
  if (wanted.base !== undefined) {
    const base = await obtain(git, wanted.base);
    if (base !== undefined) return requireWhole(git, base, head, notes, fetched);
    notes.push(`commit ${wanted.base.slice(0, 10)}, where the change starts, is gone (a forced push?)`);
  }
  const tip = wanted.isDefaultBranch === true ? undefined : await findBranch(git, wanted.branch);
  if (tip !== undefined) {
    notes.push(`compared with ${wanted.branch}`);
    return requireWhole(git, tip, head, notes);
  }
  // The branch stands alone: all that it holds is new, so all of it must be here.
  if ((await isShallow(git)) && (await fetch(git, ['--unshallow', 'origin', head])) !== 'done' && !(await fetchBranches(git)))
    throw missing(`the clone is shallow, and the history of ${head.slice(0, 10)} could not be fetched`);
  const count = await askGit(git, ['rev-list', '--count', head, '--']);
  notes.push(`nothing to compare with: ${count === '1' ? 'its one commit counts' : `all ${count ?? ''} commits count`} as new`);
  return { head, base: undefined, notes };
};
