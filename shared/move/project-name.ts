import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The nearest folder with `.git`, or the folder itself. */
const rootOf = (folder: string): string => {
  for (let at = folder; ; at = dirname(at)) {
    if (statSync(join(at, '.git'), { throwIfNoEntry: false }) !== undefined) return at;
    if (dirname(at) === at) return folder;
  }
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const packageName = (root: string): string | undefined => {
  try {
    const { name } = JSON.parse(readText(join(root, 'package.json'))) as { readonly name?: unknown };
    return typeof name === 'string' && name !== '' ? name.replace(/^@/, '') : undefined;
  } catch {
    return undefined;
  }
};

/** The last part of the first remote's address, e.g. `shop` of `git@github.com:acme/shop.git`. */
const remoteName = (root: string): string | undefined => /^\s*url\s*=\s*\S*?([^/:\s]+?)(?:\.git)?\/?\s*$/m.exec(readText(join(root, '.git', 'config')))?.[1];

/** What a project is called, for the names of its secrets: its package, its repository, its folder; the first that is known. Never empty. */
export const projectNameOf = (cwd: string): string => {
  const root = rootOf(cwd);
  return (packageName(root) ?? remoteName(root) ?? basename(root)).replaceAll('/', '-') || 'app';
};
