/** Entry of the threads: one serves the texts of open documents, others scan a folder each. One bundle, since both hold the whole detector. */
import { workerData } from 'node:worker_threads';
import { serveTexts } from './serve-texts.ts';
import { serveWorkspaceScan } from './serve-workspace-scan.ts';
import type { WorkspaceScanTask } from './workspace-scan.ts';

const task = workerData as WorkspaceScanTask | null;
if (task === null) serveTexts();
else void serveWorkspaceScan(task);
