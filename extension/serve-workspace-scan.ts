import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { loadSettings } from '../shared/config/settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import { KNOWN_RULES } from '../shared/scan/rule-list.ts';
import { scan } from '../shared/scan/scan.ts';
import { framesOf } from '../shared/text/trace.ts';
import { type ScanReply, toReply } from './finding-view.ts';

/** What the thread is started with. */
export interface WorkspaceScanTask {
  readonly kind: 'scan';
  /** Absolute: the folder that paths count from and whose configuration holds. */
  readonly root: string;
  /** None: what the configuration says, else everything. */
  readonly paths: readonly string[];
  readonly isTrusted: boolean;
  /** Bundle of the threads that do the work. */
  readonly scanWorker: string;
}

export interface WorkspaceScanOutcome {
  readonly reply: ScanReply;
  readonly files: number;
}

/** The editor is told so often at most. */
const PROGRESS_MS = 200;

const run = async ({ root, paths, isTrusted, scanWorker }: WorkspaceScanTask) => {
  const none = isTrusted ? {} : { config: false as const, baseline: false as const };
  const { config, ...files } = loadSettings({ root, ...none }, KNOWN_RULES);
  let told = 0;
  const result = await scan({
    ...files,
    ...(isTrusted ? {} : { ignoreFiles: [] }),
    config,
    source: { kind: 'paths', paths, trackedOnly: false, cwd: root, env: process.env },
    worker: pathToFileURL(scanWorker),
    onProgress: ({ files: done }) => {
      if (Date.now() - told < PROGRESS_MS) return;
      told = Date.now();
      parentPort?.postMessage({ files: done });
    },
  });
  return { reply: toReply(result), files: result.filesScanned };
};

/** On a thread of its own: scans a folder or a large file as the command line does, over further threads. */
export const serveWorkspaceScan = async (task: WorkspaceScanTask): Promise<void> => {
  try {
    parentPort?.postMessage({ done: await run(task) });
  } catch (error) {
    const bug = `${error instanceof Error ? error.name : typeof error} ${framesOf(error, 1)[0] ?? ''}`;
    parentPort?.postMessage({ failed: error instanceof AppError ? `${error.message}. ${error.hint}` : bug });
  }
};
