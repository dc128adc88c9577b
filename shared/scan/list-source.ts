import type { Problem } from '../model/problem.ts';
import type { ShardPlan } from '../model/shard-plan.ts';
import { gitEnvironment } from '../sources/git.ts';
import { type HistoryOptions, listCommits, listDiff, listHistory, listStaged } from '../sources/list-changes.ts';
import { listFiles } from '../sources/list-files.ts';
import type { ReadLimits, SourceItem } from '../sources/source-item.ts';
import { readStream } from '../sources/stdin.ts';
import type { ByteSource } from '../sources/zip.ts';
import { listZipMembers } from '../sources/zip-members.ts';
import { listBefore, listChange } from './change.ts';
import { listShard } from './list-shard.ts';

/** What to scan. Git is asked with `env`, which the faces read from the process. */
export type SourceRequest = (
  | { readonly kind: 'paths'; readonly paths: readonly string[]; readonly trackedOnly: boolean }
  /** A stream, as the file that `path` names. */
  | { readonly kind: 'stream'; readonly path: string; readonly chunks: AsyncIterable<Uint8Array> }
  /** The members of a zip file, named as in it. */
  | { readonly kind: 'zip'; readonly zip: ByteSource }
  | { readonly kind: 'staged' }
  /** What a range adds, as one change. */
  | { readonly kind: 'diff'; readonly range: string }
  /** What each commit of a range adds, also when a later one removes it. */
  | { readonly kind: 'commits'; readonly range: string }
  /** What any commit ever added; `revisions` as for `git rev-list`, default all. */
  | { readonly kind: 'history'; readonly revisions?: readonly string[] }
  /** What one of many machines does of a plan; `index` from 0. */
  | { readonly kind: 'shard'; readonly plan: ShardPlan; readonly index: number }
  /** What an event changed: full ids, found by `findChange`. Without a base: everything that the head reaches. */
  | { readonly kind: 'change'; readonly base: string | undefined; readonly head: string }
  /** The files that a change touches or takes away, as its base has them. */
  | { readonly kind: 'before'; readonly base: string; readonly head: string }
) & {
  /** The current folder: paths are relative to it, as given and as reported. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True for paths to leave out. */
  readonly exclude?: (path: string) => boolean;
  /** For histories: see `HistoryOptions`. */
  readonly remember?: HistoryOptions['remember'];
};

export interface Listed {
  readonly items: AsyncIterable<SourceItem>;
  /** Grows while items are listed. */
  readonly problems: readonly Problem[];
}

/** Whether an empty source is an answer: a change may add nothing, but a folder without text is a mistake. */
export const mayBeEmpty = (request: SourceRequest): boolean =>
  request.kind === 'staged' || request.kind === 'diff' || request.kind === 'commits' || request.kind === 'change' || request.kind === 'shard';

export const listSource = (request: SourceRequest, limits: ReadLimits): Listed => {
  const problems: Problem[] = [];
  const { cwd, exclude } = request;
  const options = {
    cwd,
    env: gitEnvironment(request.env, cwd),
    limits,
    onProblem: (problem: Problem): void => void problems.push(problem),
    ...(exclude === undefined ? {} : { exclude }),
  };
  const items = (): AsyncIterable<SourceItem> => {
    switch (request.kind) {
      case 'paths':
        return listFiles(request.paths, { ...options, trackedOnly: request.trackedOnly });
      case 'stream':
        return readStream(request.chunks, request.path, limits, options.onProblem);
      case 'zip':
        return listZipMembers(request.zip, options);
      case 'staged':
        return listStaged(options);
      case 'diff':
        return listDiff(request.range, options);
      case 'commits':
        return listCommits(request.range, options);
      case 'history':
        return listHistory({ ...options, revisions: request.revisions, remember: request.remember });
      case 'shard':
        return listShard(request.plan, request.index, { ...options, remember: request.remember });
      case 'change':
        return listChange(request, options);
      case 'before':
        return listBefore(request, options);
    }
  };
  return { items: items(), problems };
};
