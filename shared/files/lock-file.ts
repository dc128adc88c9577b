import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../model/app-error.ts';

/**
 * A lock against a second writer: a file that only one can create. It is a lease: nobody takes it from a living holder for `LEASE_MS`, and
 * the holder itself does nothing that needs it after `WORK_MS`. So a lock that was left behind on another machine, or by a process whose id
 * a new one has now, blocks for half a minute at most; one left by a process of this machine that is gone does not block at all.
 */
const LEASE_MS = 30_000;
const WORK_MS = 20_000;

/** Who holds a lock, as its file says. */
interface Holder {
  readonly token: string;
  readonly pid: number;
  /** Machine and process namespace: only there does the process id mean anything. */
  readonly host: string;
  /** When the lock was taken, ISO 8601. */
  readonly since: string;
}

export interface Lock {
  /** Throws `conflict` when the lock may be another's by now. To be called right before what must not be done twice. */
  readonly requireHeld: () => void;
}

export interface LockOptions {
  /** How long to wait for another, in milliseconds. Default 15,000. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Runs alone: others wait until it is done. Throws `conflict`, which names the holder, when waiting is in vain. */
export const withLock = async <T>(file: string, options: LockOptions, run: (lock: Lock) => Promise<T>): Promise<T> => {
  const token = randomBytes(16).toString('hex');
  const taken = await take(file, token, options);
  const isMine = () => performance.now() - taken < WORK_MS;
  const requireHeld = (): void => {
    if (!isMine()) throw new AppError('conflict', 'writing took too long, and another may write now', 'Nothing was changed. Try again.');
  };
  try {
    return await run({ requireHeld });
  } finally {
    if (isMine()) rmSync(file, { force: true });
    else removeStale(file, token);
  }
};

/** Whether somebody who is alive seems to hold the lock. */
export const isLocked = (file: string): boolean => {
  const holder = readHolder(file);
  return holder !== undefined && !isStale(file, holder);
};

/** Waits for the lock and takes it; gives the time of `performance.now()`. */
const take = async (file: string, token: string, { waitMs = 15_000, signal }: LockOptions): Promise<number> => {
  const started = performance.now();
  for (;;) {
    if (signal?.aborted) throw new AppError('timeout', 'the call was stopped while it waited for another writer', 'Try again.');
    const now = performance.now();
    if (create(file, token)) return now;
    const holder = readHolder(file);
    if (holder !== undefined && isStale(file, holder)) {
      removeStale(file, holder.token);
    } else if (now - started > waitMs) {
      const who = holder === undefined ? 'an unknown process' : `process ${holder.pid} on ${holder.host.split(' ', 1)[0]} since ${holder.since}`;
      throw new AppError('conflict', `another writer holds the lock: ${file}: ${who}`, 'Try again. If that process is gone, remove the file.');
    }
    // Random, so that those who wait do not come back at the same moment.
    await sleep(5 + Math.random() * 25);
  }
};

const create = (file: string, token: string): boolean => {
  const holder: Holder = { token, pid: process.pid, host: hostOf(), since: new Date().toISOString() };
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows says the second of a file that is just being removed.
    if (code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) return false;
    throw error;
  }
};

/** Undefined when the lock is gone, or its holder has not written who it is. */
const readHolder = (file: string): Holder | undefined => {
  try {
    const { token, pid, host, since } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    const whole =
      typeof token === 'string' && /^[0-9a-f]{32}$/.test(token) && Number.isSafeInteger(pid) && typeof host === 'string' && typeof since === 'string';
    return whole ? { token, pid: pid!, host, since } : { ...UNKNOWN };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : { ...UNKNOWN };
  }
};

/** A holder writes who it is in the moment in which it creates the file: one that has not by then was killed in between. */
const UNKNOWN_MS = 3_000;
const UNKNOWN: Holder = { token: 'unknown', pid: 0, host: 'an unknown machine', since: 'an unknown time' };

const isStale = (file: string, holder: Holder): boolean => {
  if (holder.host === hostOf() && !isAlive(holder.pid)) return true;
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  // A time in the future is one of a clock that was set back since.
  return modified !== undefined && Math.abs(Date.now() - modified) > (holder.token === UNKNOWN.token ? UNKNOWN_MS : LEASE_MS);
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

/**
 * Removes the lock of a holder that lost it. Of several who try, one creates the marker, and it looks once more: by the time that the marker
 * can be created again the lock is gone, so that the lock of the next holder is never removed.
 */
const removeStale = (file: string, token: string): void => {
  const marker = `${file}.${token}`;
  try {
    writeFileSync(marker, '', { flag: 'wx', mode: 0o600 });
  } catch {
    const modified = statSync(marker, { throwIfNoEntry: false })?.mtimeMs;
    if (modified !== undefined && Math.abs(Date.now() - modified) > LEASE_MS) rmSync(marker, { force: true });
    return;
  }
  const holder = readHolder(file);
  if (holder?.token === token && (token !== UNKNOWN.token || isStale(file, holder))) rmSync(file, { force: true });
  rmSync(marker, { force: true });
};

/** Processes of another container may have the same host name, but not the same process ids. */
const hostOf = (): string => {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
};
