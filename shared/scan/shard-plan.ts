import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { AppError } from '../model/app-error.ts';
import { SHARD_BYS, type Shard, type ShardBy, type ShardPlan } from '../model/shard-plan.ts';
import { gitEnvironment } from '../sources/git.ts';
import { measureHistory } from '../sources/list-changes.ts';
import { measureRepository } from '../sources/repository-size.ts';
import { DEFAULT_READ_LIMITS, type FileItem } from '../sources/source-item.ts';
import { listSource, type SourceRequest } from './list-source.ts';

/** Opening a file or an object costs as much as reading this many bytes. */
const ITEM_COST = 3_000;

interface Sized {
  readonly bytes: number;
}

const weigh = ({ bytes }: Sized): number => bytes + ITEM_COST;

/** Where to cut a list so that its parts weigh about the same: `count + 1` places, the first 0, the last the length. */
export const cutEvenly = (items: readonly Sized[], count: number): readonly number[] => {
  const whole = items.reduce((sum, item) => sum + weigh(item), 0);
  const cuts = [0];
  let sum = 0;
  items.forEach((item, index) => {
    // An item belongs to the part in which its middle lies.
    const middle = sum + weigh(item) / 2;
    while (cuts.length < count && middle >= (whole * cuts.length) / count) cuts.push(index);
    sum += weigh(item);
  });
  while (cuts.length <= count) cuts.push(items.length);
  return cuts;
};

/** Each item in the lightest of the parts so far, the heaviest item first. Order decides between equals. */
export const pack = <T extends Sized>(items: readonly T[], count: number): readonly (readonly T[])[] => {
  const parts = Array.from({ length: count }, () => ({ weight: 0, items: [] as { readonly item: T; readonly index: number }[] }));
  const heaviest = items.map((item, index) => ({ item, index })).sort((a, b) => b.item.bytes - a.item.bytes || a.index - b.index);
  for (const each of heaviest) {
    const lightest = parts.reduce((best, part) => (part.weight < best.weight ? part : best));
    lightest.items.push(each);
    lightest.weight += weigh(each.item);
  }
  return parts.map((part) => part.items.sort((a, b) => a.index - b.index).map(({ item }) => item));
};

const sum = (items: readonly Sized[]): number => items.reduce((bytes, item) => bytes + item.bytes, 0);

const shardOfPaths = (items: readonly (Sized & { readonly path: string })[]): Shard => ({
  bytes: sum(items),
  paths: items.map(({ path }) => path),
  from: 0,
  to: 0,
  commit: '',
});

export interface PlanRequest {
  readonly by: ShardBy;
  readonly what: 'tree' | 'history';
  readonly shards: number;
  /** Files and folders, or the folders of repositories. */
  readonly paths: readonly string[];
  /** Sizes of repositories that are not here, in bytes; absent: they are here and are measured. */
  readonly sizes?: ReadonlyMap<string, number>;
  readonly source: Pick<SourceRequest, 'cwd' | 'env' | 'exclude'> & { readonly trackedOnly: boolean };
  /** Whether a file (absolute) is what the plan is being written to. */
  readonly isOutput?: ((file: string) => boolean) | undefined;
}

type Parts = Pick<ShardPlan, 'tips' | 'total' | 'shards'>;

const planCommits = async ({ shards, source }: PlanRequest): Promise<Parts> => {
  const { tips, items } = await measureHistory({ cwd: source.cwd, env: gitEnvironment(source.env, source.cwd) });
  const cuts = cutEvenly(items, shards);
  return {
    tips,
    total: items.length,
    shards: cuts.slice(1).map((to, index) => {
      const from = cuts[index]!;
      return { bytes: sum(items.slice(from, to)), paths: [], from, to, commit: items[from]?.commit ?? '' };
    }),
  };
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How plans and JSON reports begin. */
const OURS = /^\{\s*"schemaVersion":\s*1,\s*"tool":\s*\{\s*"name":\s*"watertight"/;

/** Plans and reports of ours that lie about, as when all shards are scanned in one folder: no part of the tree, unless git tracks them. */
const isOurOutput = ({ path, absolute, tracked }: FileItem): boolean => {
  if (tracked === true || !path.endsWith('.json')) return false;
  try {
    const file = openSync(absolute, 'r');
    try {
      const head = Buffer.alloc(100);
      return OURS.test(head.toString('latin1', 0, readSync(file, head, 0, 100, 0)));
    } finally {
      closeSync(file);
    }
  } catch {
    return false; // whoever scans it says that it can't be read
  }
};

const planFolders = async ({ shards, source, paths, isOutput }: PlanRequest): Promise<Parts> => {
  const items: { readonly path: string; readonly bytes: number }[] = [];
  for await (const item of listSource({ ...source, kind: 'paths', paths }, DEFAULT_READ_LIMITS).items)
    if (item.kind === 'file' && !isOurOutput(item) && isOutput?.(item.absolute) !== true) items.push({ path: item.path, bytes: item.bytes });
  items.sort((a, b) => compareText(a.path, b.path));
  const cuts = cutEvenly(items, shards);
  return { tips: [], total: items.length, shards: cuts.slice(1).map((to, index) => shardOfPaths(items.slice(cuts[index]!, to))) };
};

const planRepositories = async ({ shards, source, paths, sizes }: PlanRequest): Promise<Parts> => {
  const items: { readonly path: string; readonly bytes: number }[] = [];
  for (const path of [...new Set(paths)].sort(compareText)) {
    const known = sizes?.get(path);
    items.push({ path, bytes: known ?? (await measureRepository(source.cwd, gitEnvironment(source.env, source.cwd), path)) });
  }
  return { tips: [], total: items.length, shards: pack(items, shards).map(shardOfPaths) };
};

const idOf = (plan: Omit<ShardPlan, 'id'>): string => createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 32);

/** Divides the work. The same files or commits give the same plan. */
export const planShards = async (request: PlanRequest, version: string): Promise<ShardPlan> => {
  const planners = { commits: planCommits, folders: planFolders, repositories: planRepositories };
  const { tips, total, shards } = await planners[request.by](request);
  const { by, what, paths, source } = request;
  const roots = by === 'folders' ? paths : [];
  const tool = { name: 'watertight' as const, version };
  const plan = { schemaVersion: 1 as const, tool, by, what, roots, trackedOnly: source.trackedOnly, tips, total, shards };
  return { ...plan, id: idOf(plan) };
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isShard = (value: unknown): value is Shard => {
  const { bytes, paths, from, to, commit } = (value ?? {}) as Partial<Shard>;
  return isCount(bytes) && areTexts(paths) && isCount(from) && isCount(to) && isText(commit) && /^[0-9a-f]*$/.test(commit);
};

/** Reads a plan back. Throws `usage` when it is none, or was changed. `file`: for messages. */
export const parsePlan = (text: string, file: string): ShardPlan => {
  const fail = (what: string): never => {
    throw new AppError('usage', `not a plan of shards: ${file}: ${what}`, '`watertight plan --shards N` writes one.');
  };
  let value: Partial<ShardPlan> | null;
  try {
    value = JSON.parse(text) as Partial<ShardPlan> | null;
  } catch {
    return fail('it is not JSON');
  }
  const { schemaVersion, tool, id, by, what, roots, trackedOnly, tips, total, shards } = value ?? {};
  if (schemaVersion !== 1 || !isText(tool?.version) || !isText(id) || !SHARD_BYS.includes(by as ShardBy) || (what !== 'tree' && what !== 'history'))
    return fail('a field is missing or unknown');
  if (
    !areTexts(roots) ||
    typeof trackedOnly !== 'boolean' ||
    !areTexts(tips) ||
    !tips.every((tip) => /^[0-9a-f]{40,64}$/.test(tip)) ||
    !isCount(total) ||
    !Array.isArray(shards) ||
    !shards.every(isShard)
  )
    return fail('its shards are damaged');
  const plain = {
    schemaVersion: 1 as const,
    tool: { name: 'watertight' as const, version: tool!.version },
    by: by!,
    what,
    roots,
    trackedOnly,
    tips,
    total,
    shards: shards.map(({ bytes, paths, from, to, commit }) => ({ bytes, paths, from, to, commit })),
  };
  if (idOf(plain) !== id) return fail('it was changed after it was written');
  return { ...plain, id };
};
