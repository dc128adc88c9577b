import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/model/app-error.ts';
import type { SourceOptions } from './scan-from.ts';

/** A link to nothing: nothing of it can leave. */
const isBroken = (entry: Dirent): boolean => {
  if (!entry.isSymbolicLink()) return false;
  try {
    statSync(join(entry.parentPath, entry.name));
    return false;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
};

/** Every file below a folder, also those that git ignores: what is built is what leaves. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !isBroken(entry))
    .map((entry) => join(entry.parentPath, entry.name));

const expand = (path: string): string[] => {
  if (path === '-') return [path];
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (cause) {
    throw new AppError('path-missing', `a file that is about to leave can't be read: ${path}`, 'Check how its name is written.', { cause });
  }
  return isFolder ? filesBelow(path) : [path];
};

/**
 * With `--guard`, the files that are named, whatever git or a configuration says of them, archives unpacked, and nothing that silences a finding:
 * neither comments nor allowlists nor a baseline go with a file. Otherwise everything as it is.
 */
export const guarded = (paths: readonly string[], options: SourceOptions): { readonly paths: readonly string[]; readonly options: SourceOptions } => {
  if (options.guard !== true) return { paths, options };
  if (paths.length === 0 && options.stdinPath === undefined)
    throw new AppError('usage', '--guard takes the files that are about to leave', 'Name them: watertight scan --guard report.html dist.zip');
  const files = paths.flatMap(expand);
  if (files.length === 0 && paths.length > 0) throw new AppError('nothing-scanned', `there is no file in: ${paths.join(', ')}`, 'Was it built?');
  const { exclude: _, ...rest } = options;
  return {
    paths: files,
    options: { ...rest, archives: true, inline: false, baseline: false, config: typeof options.config === 'string' ? options.config : false },
  };
};
