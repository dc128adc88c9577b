import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CancellationToken } from 'vscode';
import type { AcceptedBaseline } from './accepted-baseline.ts';
import type { AcceptTask } from './serve-accept.ts';
import type { FoundReference, ReferencesTask } from './serve-references.ts';
import type { WorkspaceScanOutcome, WorkspaceScanTask } from './serve-workspace-scan.ts';

/** What a thread can be started for, and what it gives. */
export type ThreadTask = WorkspaceScanTask | ReferencesTask | AcceptTask;
export type OutcomeOf<Task extends ThreadTask> = Task extends WorkspaceScanTask
  ? WorkspaceScanOutcome
  : Task extends AcceptTask
    ? AcceptedBaseline
    : readonly FoundReference[];

/** What such a thread says: how far it is, its outcome, or why there is none. */
export type ThreadMessage<Outcome> = { readonly files: number } | { readonly done: Outcome } | { readonly failed: string };

/** Does a task on a thread of its own. `bundles`: the folder with the bundles. Undefined when it was cancelled. */
export const runThread = <Task extends ThreadTask>(
  bundles: string,
  task: Task,
  token?: CancellationToken,
  onFiles: (files: number) => void = () => {},
): Promise<OutcomeOf<Task> | undefined> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(join(bundles, 'worker.js'), { workerData: task });
    const stop = token?.onCancellationRequested(() => {
      void worker.terminate();
      resolve(undefined);
    });
    worker.on('message', (message: ThreadMessage<OutcomeOf<Task>>) => {
      if ('files' in message) return onFiles(message.files);
      stop?.dispose();
      if ('done' in message) resolve(message.done);
      else reject(new Error(message.failed));
    });
    worker.on('error', (error) => reject(new Error(error.name)));
    worker.on('exit', () => reject(new Error('the thread ended')));
  });
