import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../model/app-error.ts';
import { temporaryFor } from './replace-file.ts';

/** A file to be written. */
export interface FileChange {
  /** Absolute; no link. */
  readonly file: string;
  /** What it held when the change was made up; undefined: it was not there. */
  readonly before: string | undefined;
  readonly after: string;
  readonly executable?: boolean;
}

const textOf = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const modeOf = async ({ file, before, executable }: FileChange): Promise<number | undefined> => {
  const mode = before === undefined ? undefined : (await stat(file)).mode & 0o777;
  return executable === true ? (mode ?? 0o644) | 0o111 : mode;
};

/** Makes the folder of a file; gives the folders that were not there, the innermost first. */
const makeFolder = async (folder: string): Promise<string[]> => {
  const made: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const there = await lstat(at).catch(() => undefined);
    if (there !== undefined || dirname(at) === at) break;
    made.push(at);
  }
  await mkdir(folder, { recursive: true });
  return made;
};

const writeBeside = async (change: FileChange): Promise<string> => {
  const temporary = temporaryFor(change.file);
  const mode = await modeOf(change);
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode ?? 0o666);
  try {
    await handle.writeFile(change.after);
  } finally {
    await handle.close();
  }
  if (mode !== undefined && process.platform !== 'win32') await chmod(temporary, mode);
  return temporary;
};

const undo = async (done: readonly FileChange[]): Promise<void> => {
  for (const change of [...done].reverse()) {
    if (change.before === undefined) {
      await rm(change.file, { force: true });
      continue;
    }
    const temporary = await writeBeside({ ...change, after: change.before });
    await rename(temporary, change.file);
  }
};

/**
 * Writes several files, all or none: each beside its place first, then all are renamed at once. What is there must still be what the change
 * was made up for. `signal` is heeded up to the first renaming. Throws `conflict` when a file was changed since, `timeout` when it was
 * stopped, `usage` when one can't be written; then nothing is left.
 */
export const replaceAll = async (changes: readonly FileChange[], signal?: AbortSignal): Promise<void> => {
  const made: string[] = [];
  const written: { readonly temporary: string; readonly change: FileChange }[] = [];
  const done: FileChange[] = [];
  let at = '';
  try {
    for (const change of changes) {
      at = change.file;
      made.unshift(...(await makeFolder(dirname(change.file))));
      written.push({ temporary: await writeBeside(change), change });
    }
    for (const { file, before } of changes) {
      if ((await textOf(file)) !== before) throw new AppError('conflict', `it was changed meanwhile: ${file}`, 'Nothing was written. Try again.');
    }
    if (signal?.aborted === true) throw new AppError('timeout', 'stopped', 'Nothing was written.');
    for (const { temporary, change } of written) {
      at = change.file;
      await rename(temporary, change.file);
      done.push(change);
    }
  } catch (cause) {
    await undo(done);
    for (const { temporary } of written) await rm(temporary, { force: true });
    for (const folder of made) await rmdir(folder).catch(() => undefined);
    if (cause instanceof AppError) throw cause;
    throw new AppError('usage', `it can't be written: ${at}`, 'Nothing was written. Check permissions and free space.', { cause });
  }
};
