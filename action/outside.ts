import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

const isWithin = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
};

/** The real place of something, or its path where nothing is there. */
const realPlace = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** The full path of something that lies outside of the workspace, whose files and links a pull request chooses; undefined when it lies within. */
export const outsideOf = (workspace: string, given: string): string | undefined => {
  const path = resolve(workspace, given);
  return isWithin(workspace, path) || isWithin(realPlace(workspace), realPlace(path)) ? undefined : path;
};
