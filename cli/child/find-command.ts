import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Where a command is, or what a shell would say of it. */
export type FoundCommand = { readonly path: string } | { readonly problem: 'missing' | 'not executable' };

const isFile = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Looks for a command as a shell does (POSIX 2.9.1.4): a name with a slash is a path, any other is looked for in `PATH`. */
export const findCommand = (command: string, env: Readonly<Record<string, string>>, cwd: string): FoundCommand => {
  const isWindows = process.platform === 'win32';
  const pathOf = Object.entries(env).find(([name]) => (isWindows ? name.toUpperCase() : name) === 'PATH')?.[1] ?? '';
  const endings = isWindows ? ['', ...(env['PATHEXT'] ?? '.EXE;.COM').split(';')] : [''];
  const isPath = command.includes('/') || (isWindows && command.includes('\\'));
  const folders = isPath ? [cwd] : pathOf.split(delimiter).map((folder) => resolve(cwd, folder));
  const files = folders
    .flatMap((folder) => endings.map((ending) => (isPath ? resolve(folder, command + ending) : join(folder, command + ending))))
    .filter(isFile);
  const path = files.find(isExecutable);
  if (path !== undefined) return { path };
  return { problem: files.length > 0 || (isPath && isFolder(resolve(cwd, command))) ? 'not executable' : 'missing' };
};

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};
