/** Entry of a scanning thread: batches in, results out. Built to its own bundle beside each face's. */
import { parentPort, workerData } from 'node:worker_threads';
import { framesOf } from '../text/trace.ts';
import { type Batch, createEngine, type EngineSetup } from './engine.ts';

const engine = createEngine(workerData as EngineSetup);

parentPort?.on('message', async ({ id, batch }: { id: number; batch: Batch }) => {
  try {
    parentPort?.postMessage({ id, result: await engine.scanBatch(batch) });
  } catch (error) {
    parentPort?.postMessage({ id, failed: `${error instanceof Error ? error.name : typeof error} ${framesOf(error, 1)[0] ?? 'at an unknown place'}` });
  }
});
