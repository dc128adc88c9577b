/** Entry of a scanning thread: batches in, results out. Built to its own bundle beside each face's. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Batch } from './engine.ts';
import { createEngine, type EngineSetup } from './engine.ts';

const engine = createEngine(workerData as EngineSetup);

parentPort?.on('message', async ({ id, batch }: { id: number; batch: Batch }) => {
  try {
    parentPort?.postMessage({ id, result: await engine.scanBatch(batch) });
  } catch (error) {
    parentPort?.postMessage({
      id,
      failed: error instanceof Error ? `${error.name} at ${(error.stack ?? '').split('\n')[1]?.trim() ?? 'an unknown place'}` : 'unknown',
    });
  }
});
