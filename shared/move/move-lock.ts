import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../files/lock-file.ts';

/** A lock that nobody has touched for half a minute counts as left behind; a move may take longer than that. */
const TOUCH_MS = 5_000;

/**
 * Runs alone among all moves of this user: two of them never rewrite one file, and a journal that is open meanwhile is one of a process that is
 * gone. @throws AppError `conflict`, which names the other
 */
export const withMoveLock = async <T>(folder: string, signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'lock');
  return withLock(file, { signal }, async () => {
    const timer = setInterval(() => {
      const now = new Date();
      utimes(file, now, now).catch(() => {});
    }, TOUCH_MS);
    try {
      return await run();
    } finally {
      clearInterval(timer);
    }
  });
};
