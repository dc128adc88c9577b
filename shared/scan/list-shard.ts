import { resolve } from 'node:path';
import type { ShardPlan } from '../model/shard-plan.ts';
import { findRepository } from '../sources/git-files.ts';
import { type HistoryOptions, listHistory } from '../sources/list-changes.ts';
import { listFiles } from '../sources/list-files.ts';
import type { SourceItem } from '../sources/source-item.ts';

const note = (path: string, message: string) => ({ code: 'file-changed' as const, path, message, incomplete: true });

/**
 * The files of the plan that are there. What is not in the plan is left out: reports of other shards, say. But a file that git tracks
 * belongs to the tree, and when the plan does not know it, the plan is of another one.
 */
async function* listPlanned(plan: ShardPlan, index: number, options: HistoryOptions): AsyncGenerator<SourceItem> {
  const wanted = new Set(plan.shards[index]!.paths);
  const planned = new Set(plan.shards.flatMap(({ paths }) => paths));
  const { exclude, onProblem = () => {}, ...rest } = options;
  for await (const item of listFiles(plan.roots, { ...rest, onProblem, trackedOnly: plan.trackedOnly, ...(exclude === undefined ? {} : { exclude }) })) {
    if (wanted.delete(item.path)) yield item;
    else if (item.tracked === true && !planned.has(item.path)) onProblem(note(item.path, 'the plan does not know this file: it is of another tree; plan anew'));
  }
  for (const path of wanted) if (exclude?.(path) !== true) onProblem(note(path, 'the plan has this file, but it is not here: check out what was planned'));
}

async function* listRepositories(plan: ShardPlan, index: number, options: HistoryOptions): AsyncGenerator<SourceItem> {
  const { onProblem = () => {} } = options;
  for (const folder of plan.shards[index]!.paths) {
    const root = resolve(options.cwd, folder);
    if (findRepository(root) !== root) {
      onProblem(note(folder, 'the plan has this repository, but it is not here: clone it first'));
      continue;
    }
    if (plan.what === 'history') yield* listHistory({ ...options, folder });
    else yield* listFiles([folder], { ...options, trackedOnly: plan.trackedOnly });
  }
}

/** What a shard of a plan has to read; `index` from 0. */
export const listShard = (plan: ShardPlan, index: number, options: HistoryOptions): AsyncIterable<SourceItem> => {
  if (plan.by === 'repositories') return listRepositories(plan, index, options);
  if (plan.by === 'folders') return listPlanned(plan, index, options);
  const { from, to, commit } = plan.shards[index]!;
  return listHistory({ ...options, revisions: plan.tips.length === 0 ? undefined : plan.tips, part: { from, to, commit, total: plan.total } });
};
