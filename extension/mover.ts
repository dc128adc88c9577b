/** Entry of the thread that moves values: detector, stores and rewriting in one bundle. */
import { workerData } from 'node:worker_threads';
import type { MoveTask } from './move-protocol.ts';
import { serveMove } from './serve-move.ts';

serveMove(workerData as MoveTask);
