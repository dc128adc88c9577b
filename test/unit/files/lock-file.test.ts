import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from '../../../shared/files/lock-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A lock as a process of this machine would have left it. */
const leave = async (change: object, ageMs = 0): Promise<void> => {
  let holder = {};
  await withLock(file, {}, async () => {
    holder = JSON.parse(readFileSync(file, 'utf8'));
  });
  writeFileSync(file, JSON.stringify({ ...holder, token: 'e'.repeat(32), ...change }));
  const at = new Date(Date.now() - ageMs);
  utimesSync(file, at, at);
};
/** Above what Linux and macOS give out. */
const NO_PROCESS = 2 ** 30;

describe('withLock', () => {
  it('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        withLock(file, {}, async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside--;
          return i;
        }),
      ),
    );
    expect([results, most]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 1]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is given back after an error', async () => {
    await expect(withLock(file, {}, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    expect(existsSync(file)).toBe(false);
  });

  it('names the holder when waiting is in vain', async () => {
    await leave({});
    await expect(withLock(file, { waitMs: 40 }, async () => {})).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(new RegExp(`process ${process.pid} on ${hostname()} since \\d{4}-`)),
    });
    expect(existsSync(file)).toBe(true);
  });

  it('stops waiting when it is told to', async () => {
    await leave({});
    await expect(withLock(file, { signal: AbortSignal.abort() }, async () => {})).rejects.toMatchObject({ code: 'timeout' });
  });

  it.each<[string, object | string, number]>([
    ['of a process that is gone', { pid: NO_PROCESS }, 0],
    ['that a living process has held too long', {}, 31_000],
    ['of another machine, after half a minute', { host: 'elsewhere', pid: NO_PROCESS }, 31_000],
    ['from a time to come', {}, -31_000],
  ])('takes over a lock %s', async (_, change, ageMs) => {
    await leave(change as object, ageMs);
    expect(await withLock(file, { waitMs: 1000 }, async () => 'in')).toBe('in');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, object]>([
    ['of another machine', { host: 'elsewhere', pid: NO_PROCESS }],
    ['of another container with the same host name', { host: `${hostname()} pid:[1]`, pid: NO_PROCESS }],
  ])('does not take over a lock %s', async (_, change) => {
    await leave(change);
    await expect(withLock(file, { waitMs: 40 }, async () => {})).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each(['', '{', 'null', '{"pid":1}', '[]'])('waits for a holder that has not said who it is (%j), three seconds at most', async (text) => {
    writeFileSync(file, text);
    await expect(withLock(file, { waitMs: 40 }, async () => {})).rejects.toThrow(/unknown/);
    const at = new Date(Date.now() - 3_100);
    utimesSync(file, at, at);
    expect(await withLock(file, { waitMs: 1000 }, async () => 'in')).toBe('in');
  });

  it('lets many take over one stale lock without two being inside', async () => {
    await leave({ pid: NO_PROCESS });
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 10 }, () =>
        withLock(file, {}, async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
