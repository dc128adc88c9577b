// A workspace of several folders.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of the workspace of a suite, by the suite's name; none: it is one folder itself. */
export const foldersOf = (suite) => (suite.startsWith('folders') ? ['one', 'two'] : []);

/** What VS Code opens: the folder itself, or a file that names the folders, which are made in it. */
export const placeWith = (workspace, folders) => {
  if (folders.length === 0) return workspace;
  for (const name of folders) mkdirSync(join(workspace, name));
  const file = join(workspace, 'all.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: folders.map((path) => ({ path })), settings: {} }));
  return file;
};
