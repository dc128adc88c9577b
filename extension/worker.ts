/** Entry of the threads: one serves the texts of open documents, others do a task each. One bundle, since most hold the whole detector. */
import { workerData } from 'node:worker_threads';
import { serveAccept } from './serve-accept.ts';
import { serveReferences } from './serve-references.ts';
import { serveTexts } from './serve-texts.ts';
import { serveWorkspaceScan } from './serve-workspace-scan.ts';
import type { ThreadTask } from './thread-task.ts';

const task = workerData as ThreadTask | null;
if (task === null) serveTexts();
else if (task.kind === 'scan') void serveWorkspaceScan(task);
else if (task.kind === 'accept') serveAccept(task);
else void serveReferences(task);
