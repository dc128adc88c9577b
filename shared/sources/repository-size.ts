import { resolve } from 'node:path';
import { AppError } from '../model/app-error.ts';
import { type Git, runGit } from './git.ts';

/** Bytes that the objects of a repository take, packed: a measure of its history. Throws `path-missing` where there is none. */
export const measureRepository = async (cwd: string, env: Git['env'], folder: string): Promise<number> => {
  const missing = (cause?: unknown) =>
    new AppError('path-missing', `no git repository there: ${folder}`, 'Clone it first, or give its size with --repositories.', { cause });
  const { status, stdout } = await runGit({ cwd: resolve(cwd, folder), env }, ['count-objects', '-v']).catch((cause: unknown) => {
    throw missing(cause);
  });
  if (status !== 0) throw missing();
  const sizes = [...stdout.toString('latin1').matchAll(/^size(?:-pack)?: (\d+)$/gm)];
  return sizes.reduce((sum, [, kibibytes]) => sum + Number(kibibytes) * 1024, 0);
};
