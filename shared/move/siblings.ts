import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { OpenFile } from './file-plan.ts';
import { readState } from './swap-file.ts';
import { toTextFile } from './text-file.ts';

/** Files of a folder that a rewrite may need, by the file whose values move. */
const WANTED: readonly { readonly of: RegExp; readonly siblings: RegExp }[] = [
  // The module of a variable: where it is declared and used.
  { of: /\.tf$|\.tfvars$|\.tf(?:vars)?\.json$/, siblings: /\.tf$|\.tfvars$/ },
  // Compose reads the `.env` beside it.
  { of: /\.ya?ml$/, siblings: /^\.env$/ },
];

const MAX_SIBLINGS = 200;

const readOpenFile = async (root: string, path: string): Promise<OpenFile | undefined> => {
  try {
    const state = await readState(resolve(root, path));
    const content = state.bytes === null ? undefined : toTextFile(state.bytes);
    return content && { path, state, content };
  } catch {
    return undefined; // what can't be read can't be edited either; the rewrite then says what a person has to do
  }
};

/** The text files beside a file that may have to be edited with it, by name. */
export const openSiblings = async (root: string, path: string): Promise<OpenFile[]> => {
  const wanted = WANTED.filter(({ of }) => of.test(path)).map(({ siblings }) => siblings);
  if (wanted.length === 0) return [];
  const folder = dirname(path);
  const names = await readdir(resolve(root, folder)).catch((): string[] => []);
  const paths = names
    .filter((name) => name !== basename(path) && wanted.some((pattern) => pattern.test(name)))
    .sort()
    .slice(0, MAX_SIBLINGS)
    .map((name) => join(folder, name).replaceAll('\\', '/'));
  const files = await Promise.all(paths.map((each) => readOpenFile(root, each)));
  return files.filter((file) => file !== undefined);
};
