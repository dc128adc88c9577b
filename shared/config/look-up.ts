import { type Stats, statSync } from 'node:fs';
import { AppError } from '../model/app-error.ts';

/**
 * What a path leads to; undefined: nothing. A configuration may name any text, also one that can't be a path: too long, with a NUL, through
 * a loop of links. `file`: as messages show it.
 * @throws AppError `path-missing`
 */
export const lookUp = (path: string, file: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw new AppError('path-missing', `the path can not be looked up: ${file}`, 'Check its spelling, and its links.', { cause });
  }
};
