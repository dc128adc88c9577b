import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { FileChange } from '../../shared/files/replace-all.ts';
import { AppError } from '../../shared/model/app-error.ts';
import type { WorkTree } from '../../shared/scan/work-tree.ts';

export const PART_NAMES = ['workflow', 'hook', 'config', 'baseline'] as const;

export type PartName = (typeof PART_NAMES)[number];

/** One thing that a repository needs to be guarded: there already, or what has to be written for it. */
export interface Part {
  readonly name: PartName;
  readonly isThere: boolean;
  /** Where it is, or what is going to be done, in one line. */
  readonly summary: string;
  /** Empty when it is there, and when only a person can do it. */
  readonly changes: readonly FileChange[];
  /** What a person has to know or to do, one line each. */
  readonly notes: readonly string[];
  /** Shown in the place of the text of a file that nobody reads. */
  readonly listing?: readonly string[];
}

/** The repository, as far as all parts need it. */
export interface Place extends WorkTree {
  /** The text of a file; undefined where there is none. `path` is relative to the root. */
  readonly read: (path: string) => string | undefined;
}

/** Files that are looked at: larger ones are none that people write. */
const MAX_BYTES = 5_000_000;

/** Undefined where there is no such file. Throws `usage` for what is there and can't be read as text. */
export const readText = (file: string): string | undefined => {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return undefined;
  if (!stats.isFile() || stats.size > MAX_BYTES) throw new AppError('usage', `not a file that can be read: ${file}`, 'Is it the right file?');
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('usage', `it can't be read: ${file}`, 'Check its permissions.', { cause });
  }
};

export const placeOf = (tree: WorkTree): Place => ({ ...tree, read: (path) => readText(join(tree.root, path)) });

/** As people see it: relative to the root with `/` where it lies in it. */
export const shown = (root: string, file: string): string => {
  const inside = relative(root, file);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? file : inside.split(sep).join('/');
};

/** The file behind a link, or undefined when it does not lie in one of the folders. A file that is not there yet is judged by its folder. */
export const realInside = (file: string, folders: readonly string[]): string | undefined => {
  let at = file;
  while (!existsSync(at)) at = join(at, '..');
  const real = join(realpathSync(at), relative(at, file));
  return folders.some((folder) => real.startsWith(`${existsSync(folder) ? realpathSync(folder) : folder}${sep}`)) ? real : undefined;
};
