import type { Problem } from '../model/problem.ts';
import { listBlobIds, readCommitFiles } from '../sources/commit-files.ts';
import { gitEnvironment, withNetwork } from '../sources/git.ts';
import { listDiff, listDiffAndCommits, listHistory } from '../sources/list-changes.ts';
import type { RepositoryOptions } from '../sources/repository.ts';
import { completeHistory, type ResolvedChange, resolveChange, type WantedChange } from '../sources/resolve-change.ts';
import type { SourceItem } from '../sources/source-item.ts';

export type { ResolvedChange, WantedChange } from '../sources/resolve-change.ts';

/** Finds both ends of a change, fetching what a shallow clone lacks. With `fetchHistory`, `listChange` and `listBefore` the only part of a scan that may use the network, and only in the Action. */
export const findChange = (cwd: string, env: Readonly<Record<string, string | undefined>>, wanted: WantedChange): Promise<ResolvedChange> =>
  resolveChange({ cwd, env: gitEnvironment(env, cwd) }, wanted);

/** Fetches what a shallow clone lacks of the history; see `completeHistory`. */
export const fetchHistory = (cwd: string, env: Readonly<Record<string, string | undefined>>): Promise<boolean> =>
  completeHistory({ cwd, env: gitEnvironment(env, cwd) });

/** Files as a commit holds them; see `readCommitFiles`. In a partial clone they are fetched. */
export const readFilesOf = (
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  commit: string,
  isWanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, Uint8Array>> => readCommitFiles(withNetwork({ cwd, env: gitEnvironment(env, cwd) }), commit, isWanted);

/** What a commit holds: object ids by path; see `listBlobIds`. Nothing is fetched. */
export const listIdsOf = (cwd: string, env: Readonly<Record<string, string | undefined>>, commit: string): Promise<ReadonlyMap<string, string> | undefined> =>
  listBlobIds({ cwd, env: gitEnvironment(env, cwd) }, commit);

/** The files that a change touches or takes away, as its base has them, whatever the kind of clone. */
export const listBefore = ({ base, head }: { readonly base: string; readonly head: string }, given: RepositoryOptions): AsyncGenerator<SourceItem> =>
  listDiff(`${head}..${base}`, { ...given, env: withNetwork(given).env });

/**
 * What a change brings: its net difference, with the lines of its head, and then every commit by itself, because a secret that was added
 * and removed again stays in the history. What both find is reported once, as in the net difference. In a partial
 * clone (`actions/checkout` makes one when `sparse-checkout` or `filter` is set) git fetches the blobs that are needed.
 */
export async function* listChange({ base, head }: Pick<ResolvedChange, 'base' | 'head'>, given: RepositoryOptions): AsyncGenerator<SourceItem> {
  const said = new Set<string>();
  const onProblem = (problem: Problem): void => {
    const text = JSON.stringify(problem); // the same file may be left out of the difference and of a commit
    if (!said.has(text)) given.onProblem?.(problem);
    said.add(text);
  };
  const options = { ...given, env: withNetwork(given).env, onProblem };
  yield* base === undefined ? listHistory({ ...options, revisions: [head] }) : listDiffAndCommits(base, head, options);
}
