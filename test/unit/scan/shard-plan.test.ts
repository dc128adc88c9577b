import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemory, readCache, writeCache } from '../../../shared/scan/history-cache.ts';
import { cutEvenly, pack, parsePlan } from '../../../shared/scan/shard-plan.ts';

const sized = (...bytes: number[]) => bytes.map((each) => ({ bytes: each }));
const items = fc.array(fc.nat(1_000_000), { maxLength: 60 }).map((bytes) => sized(...bytes));
const counts = fc.integer({ min: 1, max: 20 });
const weightOf = (part: readonly { readonly bytes: number }[]) => part.reduce((sum, { bytes }) => sum + bytes + 3000, 0);

describe('cutEvenly', () => {
  it('covers everything once, in order, whatever the number of parts', () => {
    fc.assert(
      fc.property(items, counts, (list, count) => {
        const cuts = cutEvenly(list, count);
        expect(cuts.length).toBe(count + 1);
        expect([cuts[0], cuts.at(-1)]).toEqual([0, list.length]);
        expect([...cuts].sort((a, b) => a - b)).toEqual(cuts);
      }),
    );
  });

  it('makes no part heavier than its share and the heaviest item', () => {
    fc.assert(
      fc.property(items, counts, (list, count) => {
        const cuts = cutEvenly(list, count);
        const most = Math.max(0, ...list.map((item) => weightOf([item])));
        for (let i = 0; i < count; i++) expect(weightOf(list.slice(cuts[i], cuts[i + 1]))).toBeLessThanOrEqual(weightOf(list) / count + most);
      }),
    );
  });

  it('cuts by size, not by number', () => {
    expect(cutEvenly(sized(900_000, 100, 100, 100, 900_000), 2)).toEqual([0, 2, 5]);
  });
});

describe('pack', () => {
  it('puts each item into one part, none heavier than its share and the heaviest item', () => {
    fc.assert(
      fc.property(items, counts, (list, count) => {
        const parts = pack(list, count);
        expect(parts.length).toBe(count);
        expect(new Set(parts.flat()).size).toBe(list.length);
        const most = Math.max(0, ...list.map((item) => weightOf([item])));
        for (const part of parts) expect(weightOf(part)).toBeLessThanOrEqual(weightOf(list) / count + most);
      }),
    );
  });
});

describe('parsePlan', () => {
  it('refuses whatever is no plan, and says nothing of its content', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parsePlan(text, 'plan.json')).toThrow('not a plan of shards: plan.json');
      }),
    );
  });
});

describe('the cache of a history', () => {
  const settings = '0'.repeat(32);
  const key = (letter: string) => letter.repeat(27);

  it('remembers what was clean in all of its pieces, and nothing else', () => {
    const memory = createMemory();
    memory.add([
      { key: key('a'), files: 1, bytes: 10, isClean: true },
      { key: key('b'), files: 1, bytes: 10, isClean: true },
    ]);
    memory.add([
      { key: key('a'), files: 0, bytes: 5, isClean: true },
      { key: key('b'), files: 0, bytes: 5, isClean: false },
      { key: key('c'), files: 0, bytes: 0, isClean: true },
    ]);
    expect([...memory.clean()]).toEqual([
      [key('a'), { files: 1, bytes: 15 }],
      [key('c'), { files: 0, bytes: 0 }],
    ]);
  });

  it('is read back as it was written, and not at all when a byte of it was changed', () => {
    const cache = new Map([
      [key('b'), { files: 1, bytes: 15 }],
      [key('a'), { files: 0, bytes: 0 }],
    ]);
    const text = writeCache(cache, settings);
    expect(readCache(text, settings)).toEqual(cache);
    expect(readCache(text, '1'.repeat(32))).toBe('foreign');
    for (let i = 0; i < text.length; i++) {
      const changed = `${text.slice(0, i)}${text[i] === 'x' ? 'y' : 'x'}${text.slice(i + 1)}`;
      expect(typeof readCache(changed, settings)).toBe('string');
      expect(typeof readCache(text.slice(0, i), settings)).toBe('string');
    }
  });
});
