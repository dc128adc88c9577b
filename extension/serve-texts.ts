import { parentPort } from 'node:worker_threads';
import { framesOf } from '../shared/text/trace.ts';
import { createFolderScanners } from './folder-scanners.ts';
import type { ScanTask } from './scanner.ts';

/** On the scanning thread: texts in, findings without values out, until the thread is ended. */
export const serveTexts = (): void => {
  const scanners = createFolderScanners();
  parentPort?.on('message', (message: { readonly reload: true } | { readonly id: number; readonly task: ScanTask }) => {
    if ('reload' in message) return scanners.reload();
    const { id, task } = message;
    try {
      parentPort?.postMessage({ id, reply: scanners.scan(task) });
    } catch (error) {
      // The message of a bug may quote the text: only its name and place leave the thread.
      parentPort?.postMessage({ id, failed: `${error instanceof Error ? error.name : typeof error} ${framesOf(error, 1)[0] ?? ''}` });
    }
  });
};
