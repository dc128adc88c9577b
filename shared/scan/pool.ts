import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AppError } from '../model/app-error.ts';

/** What the pool needs to spread work: batches are plain data, and their results do not depend on the thread. */
export interface PoolJob<Batch, Result> {
  readonly batches: AsyncIterable<Batch>;
  /** Work of a batch, in bytes to read, to decide when more threads pay. */
  readonly costOf: (batch: Batch) => number;
  /** Memory that a batch is the only one to use: it is handed over to the worker, not copied. */
  readonly transfersOf?: (batch: Batch) => readonly ArrayBuffer[];
  /** Does a batch on this thread. */
  readonly runHere: (batch: Batch) => Promise<Result>;
  /** Called for each result, in no particular order. */
  readonly onResult: (result: Result) => void;
  /** The worker's bundle and its set-up data; absent: this thread alone. */
  readonly worker?: { readonly file: URL; readonly setup: unknown };
  /** Threads at most, this one included. Default: as many as there are processors, up to four. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** A thread costs about 100 ms to start: it pays when there is more work than this. */
const PAYS_FROM_BYTES = 4_000_000;

/** Threads by default. Each takes some 25 MB: so many scan a log of 1 GB in less than 200 MB. */
const MOST_THREADS = 4;

/** Megabytes of a worker's heap for what is young: the default takes 20 MB more of memory and is no faster. */
const YOUNG_MB = 4;

/** Batches in flight for each worker, so that it never waits for this thread, which is busy with batches of its own. */
const IN_FLIGHT = 2;

type Reply<Result> = { readonly id: number; readonly result: Result } | { readonly id: number; readonly failed: string };

/** Runs batches on this thread and, once it pays, on worker threads beside it. Rejects with the first failure; no worker outlives it. */
export const runPool = async <Batch, Result>(job: PoolJob<Batch, Result>): Promise<void> => {
  const iterator = job.batches[Symbol.asyncIterator]();
  const threads = Math.max(1, job.threads ?? Math.min(availableParallelism(), MOST_THREADS));
  const workers: Worker[] = [];
  const runners: Promise<void>[] = [];
  /** Batches that were listed to see how much work there is. */
  const waiting: Batch[] = [];
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();

  /** The next batch; calls are served one after another. */
  const next = (): Promise<Batch | undefined> => {
    const step = turn.then(async () => {
      if (stopped || job.signal?.aborted === true) return undefined;
      if (waiting.length > 0) return waiting.shift();
      const { value, done } = await iterator.next();
      return done === true ? undefined : value;
    });
    turn = step.catch(() => undefined);
    return step;
  };

  const startWorker = (file: URL, setup: unknown): void => {
    const worker = new Worker(file, { workerData: setup, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    workers.push(worker);
    const asked = new Map<number, (reply: Reply<Result>) => void>();
    let lastId = 0;
    const crashed = new Promise<never>((_, reject) => {
      worker.once('error', (cause) => reject(new AppError('bug', 'a scanning thread failed', 'Please report this, with the command that you ran.', { cause })));
      worker.once('exit', (code) => {
        if (!stopped) reject(new AppError('bug', `a scanning thread ended early with status ${code}`, 'Please report this, with the command that you ran.'));
      });
    });
    crashed.catch(() => {});
    worker.on('message', (reply: Reply<Result>) => asked.get(reply.id)?.(reply));
    const lane = async (): Promise<void> => {
      for (let batch = await next(); batch !== undefined; batch = await next()) {
        const id = ++lastId;
        const answer = new Promise<Reply<Result>>((resolve) => asked.set(id, resolve));
        worker.postMessage({ id, batch }, job.transfersOf?.(batch) ?? []);
        const reply = await Promise.race([answer, crashed]);
        asked.delete(id);
        if ('failed' in reply) throw new AppError('bug', `a scanning thread failed: ${reply.failed}`, 'Please report this, with the command that you ran.');
        job.onResult(reply.result);
      }
    };
    for (let i = 0; i < IN_FLIGHT; i++) runners.push(lane());
  };

  /** Lists batches until it is known whether there is enough work for more threads. */
  const isMuch = async (): Promise<boolean> => {
    for (let cost = 0; cost < PAYS_FROM_BYTES; ) {
      const { value, done } = await iterator.next();
      if (done === true) return false;
      waiting.push(value);
      cost += job.costOf(value);
    }
    return true;
  };

  const here = async (): Promise<void> => {
    if (job.worker !== undefined && threads > 1 && (await isMuch())) {
      while (workers.length < threads - 1) startWorker(job.worker.file, job.worker.setup);
      for (const lane of runners) lane.catch(() => {});
    }
    for (let batch = await next(); batch !== undefined; batch = await next()) {
      job.onResult(await job.runHere(batch));
      await setImmediate(); // lets messages of workers in, and signals: Ctrl-C ends a scan on one thread too
    }
  };

  try {
    await here();
    await Promise.all(runners);
  } finally {
    stopped = true;
    await Promise.all(workers.map((worker) => worker.terminate()));
    await iterator.return?.();
  }
};
