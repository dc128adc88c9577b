import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../model/app-error.ts';
import type { Git } from './git.ts';
import { findRepository, isIgnoredFolder, listGitFiles } from './git-files.ts';
import { below, comparePaths, folderOf, isDependencyFolder, isEnvFile, isInSkippedFolder, toReported } from './path-names.ts';
import { errorCode, type OnProblem, unreadable } from './problems.ts';
import type { FileItem } from './source-item.ts';
import { walkFolder } from './walk.ts';

export interface ListOptions {
  /** The current folder: paths are relative to it, as given and as reported. */
  readonly cwd: string;
  /** See `gitEnvironment`. */
  readonly env: Git['env'];
  /** Only what git tracks; outside a repository nothing is. */
  readonly trackedOnly?: boolean;
  /** Called with each path as reported; true leaves it out. Files that are named themselves are never left out. */
  readonly exclude?: (path: string) => boolean;
  readonly maxDepth?: number;
  readonly onProblem?: OnProblem;
}

/** A file that may be there, in one of the folders to scan. */
interface Listed {
  readonly path: string;
  readonly absolute: string;
  /** The folder to scan that it is part of, without links. */
  readonly root: string;
  readonly tracked?: boolean;
}

interface Context extends Required<ListOptions> {
  readonly add: (file: Listed) => void;
}

const addWalked = async (root: string, path: string, context: Context): Promise<void> => {
  const { files, repositories } = walkFolder(root, { reported: path, maxDepth: context.maxDepth, onProblem: context.onProblem });
  if (!context.trackedOnly) for (const file of files) context.add({ path: below(path, file), absolute: join(root, file), root });
  for (const folder of repositories) await addRepository(join(root, folder), below(path, folder), context);
};

/** What git tracks, what it does not ignore, and files of settings even when it does. */
const addRepository = async (root: string, path: string, context: Context): Promise<void> => {
  let files: Awaited<ReturnType<typeof listGitFiles>>;
  try {
    files = await listGitFiles({ cwd: root, env: context.env }, context.trackedOnly);
  } catch (error) {
    // Without git, or with a damaged repository, the files are still there to be scanned.
    const message = error instanceof AppError ? error.message : 'unknown error';
    context.onProblem({ code: 'git-unreadable', path, message: `${message}; all files are scanned`, incomplete: context.trackedOnly });
    if (!context.trackedOnly) await addWalked(root, path, context);
    return;
  }
  for (const message of files.warnings) context.onProblem({ code: 'file-unreadable', path, message, incomplete: true });
  const add = (tracked: boolean) => (file: string) => context.add({ path: below(path, file), absolute: join(root, file), root, tracked });
  files.tracked.forEach(add(true));
  files.untracked.forEach(add(false));
  files.ignoredFiles.filter((file) => isEnvFile(file) && !isInSkippedFolder(file)).forEach(add(false));
  for (const folder of files.ignoredFolders) {
    if (isDependencyFolder(folder) || isInSkippedFolder(folder)) continue;
    const walked = walkFolder(join(root, folder), { reported: below(path, folder), maxDepth: context.maxDepth, onProblem: context.onProblem });
    walked.files
      .filter(isEnvFile)
      .map((file) => below(folder, file))
      .forEach(add(false));
  }
  for (const inner of files.repositories) await addRepository(join(root, inner.path), below(path, inner.path), context);
};

/** A folder that git ignores, but that somebody asked for. */
const addIgnoredFolder = async (root: string, path: string, context: Context): Promise<void> => {
  const tracked = new Set((await listGitFiles({ cwd: root, env: context.env }, true)).tracked); // somebody may have forced some
  const add = (file: Listed) => {
    const isTracked = tracked.has(file.path.slice(below(path, '').length));
    if (isTracked || !context.trackedOnly) context.add({ ...file, tracked: isTracked });
  };
  await addWalked(root, path, { ...context, trackedOnly: false, add });
};

const addFolder = async (root: string, path: string, context: Context): Promise<void> => {
  const repository = findRepository(root);
  if (repository === undefined) return addWalked(root, path, context);
  const inRepository = toReported(relative(repository, root), sep);
  const isIgnored = inRepository !== '' && (await isIgnoredFolder({ cwd: repository, env: context.env }, inRepository).catch(() => false));
  return isIgnored ? addIgnoredFolder(root, path, context) : addRepository(root, path, context);
};

/** Tells whether named files are tracked; asks git once for each repository. */
const createTrackedLookup = (context: Context) => {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  return async (absolute: string): Promise<boolean | undefined> => {
    const repository = findRepository(dirname(absolute));
    if (repository === undefined) return undefined;
    const { GIT_INDEX_FILE: _, ...env } = context.env;
    const files =
      known.get(repository) ??
      listGitFiles({ cwd: repository, env }, true).then(
        (listed) => new Set(listed.tracked),
        () => new Set<string>(),
      );
    known.set(repository, files);
    return (await files).has(toReported(relative(repository, absolute), sep));
  };
};

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error));

/** Whether all folders between the root and a file are folders: git still lists files behind a folder that became a link. */
const createFolderCheck = () => {
  const known = new Map<string, boolean>();
  const isPlain = (folder: string, root: string): boolean => {
    if (folder.length <= root.length) return true;
    let plain = known.get(folder);
    if (plain === undefined) {
      plain = isPlain(dirname(folder), root) && lstatSync(folder).isDirectory();
      known.set(folder, plain);
    }
    return plain;
  };
  return isPlain;
};

const isInside = (path: string, root: string): boolean => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

/** A link's target, when it is a file inside of the root. A target that is listed itself is dropped by its real path later. */
const followInside = (file: Listed, onProblem: OnProblem): Stats | undefined => {
  let target: string;
  try {
    target = realpathSync(file.absolute);
  } catch {
    return undefined; // leads nowhere, or in a circle
  }
  if (!isInside(target, file.root)) {
    onProblem({ code: 'symlink-outside', path: file.path, message: 'a symbolic link that leads out of the scanned folder is not followed', incomplete: false });
    return undefined;
  }
  const stats = statSync(target);
  return stats.isFile() ? stats : undefined;
};

/** A path as it was given. */
const lookUp = (path: string, cwd: string) => {
  if (path === '') throw new AppError('path-missing', 'a path is empty', 'Is a variable of the shell not set? `.` is the current folder.');
  const absolute = resolve(cwd, path);
  try {
    const stats = statSync(absolute);
    return { absolute: stats.isDirectory() ? realpathSync(absolute) : absolute, stats, reported: toReported(relative(cwd, absolute), sep) };
  } catch (cause) {
    const what = isMissing(cause) ? 'no such file or folder' : 'the path can not be looked up';
    throw new AppError('path-missing', `${what}: ${path}`, 'Check the spelling; paths are relative to the current folder.', { cause });
  }
};

/**
 * Lists the files to scan, sorted by path. Throws `path-missing` for a path that does not exist, before anything is listed.
 * A file that is named itself is always listed; a folder is listed by git's rules inside a repository, and outside of one
 * without dependency folders and VCS data.
 */
export async function* listFiles(paths: readonly string[], options: ListOptions): AsyncGenerator<FileItem> {
  const listed: Listed[] = [];
  const context: Context = {
    trackedOnly: false,
    exclude: () => false,
    maxDepth: 256,
    onProblem: () => {},
    ...options,
    env: { ...options.env, GIT_INDEX_FILE: undefined }, // a hook's index belongs to one repository only
    add: (file) => {
      if (!context.exclude(file.path)) listed.push(file);
    },
  };
  const { cwd, onProblem } = context;
  const named = (paths.length > 0 ? paths : ['.']).map((path) => lookUp(path, cwd));
  const isTracked = createTrackedLookup(context);
  const seen = new Set<string>();
  const explicit: FileItem[] = [];
  for (const { absolute, stats, reported } of named) {
    if (stats.isDirectory()) await addFolder(absolute, reported, context);
    else if (!stats.isFile()) onProblem({ code: 'file-unreadable', path: reported, message: 'neither a file nor a folder', incomplete: true });
    else if (!seen.has(absolute)) {
      seen.add(absolute);
      const tracked = await isTracked(absolute);
      explicit.push({ kind: 'file', path: reported, absolute, bytes: stats.size, ...(tracked === undefined ? {} : { tracked }) });
    }
  }

  const files: (Listed | FileItem)[] = [...explicit, ...listed.filter((file) => !seen.has(file.absolute))];
  files.sort((a, b) => comparePaths(a.path, b.path));
  const own = new Set(files.map((file) => file.absolute));
  const isPlain = createFolderCheck();
  for (const file of files) {
    if ('kind' in file) {
      yield file;
      continue;
    }
    if (seen.has(file.absolute)) continue; // two of the folders overlap
    seen.add(file.absolute);
    try {
      if (folderOf(file.path) !== '' && !isPlain(dirname(file.absolute), file.root)) continue;
      let stats: Stats | undefined = lstatSync(file.absolute);
      if (stats.isSymbolicLink()) {
        stats = followInside(file, onProblem);
        const target = stats && realpathSync(file.absolute);
        if (target === undefined || own.has(target) || seen.has(target)) continue;
        seen.add(target);
      }
      if (stats?.isFile())
        yield { kind: 'file', path: file.path, absolute: file.absolute, bytes: stats.size, ...(file.tracked === undefined ? {} : { tracked: file.tracked }) };
    } catch (error) {
      // Names come as text. One that is not UTF-8 can't be found by it, and must not be taken for a file that is deleted but still tracked.
      if (isMissing(error) && file.path.includes('\ufffd'))
        onProblem({ code: 'file-unreadable', path: file.path, message: 'its name is not UTF-8; rename it', incomplete: true });
      else if (!isMissing(error)) onProblem(unreadable(file.path, error));
    }
  }
}
