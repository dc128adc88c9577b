import { createHash, createHmac } from 'node:crypto';
import { chmod, chown, lstat, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../model/app-error.ts';
import { syncFolder } from './journal.ts';

/** Larger files are not moved: nobody keeps settings in them, and they are held in memory more than once. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** A file as it was when it was planned. */
export interface FileState {
  /** Absolute, behind links. */
  readonly file: string;
  /** Null: there is none. */
  readonly bytes: Buffer | null;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'You may not write there. Change its permissions, or run it as who owns it.',
  EPERM: 'You may not write there. Change its permissions, or run it as who owns it.',
  EROFS: 'It is on a file system that is read-only.',
  ENOSPC: 'The disk is full. Make space, then run it again.',
  EDQUOT: 'Your quota of the disk is used up. Make space, then run it again.',
  ENOENT: 'It was deleted meanwhile.',
};

const cannot = (verb: string, file: string, cause: unknown): AppError =>
  new AppError('usage', `can't be ${verb} (${codeOf(cause)}): ${file}`, ADVICE[codeOf(cause)] ?? 'Nothing of it was changed.', { cause });

/** @throws AppError `usage` when it is there and can't be read, or is no file */
export const readState = async (path: string): Promise<FileState> => {
  try {
    const file = await realpath(path);
    const stats = await stat(file);
    if (!stats.isFile()) throw new AppError('usage', `not a file: ${path}`);
    if (stats.size > MAX_FILE_BYTES) throw new AppError('usage', `too large to be moved (${stats.size} bytes, the limit is ${MAX_FILE_BYTES}): ${path}`);
    return { file, bytes: await readFile(file) };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (codeOf(cause) !== 'ENOENT' && codeOf(cause) !== 'ENOTDIR') throw cannot('read', path, cause);
    // The folder of a file that is about to be made may be a link.
    const folder = await realpath(dirname(path)).catch(() => dirname(path));
    return { file: join(folder, basename(path)), bytes: null };
  }
};

/** Keyed hash of a file's bytes, or of a value: 64 hex characters. */
export const digestOf = (salt: string, content: Buffer | string): string => createHmac('sha256', salt).update(content).digest('hex');

const sameBytes = (a: Buffer | null, b: Buffer | null): boolean => (a === null || b === null ? a === b : a.equals(b));

/** Whether a file holds what it held. */
export const isUnchanged = async ({ file, bytes }: FileState): Promise<boolean> => sameBytes((await readState(file)).bytes, bytes);

/** Beside the file, so that renaming it is atomic; the same name whenever it is asked for, so that whoever cleans up finds it. */
export const temporaryOf = (file: string, id: string): string =>
  join(dirname(file), `.${basename(file).slice(0, 100)}.${createHash('sha256').update(`${id}\0${file}`).digest('hex').slice(0, 12)}.watertight-tmp`);

/** Removes what a killed process may have left beside the file. */
export const removeTemporary = (file: string, id: string): Promise<void> => rm(temporaryOf(file, id), { force: true }).catch(() => {});

/** Complains before anything is stored about a file that can't be rewritten. */
export const checkWritable = async (file: string): Promise<void> => {
  const stats = await lstat(file).catch((cause: unknown) => {
    throw cannot('read', file, cause);
  });
  // Renaming over a file needs no permission to write to it, but whoever took that away meant something.
  if ((stats.mode & 0o222) === 0) throw new AppError('usage', `the file is read-only: ${file}`, 'Make it writable first: chmod u+w.');
};

/** The permissions and the owner of the file that is replaced. Nobody else may read the new one before they are set. */
const takeOver = async (temporary: string, file: string): Promise<void> => {
  const stats = await stat(file);
  const own = await stat(temporary);
  if (own.uid !== stats.uid || own.gid !== stats.gid) await chown(temporary, stats.uid, stats.gid);
  await chmod(temporary, stats.mode & 0o7777);
};

/**
 * Puts `after` in the place of a file, whole or not at all, with its permissions and owner; a file that was not there is made for its user and
 * group as the process makes files. Null deletes it. It is on the disk when it resolves.
 * @throws AppError `conflict` when the file is not as in `before` any more, `usage` when it can't be written; then nothing of it was changed
 */
export const swapFile = async ({ file, bytes }: FileState, after: Buffer | null, id: string): Promise<void> => {
  const temporary = temporaryOf(file, id);
  try {
    if (after !== null) {
      await rm(temporary, { force: true });
      const handle = await open(temporary, 'wx', bytes === null ? 0o666 : 0o600);
      try {
        await handle.writeFile(after);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (bytes !== null) await takeOver(temporary, file);
    }
    // As late as can be: an editor may have saved it meanwhile.
    if (!(await isUnchanged({ file, bytes })))
      throw new AppError('conflict', `the file was changed meanwhile: ${file}`, 'It was left as it is. Run the command again.');
    if (after === null) await rm(file);
    else await rename(temporary, file);
  } catch (cause) {
    await removeTemporary(file, id);
    throw cause instanceof AppError ? cause : cannot('written', file, cause);
  }
  await syncFolder(dirname(file));
};
