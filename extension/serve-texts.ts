import { parentPort } from 'node:worker_threads';
import { framesOf } from '../shared/text/trace.ts';
import { createFolderScanners } from './folder-scanners.ts';
import { createKeptTexts } from './kept-texts.ts';
import type { ScanTask } from './scanner.ts';

/** What the extension sends to the scanning thread. */
export type Order = { readonly reload: true } | { readonly forget: string } | { readonly id: number; readonly task: ScanTask };

/** On the scanning thread: texts in, findings without values out, until the thread is ended. */
export const serveTexts = (): void => {
  const folders = createFolderScanners();
  const texts = createKeptTexts(folders.scan);
  parentPort?.on('message', (order: Order) => {
    if ('forget' in order) return texts.forget(order.forget);
    if ('reload' in order) {
      folders.reload();
      return texts.forgetReplies();
    }
    const { id, task } = order;
    try {
      parentPort?.postMessage({ id, answer: texts.scan(task) });
    } catch (error) {
      // The message of a bug may quote the text: only its name and place leave the thread.
      parentPort?.postMessage({ id, failed: `${error instanceof Error ? error.name : typeof error} ${framesOf(error, 1)[0] ?? ''}` });
    }
  });
};
