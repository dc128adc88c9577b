import { readFileSync } from 'node:fs';
import { AppError } from '../shared/model/app-error.ts';
import type { ShardPlan } from '../shared/model/shard-plan.ts';
import { parsePlan } from '../shared/scan/shard-plan.ts';

/** Where `watertight plan` writes when it is told nothing else. */
export const PLAN_FILE = 'watertight-plan.json';

/** What `--shard FILE#K`, or `--shard K/N` with `--plan FILE`, names; `index` from 0. Throws `usage`, `path-missing`. */
export const loadShard = (name: string, planFile: string | undefined): { readonly plan: ShardPlan; readonly index: number } => {
  const [, file = planFile ?? PLAN_FILE, number = '', count] = /^(?:(.+)#)?(\d{1,4})(?:\/(\d{1,4}))?$/.exec(name) ?? [];
  if (number === '') throw new AppError('usage', `not a shard: ${name}`, 'Write --shard FILE#K, or --shard K/N --plan FILE; K counts from 1.');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('path-missing', `the plan can't be read: ${file}`, '`watertight plan --shards N` writes it.', { cause });
  }
  const plan = parsePlan(text, file);
  const index = Number(number) - 1;
  if ((count !== undefined && Number(count) !== plan.shards.length) || plan.shards[index] === undefined)
    throw new AppError('usage', `the plan has ${plan.shards.length} shards: ${name}`, 'Use the plan and the number that belong together.');
  return { plan, index };
};
