import { AppError } from '../model/app-error.ts';
import { type Git, runGit, splitNul } from './git.ts';

/** Files read at most: configuration is few. */
const MAX_FILES = 500;

/**
 * Files as a commit holds them, by path relative to `git.cwd` (and below it). Links and submodules are no files.
 * @throws AppError `incomplete` when the commit or a file can't be read
 */
export const readCommitFiles = async (git: Git, commit: string, isWanted: (path: string) => boolean): Promise<ReadonlyMap<string, Uint8Array>> => {
  const must = async (args: readonly string[], input = ''): Promise<Buffer> => {
    const { status, stdout, message } = await runGit(git, args, input);
    if (status !== 0) throw new AppError('incomplete', `commit ${commit.slice(0, 10)} can't be read: ${message}`, 'Check the repository with git fsck.');
    return stdout;
  };
  const wanted: { readonly path: string; readonly objectId: string }[] = [];
  for (const entry of splitNul(await must(['ls-tree', '-r', '-z', commit, '--']))) {
    // "<mode> blob <object>\t<path>"
    const [, objectId, path] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    if (objectId === undefined || path === undefined || !isWanted(path)) continue;
    if (wanted.push({ path, objectId }) === MAX_FILES) break;
  }
  if (wanted.length === 0) return new Map();
  const contents = splitContents(await must(['cat-file', '--batch'], wanted.map(({ objectId }) => `${objectId}\n`).join('')));
  if (contents.length < wanted.length)
    throw new AppError('incomplete', `a file of commit ${commit.slice(0, 10)} is not in the repository`, 'Check the repository with git fsck.');
  return new Map(wanted.map(({ path }, i) => [path, contents[i]!]));
};

/** What `git cat-file --batch` gives, up to the first object that is missing: "<object> blob <size>", a line end, the content, a line end. */
const splitContents = (output: Buffer): Uint8Array[] => {
  const contents: Uint8Array[] = [];
  for (let at = 0; at < output.length; ) {
    const start = output.indexOf(10, at) + 1;
    const [, size] = / blob (\d+)\n$/.exec(output.toString('latin1', at, start)) ?? [];
    if (size === undefined) break;
    contents.push(output.subarray(start, start + Number(size)));
    at = start + Number(size) + 1;
  }
  return contents;
};

/** Object ids of the files of a commit by path, as above; undefined when `git.cwd` is in no repository or the commit is not there. */
export const listBlobIds = async (git: Git, commit: string): Promise<ReadonlyMap<string, string> | undefined> => {
  const { status, stdout } = await runGit(git, ['ls-tree', '-r', '-z', commit, '--']);
  if (status !== 0) return undefined;
  const entries = splitNul(stdout).map((entry) => /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(entry));
  return new Map(entries.flatMap((entry) => (entry === null ? [] : [[entry[2]!, entry[1]!] as const])));
};
