import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep, win32 } from 'node:path';

/** The variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a program runs; tests make their own. */
export interface Host {
  readonly platform: NodeJS.Platform;
  /** The user's home folder, absolute. */
  readonly userHome: string;
  /** The current folder, absolute. */
  readonly cwd: string;
}

export const thisHost = (): Host => ({ platform: process.platform, userHome: homedir(), cwd: process.cwd() });

/**
 * The folder in which a user's programs keep data, by the habits of the platform: `XDG_DATA_HOME` (XDG Base Directory Specification, which
 * says that a relative one is to be ignored), `~/Library/Application Support`, `%LOCALAPPDATA%`.
 */
export const dataFolderOf = (env: Environment, { platform, userHome }: Host): string => {
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] ?? '';
    return win32.isAbsolute(local) ? local : win32.join(userHome, 'AppData', 'Local');
  }
  const xdg = env['XDG_DATA_HOME'] ?? '';
  if (posix.isAbsolute(xdg)) return xdg;
  return platform === 'darwin' ? posix.join(userHome, 'Library', 'Application Support') : posix.join(userHome, '.local', 'share');
};

/** The root of the repository in which a folder lies: the nearest one with `.git`; undefined outside of any. */
export const findRepositoryRoot = (folder: string): string | undefined => {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
};

/** Behind every link, also where the end of the path does not exist yet. */
const realPathOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPathOf(dirname(path)), basename(path));
  }
};

/** Whether a path lies in a folder or is it, links followed. */
export const isInside = (folder: string, path: string): boolean => {
  const way = relative(realPathOf(folder), realPathOf(path));
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
};
