import type { Problem } from '../model/problem.ts';

/** Called with whatever is left out or not understood. */
export type OnProblem = (problem: Problem) => void;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'the file vanished before it could be read',
  ENOTDIR: 'the file vanished before it could be read',
  EISDIR: 'the file became a folder before it could be read',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'input/output error',
};

/** The system's code of an error, e.g. `ENOENT`; without `instanceof`, which fails across realms. */
export const errorCode = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
};

/** Something that should have been scanned and could not be read. `error` is what the file system threw. */
export const unreadable = (path: string, error: unknown): Problem => {
  const code = errorCode(error);
  return { code: 'file-unreadable', path, message: Object.hasOwn(REASONS, code) ? REASONS[code]! : code, incomplete: true };
};
