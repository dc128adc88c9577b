import { pipeline } from 'node:stream';
import { AppError } from '../model/app-error.ts';
import { askGit, type Git, type GitStream, runGit, streamGit } from './git.ts';
import { readBlobs } from './git-blobs.ts';
import { emptyTree, findCommit, findMergeBase, getCommit, parseRange } from './git-range.ts';
import { type Change, COMMIT_FORMAT, createDiffParser } from './parse-diff.ts';
import type { OnProblem } from './problems.ts';
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

/** Changes with their paths as reported, without what is excluded. */
async function* select(changes: AsyncIterable<Change>, { report }: Repository, { exclude }: RepositoryOptions): AsyncGenerator<Change> {
  for await (const change of changes) {
    const path = report(change.path);
    if (!exclude?.(path)) yield { ...change, path };
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

/** More revisions go through standard input: a command line is limited (32,767 characters on Windows). */
const MOST_ARGUMENTS = 200;

/** Commits as `git rev-list` prints them, oldest first, each with what it changes relative to all its parents. */
const logOf = (git: Git, revisions: readonly string[], format: readonly string[]): GitStream => {
  const isLong = revisions.length > MOST_ARGUMENTS;
  const list = streamGit(git, ['rev-list', '--topo-order', '--reverse', ...(isLong ? ['--stdin'] : [...revisions, '--'])]);
  if (isLong) list.stdin.end(revisions.map((revision) => `${revision}\n`).join(''));
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

/** Changes of a net difference that are held to be read together with the commit that brought them. Those beyond are read for both. */
const MAX_HELD = 50_000;

const placeOf = ({ objectId, path }: Change): string => `${objectId}:${path}`;

/** Net changes and those of commits; what a commit brought just as it stands now comes once, for both. */
async function* joined(net: AsyncIterable<Change>, commits: AsyncIterable<Change>): AsyncGenerator<Change> {
  const held = new Map<string, Change>();
  for await (const change of net) {
    if (held.size < MAX_HELD) held.set(placeOf(change), change);
    else yield change;
  }
  for await (const change of commits) {
    const place = placeOf(change);
    const standing = held.get(place);
    held.delete(place);
    const { commit, addedLines } = change;
    if (standing === undefined || commit === undefined) yield change;
    else yield { ...standing, again: { commit, ...(addedLines === undefined ? {} : { addedLines }) } };
  }
  yield* held.values();
}

/**
 * The net difference from where `head` left `base`, and every commit between them by itself: `listDiff` and `listCommits` in one, where each
 * content is read once. `base` and `head` are full ids.
 */
export async function* listDiffAndCommits(base: string, head: string, options: RepositoryOptions): AsyncGenerator<SourceItem> {
  const repository = await openRepository(options);
  const { git } = repository;
  const common = await findMergeBase(git, base, head);
  const net = () => select(readChanges(streamGit(git, ['diff-tree', ...PATCH, common ?? base, head, '--'])), repository, options);
  // One commit is its own net difference.
  if (common !== undefined && (await askGit(git, ['rev-parse', `${head}^@`])) === common) {
    yield* toItems(repository, net(), options);
    return;
  }
  const revisions = [head, `^${base}`];
  if (await touchesBoundary(git, revisions)) options.onProblem?.(shallowProblem(`all files of the oldest commit count as new: ${base}..${head}`));
  const commits = async function* () {
    yield* select(readChanges(logOf(git, revisions, PATCH)), repository, options);
  };
  yield* toItems(repository, joined(net(), commits()), options);
}

/** A detached HEAD is in none of the branches; before the first commit there is no HEAD. */
const everything = async (git: Git): Promise<string[]> => ['--all', ...((await findCommit(git, 'HEAD')) === undefined ? [] : ['HEAD'])];

/** The same changes, with the place of each commit among them. */
async function* numbered(changes: AsyncIterable<Change>): AsyncGenerator<Change> {
  let last = '';
  let order = -1;
  for await (const change of changes) {
    if (change.commit !== undefined && change.commit.id !== last) order += 1;
    last = change.commit?.id ?? last;
    yield change.commit === undefined ? change : { ...change, commit: { ...change.commit, order } };
  }
}

/** Each blob once for each path, where it first was. Paths are relative to the root of the repository. */
async function* firstChanges(git: Git, revisions: readonly string[]): AsyncGenerator<Change> {
  const seen = new Set<string>();
  for await (const change of numbered(readChanges(logOf(git, revisions, RAW)))) {
    const place = placeOf(change);
    if (seen.has(place)) continue;
    seen.add(place);
    yield change;
  }
}

/** Part of a history: of all that is ever new in it, counted from 0. */
export interface HistoryPart {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** How many there are in all, and the commit of `from`: when they are others, it is not the history that was counted. */
  readonly total: number;
  readonly commit: string;
}

export interface HistoryOptions extends RepositoryOptions {
  /** As for `git rev-list`; default: all branches and tags, and HEAD. */
  readonly revisions?: readonly string[] | undefined;
  readonly part?: HistoryPart | undefined;
  /** Gives what the outcome for a blob at a path is remembered under; undefined: it is known, and not read again. */
  readonly remember?: ((change: Change) => string | undefined) | undefined;
}

async function* partOf(changes: AsyncIterable<Change>, { from, to, total, commit }: HistoryPart, onProblem: OnProblem): AsyncGenerator<Change> {
  let count = 0;
  let isSame = true;
  for await (const change of changes) {
    if (count === from && change.commit?.id !== commit) isSame = false;
    if (count >= from && count < to) yield change;
    count += 1;
  }
  if (isSame && count === total) return;
  onProblem({ code: 'git-unreadable', path: '', message: 'the history is not the one that was planned: fetch all of it, and plan anew', incomplete: true });
}

/**
 * The history: every blob once for each path it had, whole, with the earliest commit that put it there. The path decides what a text means,
 * and which allowlist speaks of it, so a copy counts.
 */
export async function* listHistory(options: HistoryOptions): AsyncGenerator<SourceItem> {
  const repository = await openRepository(options);
  const { git } = repository;
  const { part, remember, onProblem = () => {} } = options;
  if (await isShallow(git)) onProblem(shallowProblem('the history is incomplete'));
  const all = firstChanges(git, options.revisions ?? (await everything(git)));
  const selected = select(part === undefined ? all : partOf(all, part, onProblem), repository, options);
  yield* toItems(repository, remember === undefined ? selected : unknown(selected, remember), options);
}

async function* unknown(changes: AsyncIterable<Change>, remember: NonNullable<HistoryOptions['remember']>): AsyncGenerator<Change> {
  for await (const change of changes) {
    const cacheKey = remember(change);
    if (cacheKey !== undefined) yield { ...change, cacheKey };
  }
}

/** What is new in a history, oldest first, with its size; and the commits that it was counted from. */
export interface HistorySizes {
  readonly tips: readonly string[];
  readonly items: readonly { readonly commit: string; readonly bytes: number }[];
}

/** Reads no content. An object that is not here counts as empty. */
export const measureHistory = async (options: RepositoryOptions): Promise<HistorySizes> => {
  const { git } = await openRepository(options);
  const refs = (await askGit(git, ['rev-parse', ...(await everything(git))])) ?? '';
  const tips = [...new Set(refs.split('\n').filter((id) => id !== ''))].sort();
  const changes: Change[] = [];
  if (tips.length > 0) for await (const change of firstChanges(git, tips)) changes.push(change);
  const asked = changes.map(({ objectId }) => `${objectId}\n`).join('');
  const { stdout } = await runGit(git, ['cat-file', '--batch-check=%(objectsize)'], asked);
  const sizes = stdout.toString('latin1').split('\n');
  return { tips, items: changes.map(({ commit }, i) => ({ commit: commit?.id ?? '', bytes: Number(sizes[i]) || 0 })) };
};
