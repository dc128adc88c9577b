import { readdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { OpenFile } from './file-plan.ts';
import { readState } from './swap-file.ts';
import { toTextFile } from './text-file.ts';

/** Files that a rewrite may need, by the file whose values move: in its folder, and so many folders above it. */
const WANTED: readonly { readonly of: RegExp; readonly siblings: RegExp; readonly above: number }[] = [
  // The module of a variable: where it is declared and used. `env/prod.tfvars` belongs to the module above.
  { of: /\.tfvars$|\.tfvars\.json$/, siblings: /\.(?:tf|tofu|tfvars|tfvars\.json)$/, above: 2 },
  { of: /\.(?:tf|tofu)$/, siblings: /\.(?:tf|tofu)$/, above: 0 },
  // Where the variables of a program, a compose file, npm or Terraform are set.
  { of: /./, siblings: /^\.env$/, above: 0 },
];

const MAX_SIBLINGS = 200;

/** Whether a link leads out of the folder that `path` is in and of the root: nobody has named that file, and a repository could name any. */
const leadsOut = async (root: string, path: string, file: string): Promise<boolean> => {
  const allowed = await Promise.all([realpath(root), realpath(dirname(resolve(root, path)))]);
  return allowed.every((folder) => /^\.\.(?:$|[\\/])/.test(relative(folder, file)) || isAbsolute(relative(folder, file)));
};

const readOpenFile = async (root: string, path: string): Promise<OpenFile | undefined> => {
  try {
    const state = await readState(resolve(root, path));
    if (await leadsOut(root, path, state.file)) return undefined;
    const content = state.bytes === null ? undefined : toTextFile(state.bytes);
    return content && { path, state, content };
  } catch {
    return undefined; // what can't be read can't be edited either; the rewrite then says what a person has to do
  }
};

/** A folder and those above it, up to the one that was asked for; none outside of that. */
const foldersOf = (path: string, above: number): string[] => {
  const folders = [dirname(path)];
  while (folders.length <= above && !/^(?:\.|\/|\.\.(?:\/.*)?)$/.test(folders.at(-1)!)) folders.push(dirname(folders.at(-1)!));
  return folders;
};

/** The text files beside a file that may have to be edited with it, by name. */
export const openSiblings = async (root: string, path: string): Promise<OpenFile[]> => {
  const paths = new Set<string>();
  for (const { siblings, above } of WANTED.filter(({ of }) => of.test(path))) {
    for (const folder of foldersOf(path, above)) {
      const names = await readdir(resolve(root, folder)).catch((): string[] => []);
      for (const name of names) if (siblings.test(name)) paths.add(join(folder, name).replaceAll('\\', '/'));
    }
  }
  paths.delete(join(path).replaceAll('\\', '/'));
  const files = await Promise.all(
    [...paths]
      .sort()
      .slice(0, MAX_SIBLINGS)
      .map((each) => readOpenFile(root, each)),
  );
  return files.filter((file) => file !== undefined);
};
