import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../shared/files/replace-file.ts';
import { AppError } from '../shared/model/app-error.ts';
import { type HistoryCache, readCache, writeCache } from '../shared/scan/history-cache.ts';
import type { SourceRequest } from '../shared/scan/list-source.ts';
import type { Streams } from './run.ts';
import type { SourceOptions } from './scan-from.ts';

/** The memory of a scan of a history, on the disk. */
export interface OpenCache {
  readonly known: HistoryCache;
  readonly save: (clean: HistoryCache) => Promise<void>;
}

const WHY = {
  damaged: 'it is damaged',
  foreign: 'it was made with other rules, another configuration or another version',
} as const;

/** Shards of one history have a file each, so that those that run at once don't overwrite one another. */
const nameOf = (source: SourceRequest): string => (source.kind === 'shard' ? `history-${source.index + 1}-of-${source.plan.shards.length}` : 'history');

/** Reads what `--cache` names; undefined without it. A cache that can't be used is said, and written anew. Throws `usage`. */
export const openCache = (
  { err }: Streams,
  source: SourceRequest,
  settings: string,
  { cache, quiet, knownValues }: Pick<SourceOptions, 'cache' | 'quiet' | 'knownValues'>,
): OpenCache | undefined => {
  if (cache === undefined) return undefined;
  const isHistory = source.kind === 'history' || (source.kind === 'shard' && source.plan.what === 'history');
  if (!isHistory) throw new AppError('usage', '--cache is for scans of a history', 'Use it with --history.');
  const file = join(cache, nameOf(source));
  const save = async (clean: HistoryCache): Promise<void> => {
    try {
      mkdirSync(cache, { recursive: true });
    } catch (cause) {
      throw new AppError('usage', `the folder of the cache can't be made: ${cache}`, 'May you write there?', { cause });
    }
    await replaceFile(file, writeCache(clean, settings), 'the cache');
  };
  // What is clean by its rules may hold a value that somebody knows. What is clean of both is so for the rules alone too.
  if (knownValues !== undefined) {
    if (quiet !== true) err.write('watertight: the cache is written but not read, because known values are looked for in everything\n');
    return { known: new Map(), save };
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && quiet !== true) err.write(`watertight: the cache is not used, because it can't be read (${code}): ${file}\n`);
    return { known: new Map(), save };
  }
  const known = readCache(text, settings);
  if (typeof known !== 'string') return { known, save };
  if (quiet !== true) err.write(`watertight: the cache is not used, because ${WHY[known]}: ${file}\n`);
  return { known: new Map(), save };
};
