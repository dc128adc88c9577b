import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { AppError } from '../model/app-error.ts';

/** The file itself behind a link; undefined for what is there and no file (a device, a pipe, a folder), which can't be replaced. */
const replaceable = async (file: string): Promise<string | undefined> => {
  try {
    return (await stat(file)).isFile() ? await realpath(file) : undefined;
  } catch {
    return file;
  }
};

/**
 * Writes a file whole or not at all: beside the target first, then renamed over it. `/dev/stdout` and its like are written to.
 * `what` names the text in the error. Throws `usage` where it can't be written.
 */
export const replaceFile = async (file: string, text: string, what: string): Promise<void> => {
  const target = await replaceable(file);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    if (target === undefined) return await writeFile(file, text);
    await writeFile(temporary, text);
    await rename(temporary, target);
  } catch (cause) {
    if (target !== undefined) await rm(temporary, { force: true });
    throw new AppError('usage', `${what} can't be written: ${file}`, 'Does the folder exist, and may you write there?', { cause });
  }
};
