import { open } from 'node:fs/promises';
import { AppError } from '../model/app-error.ts';
import { type EnvVariable, readEnvText } from './env-text.ts';

/** No env file is larger; what is is something else. */
const MAX_BYTES = 1_000_000;

/** All of a file; undefined where it has more than `MAX_BYTES`. A pipe or a device tells no size before it was read. */
const readSmall = async (path: string): Promise<string | undefined> => {
  const handle = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (let last = -1; last !== 0 && length < bytes.length; length += last) ({ bytesRead: last } = await handle.read(bytes, length, bytes.length - length));
    return length > MAX_BYTES ? undefined : bytes.toString('utf8', 0, length);
  } finally {
    await handle.close();
  }
};

/**
 * The variables of an env file; undefined when it is not there.
 * @throws AppError `usage` where it can't be read, is no file or has more than a megabyte
 */
export const loadEnvFile = async (path: string): Promise<readonly EnvVariable[] | undefined> => {
  try {
    const text = await readSmall(path);
    if (text === undefined) throw new AppError('usage', `the env file has more than ${MAX_BYTES / 1_000_000} MB: ${path}`, 'Is it the right file?');
    return readEnvText(text);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppError('usage', `the env file can't be read: ${path}`, 'Is it a file, and may you read it?', { cause });
  }
};
