import { Worker } from 'node:worker_threads';
import type { ScanAnswer, Scanner, ScanTask } from './scanner.ts';
import type { Order } from './serve-texts.ts';

type Reply = { readonly id: number; readonly answer: ScanAnswer } | { readonly id: number; readonly failed: string };

interface Waiting {
  readonly resolve: (answer: ScanAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** A scanner on a thread of its own, started with the first text. `file`: the worker's bundle. A thread that died is started anew. */
export const createThreadScanner = (file: string): Scanner => {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let next = 0;

  const failAll = (why: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(why));
    waiting.clear();
    worker = undefined;
  };
  const start = (): Worker => {
    const started = new Worker(file, { workerData: null });
    started.on('message', (message: Reply) => {
      const waits = waiting.get(message.id);
      waiting.delete(message.id);
      if ('answer' in message) waits?.resolve(message.answer);
      else waits?.reject(new Error(message.failed));
    });
    started.on('error', (error) => failAll(`the scanning thread ended: ${error.name}`));
    started.on('exit', () => started === worker && failAll('the scanning thread ended'));
    started.unref();
    return started;
  };

  return {
    scan: (task: ScanTask) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        const id = next++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, task } satisfies Order);
      }),
    reload: () => worker?.postMessage({ reload: true } satisfies Order),
    forget: (document) => worker?.postMessage({ forget: document } satisfies Order),
    dispose: () => {
      const ending = worker;
      failAll('the extension was deactivated');
      void ending?.terminate();
    },
  };
};
