import { AppError } from '../shared/model/app-error.ts';
import type { OpenCache } from '../shared/scan/open-history-cache.ts';
import { type ScanRequest, type ScanResult, scan, scanSettingsOf } from '../shared/scan/scan.ts';
import { outsideOf } from './outside.ts';
import { describeError, say } from './say.ts';

/** Who writes a cache decides what is not read. @throws AppError `usage` for one in the workspace */
const openCache = async (folder: string | undefined, workspace: string, request: ScanRequest): Promise<OpenCache | undefined> => {
  if (folder === undefined) return undefined;
  const place = outsideOf(workspace, folder);
  if (place === undefined)
    throw new AppError('usage', `the cache lies in the workspace, where a commit may put one: ${folder}`, "Use 'cache: ${{ runner.temp }}/watertight-cache'.");
  const { openHistoryCache } = await import('../shared/scan/open-history-cache.ts');
  const { source, known } = request;
  return openHistoryCache({ folder: place, source, settings: scanSettingsOf(request), forKnown: known !== undefined, say });
};

/** Scans, but for what an earlier scan found clean, and remembers what this one did. */
export const scanWithCache = async (request: ScanRequest, folder: string | undefined, workspace: string): Promise<ScanResult> => {
  const cache = await openCache(folder, workspace, request);
  const result = await scan({ ...request, ...(cache === undefined ? {} : { remembered: cache.known }) });
  try {
    if (cache !== undefined && result.clean !== undefined) await cache.save(result.clean);
  } catch (error) {
    say(`The next scan will read everything again: ${describeError(error)}`); // what was found is told all the same
  }
  return result;
};
