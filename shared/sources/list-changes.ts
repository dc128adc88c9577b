import { pipeline } from 'node:stream';
import { AppError } from '../model/app-error.ts';
import { type Git, type GitStream, streamGit } from './git.ts';
import { readBlobs } from './git-blobs.ts';
import { emptyTree, findCommit, findMergeBase, getCommit, parseRange } from './git-range.ts';
import { type Change, COMMIT_FORMAT, createDiffParser } from './parse-diff.ts';
import { isShallow, openRepository, type Repository, type RepositoryOptions, shallowProblem, touchesBoundary } from './repository.ts';
import { DEFAULT_READ_LIMITS, type SourceItem } from './source-item.ts';

/** Plumbing, because it does not read the `diff.*` and `log.*` settings of whoever owns the repository. */
const RAW = ['-r', '-z', '--raw', '--no-abbrev', '--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=none'];
/** Renames are followed, so that a pure one adds nothing; copies are not, because a copy puts its secrets in one more place. */
const PATCH = [...RAW, '-p', '-U0', '--full-index', '--find-renames', '-l2000', '--diff-algorithm=default', '--src-prefix=a/', '--dst-prefix=b/'];

/** What a diff prints, as changes. */
async function* readChanges(diff: GitStream): AsyncGenerator<Change> {
  const parser = createDiffParser();
  try {
    for await (const chunk of diff.stdout) yield* parser.push(chunk);
    const { status, message } = await diff.ended;
    if (status !== 0)
      throw new AppError('incomplete', `git could not compare: ${message}`, 'Objects may be missing: fetch them first, or check the repository with git fsck.');
    yield* parser.end();
  } finally {
    diff.stop();
  }
}

/** Changes with their paths as reported, without what is excluded, and each once if `isNew` says so. */
async function* select(
  changes: AsyncIterable<Change>,
  { report }: Repository,
  { exclude }: RepositoryOptions,
  isNew = (_: Change) => true,
): AsyncGenerator<Change> {
  for await (const change of changes) {
    const path = report(change.path);
    if (!exclude?.(path) && isNew(change)) yield { ...change, path };
  }
}

const toItems = (repository: Repository, changes: AsyncIterable<Change>, { limits = DEFAULT_READ_LIMITS, onProblem = () => {} }: RepositoryOptions) =>
  readBlobs(repository.git, changes, limits, onProblem);

/** What is staged for the next commit. */
export async function* listStaged(options: RepositoryOptions): AsyncGenerator<SourceItem> {
  const repository = await openRepository(options);
  const { git } = repository;
  const head = (await findCommit(git, 'HEAD')) ?? (await emptyTree(git));
  yield* toItems(repository, select(readChanges(streamGit(git, ['diff-index', '--cached', ...PATCH, head, '--'])), repository, options), options);
}

/** The net difference of two commits: what was added and removed again between them is not in it. */
export async function* listDiff(spec: string, options: RepositoryOptions): AsyncGenerator<SourceItem> {
  const repository = await openRepository(options);
  const { git } = repository;
  const range = parseRange(spec);
  const head = await getCommit(git, range.head);
  let base = await getCommit(git, range.base);
  if (range.fromMergeBase) {
    const common = await findMergeBase(git, base, head);
    if (common === undefined)
      throw new AppError('git-range', `the commits have no common ancestor here: ${spec}`, 'In a shallow clone fetch more of the history, or write two dots.');
    base = common;
  }
  yield* toItems(repository, select(readChanges(streamGit(git, ['diff-tree', ...PATCH, base, head, '--'])), repository, options), options);
}

/** Commits as `git rev-list` prints them, oldest first, each with what it changes relative to all its parents. */
const logOf = (git: Git, revisions: readonly string[], format: readonly string[]): GitStream => {
  const list = streamGit(git, ['rev-list', '--topo-order', '--reverse', ...revisions, '--']);
  const diff = streamGit(git, ['diff-tree', '--stdin', '--root', '-c', ...format, `--pretty=tformat:${COMMIT_FORMAT}`]);
  pipeline(list.stdout, diff.stdin, () => {}); // either may end first; how they ended is looked at below
  const ended = Promise.all([list.ended, diff.ended]).then(([first, second]) => (first.status === 0 ? second : first));
  ended.catch(() => {});
  const stop = () => {
    list.stop();
    diff.stop();
  };
  return { ...diff, ended, stop };
};

/** Every commit of a range by itself: what was added and removed again is found, because it stays in the history. */
export async function* listCommits(spec: string, options: RepositoryOptions): AsyncGenerator<SourceItem> {
  const repository = await openRepository(options);
  const { git } = repository;
  const { base, head } = parseRange(spec);
  const revisions = [await getCommit(git, head), `^${await getCommit(git, base)}`];
  if (await touchesBoundary(git, revisions)) options.onProblem?.(shallowProblem(`all files of the oldest commit count as new: ${spec}`));
  yield* toItems(repository, select(readChanges(logOf(git, revisions, PATCH)), repository, options), options);
}

/** A detached HEAD is in none of the branches; before the first commit there is no HEAD. */
const everything = async (git: Git): Promise<string[]> => ['--all', ...((await findCommit(git, 'HEAD')) === undefined ? [] : ['HEAD'])];

/**
 * The history: every blob once for each path it had, whole, with the earliest commit that put it there. The path decides what a text means,
 * and which allowlist speaks of it, so a copy counts. `revisions` as for `git rev-list`: default
 * all branches and tags, and HEAD.
 */
export async function* listHistory(options: RepositoryOptions, revisions?: readonly string[]): AsyncGenerator<SourceItem> {
  const repository = await openRepository(options);
  const { git } = repository;
  if (await isShallow(git)) options.onProblem?.(shallowProblem('the history is incomplete'));
  const seen = new Set<string>();
  const isNew = ({ objectId, path }: Change): boolean => {
    const place = `${objectId}:${path}`;
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  };
  yield* toItems(repository, select(readChanges(logOf(git, revisions ?? (await everything(git)), RAW)), repository, options, isNew), options);
}
