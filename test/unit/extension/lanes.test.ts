import { describe, expect, it } from '@jest/globals';
import { createLanes } from '../../../extension/lanes.ts';

describe('lanes', () => {
  it('do no more at once than they are, in order, also after a failure', async () => {
    const lane = createLanes(2);
    const begun: number[] = [];
    let now = 0;
    let most = 0;
    const work = async (i: number): Promise<number> => {
      begun.push(i);
      most = Math.max(most, ++now);
      await new Promise((done) => setImmediate(done));
      now -= 1;
      if (i === 1) throw new Error('one fails');
      return i;
    };
    const results = await Promise.allSettled([0, 1, 2, 3, 4, 5].map((i) => lane(() => work(i))));
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most).toBe(2);
    expect(results.map((each) => (each.status === 'fulfilled' ? each.value : 'failed'))).toEqual([0, 'failed', 2, 3, 4, 5]);
    expect(await lane(() => work(6))).toBe(6);
  });
});
