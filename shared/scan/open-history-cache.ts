import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../files/replace-file.ts';
import { AppError } from '../model/app-error.ts';
import { type HistoryCache, readCache, writeCache } from './history-cache.ts';
import type { SourceRequest } from './list-source.ts';

/** The memory of a scan of a history, on the disk. */
export interface OpenCache {
  readonly known: HistoryCache;
  readonly save: (clean: HistoryCache) => Promise<void>;
}

export interface CacheRequest {
  readonly folder: string;
  readonly source: SourceRequest;
  /** `scanSettingsOf` the scan. */
  readonly settings: string;
  /** Whether known values are looked for. */
  readonly forKnown: boolean;
  /** Told why a cache is not used. */
  readonly say: (why: string) => void;
}

const WHY = {
  damaged: 'it is damaged',
  foreign: 'it was made with other rules, another configuration or another version',
} as const;

/** Shards of one history have a file each, so that those that run at once don't overwrite one another. */
const nameOf = (source: SourceRequest): string => (source.kind === 'shard' ? `history-${source.index + 1}-of-${source.plan.shards.length}` : 'history');

/** Reads the cache in a folder. One that can't be used is said, and written anew. Throws `usage`. */
export const openHistoryCache = ({ folder, source, settings, forKnown, say }: CacheRequest): OpenCache => {
  const isHistory = source.kind === 'history' || (source.kind === 'shard' && source.plan.what === 'history');
  if (!isHistory) throw new AppError('usage', 'a cache is for scans of a history', 'Use it with --history.');
  const file = join(folder, nameOf(source));
  const save = async (clean: HistoryCache): Promise<void> => {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (cause) {
      throw new AppError('usage', `the folder of the cache can't be made: ${folder}`, 'May you write there?', { cause });
    }
    await replaceFile(file, writeCache(clean, settings), 'the cache');
  };
  // What is clean by its rules may hold a value that somebody knows. What is clean of both is so for the rules alone too.
  if (forKnown) {
    say('the cache is written but not read, because known values are looked for in everything');
    return { known: new Map(), save };
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') say(`the cache is not used, because it can't be read (${code}): ${file}`);
    return { known: new Map(), save };
  }
  const known = readCache(text, settings);
  if (typeof known !== 'string') return { known, save };
  say(`the cache is not used, because ${WHY[known]}: ${file}`);
  return { known: new Map(), save };
};
