import { describe, expect, it } from '@jest/globals';
import { runPool } from '../../../shared/scan/pool.ts';

const MANY = 10_000;

describe('the pool on one thread', () => {
  it('lets events in between batches, so that a signal can end it', async () => {
    const batches = (async function* () {
      for (let i = 0; i < MANY; i++) yield i;
    })();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    let done = 0;
    await runPool<number, number>({
      batches,
      costOf: () => 1,
      runHere: async (batch) => {
        const until = performance.now() + 1;
        while (performance.now() < until);
        return batch;
      },
      onResult: () => {
        done += 1;
      },
      threads: 1,
      signal: controller.signal,
    });
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(MANY / 2);
  });
});
