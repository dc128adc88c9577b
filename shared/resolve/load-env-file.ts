import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../model/app-error.ts';
import { type EnvVariable, readEnvText } from './env-text.ts';

/** No env file is larger; what is is something else. */
const MAX_BYTES = 1_000_000;

/**
 * The variables of an env file; undefined when it is not there.
 * @throws AppError `usage` where it can't be read, is no file or has more than a megabyte
 */
export const loadEnvFile = async (path: string): Promise<readonly EnvVariable[] | undefined> => {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new AppError('usage', `the env file has more than ${MAX_BYTES / 1_000_000} MB: ${path}`, 'Is it the right file?');
    return readEnvText(await readFile(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppError('usage', `the env file can't be read: ${path}`, 'Is it a file, and may you read it?', { cause });
  }
};
