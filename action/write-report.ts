import { mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { AppError } from '../shared/model/app-error.ts';

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way);
};

/**
 * Writes a report; gives its full path. It is written beside its place and renamed, because what is there may be a link that a pull request
 * brought, and for the same reason the folder of a path inside the workspace has to be inside indeed.
 * @throws AppError `usage` when it can't be written
 */
export const writeReport = async (workspace: string, file: string, text: string): Promise<string> => {
  const path = resolve(workspace, file);
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${process.pid}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    if (isInside(workspace, path) && !isInside(await realpath(workspace), await realpath(dirname(path))))
      throw new Error('the folder is a link that leads outside');
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new AppError('usage', `the report can't be written: ${file}`, 'Is the path inside the workspace, and is its folder writable?', { cause });
  }
  return path;
};
