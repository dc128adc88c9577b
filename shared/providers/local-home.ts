import { constants } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../model/app-error.ts';
import { damaged, MAX_FILE_BYTES } from './local-file.ts';

/** Makes the folder of the store, for its owner alone. Should it lie in a repository of the whole home folder, git ignores what is in it. */
export const makeHome = async (home: string): Promise<void> => {
  if ((await mkdir(home, { recursive: true, mode: 0o700 })) === undefined) return;
  await writeFile(join(home, '.gitignore'), '*\n', { mode: 0o600 });
};

/** What was read of the store's file. */
export interface StoreText {
  /** Another one after every change: writers put a new file in the place of the old one. */
  readonly stamp: string;
  /** Null when the stamp is the one that is known already. */
  readonly text: string | null;
}

/** The text of the store; null where there is none. @throws AppError `store-damaged` */
export const readStoreText = async (file: string, knownStamp: string | undefined): Promise<StoreText | null> => {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    const { dev, ino, size, mtimeNs, ctimeNs, ...stats } = await handle.stat({ bigint: true });
    if ((stats.mode & BigInt(constants.S_IFMT)) !== BigInt(constants.S_IFREG)) throw damaged(file, 'it is no file');
    if (size > MAX_FILE_BYTES) throw damaged(file, `it is larger than ${MAX_FILE_BYTES >> 20} MiB`);
    const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(':');
    // Ours is ASCII: other bytes become characters that the reader refuses.
    return { stamp, text: stamp === knownStamp ? null : (await handle.readFile()).toString('latin1') };
  } finally {
    await handle.close();
  }
};

/** What the system refuses, as an error that says what to do. */
export const withSystemErrors = async <T>(file: string, run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (cause instanceof AppError || typeof code !== 'string') throw cause;
    if (['EACCES', 'EPERM', 'EROFS'].includes(code))
      throw new AppError(
        'denied',
        `the local store may not be read or written: ${file}: ${code}`,
        'Check the permissions, or set WATERTIGHT_HOME to another folder.',
        { cause },
      );
    throw new AppError('unreachable', `the local store can't be read or written: ${file}: ${code}`, 'Is the disk full? Is WATERTIGHT_HOME a folder?', {
      cause,
    });
  }
};
