import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../model/app-error.ts';

/** Where a text goes, and the permissions of what is there. */
interface Target {
  readonly file: string;
  readonly mode: number | undefined;
}

/** The file itself behind a link; undefined for what is there and no file (a device, a pipe, a folder), which can't be replaced. */
const targetOf = async (file: string): Promise<Target | undefined> => {
  try {
    const { mode } = await stat(file);
    return (mode & constants.S_IFMT) === constants.S_IFREG ? { file: await realpath(file), mode: mode & 0o777 } : undefined;
  } catch {
    return { file, mode: undefined };
  }
};

/**
 * Writes a file whole or not at all: beside the target first, then renamed over it, with the permissions that the target had. `/dev/stdout`
 * and its like are written to. `what` names the text in the error. Throws `usage` where it can't be written.
 */
export const replaceFile = async (file: string, text: string, what: string): Promise<void> => {
  try {
    const target = await targetOf(file);
    if (target === undefined) await writeFile(file, text);
    else await writeThenRename(target.file, text, target.mode === undefined ? {} : { mode: target.mode });
  } catch (cause) {
    throw new AppError('usage', `${what} can't be written: ${file}`, 'Does the folder exist, and may you write there?', { cause });
  }
};

export interface WriteOptions {
  /** Permissions whatever the umask, e.g. `0o600`. Default: as the umask says. */
  readonly mode?: number;
  /** Wait until it would survive a loss of power. */
  readonly durable?: boolean;
  /** Asked when all is written and only the renaming is left; what it throws leaves the target as it was. */
  readonly beforeRename?: () => void;
}

/** As `replaceFile`, but follows no link, and fails with the error of the system. Killed, it may leave a file for `removeLeftovers`. */
export const writeThenRename = async (file: string, text: string, options: WriteOptions = {}): Promise<void> => {
  const temporary = temporaryFor(file);
  try {
    const handle = await open(temporary, 'wx', options.mode ?? 0o666);
    try {
      await writeTo(handle, text, options);
    } finally {
      await handle.close();
    }
    options.beforeRename?.();
    await renameOver(temporary, file);
    if (options.durable) await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};

const writeTo = async (handle: FileHandle, text: string, { mode, durable }: WriteOptions): Promise<void> => {
  if (mode !== undefined && process.platform !== 'win32') await handle.chmod(mode);
  await handle.writeFile(text);
  if (durable) await handle.sync();
};

/** Windows refuses for a moment while somebody reads the target. */
const renameOver = async (from: string, to: string): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (process.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(code) || attempt === 20) throw error;
      await sleep(10 * attempt);
    }
  }
};

/** Makes a renaming last. Windows has no such call for folders. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Beside a file, where it is written before it is renamed. */
export const temporaryFor = (file: string): string => `${file}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;

/** Removes what killed writers of this file left beside it. Only while nobody else may write it, or for what is older than any writer. */
export const removeLeftovers = async (file: string, minAgeMs = 0): Promise<void> => {
  const names = await readdir(dirname(file));
  const left = names.filter((name) => name.startsWith(`${basename(file)}.`) && /\.\d+-[0-9a-f]{12}\.tmp$/.test(name));
  for (const path of left.map((name) => join(dirname(file), name))) {
    const { mtimeMs = Date.now() } = await stat(path).catch(() => ({ mtimeMs: undefined }));
    if (minAgeMs === 0 || Date.now() - mtimeMs > minAgeMs) await rm(path, { force: true });
  }
};
