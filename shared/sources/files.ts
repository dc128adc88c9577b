import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Fragment } from '../model/fragment.ts';

/** All files under the paths, as fragments. */
export async function* readTree(paths: readonly string[], cwd: string): AsyncGenerator<Fragment> {
  for (const path of paths) {
    for (const item of await readdir(join(cwd, path), { recursive: true, withFileTypes: true })) {
      if (!item.isFile()) continue;
      const file = join(item.parentPath, item.name);
      yield { text: await readFile(file, 'utf8'), origin: { path: relative(cwd, file).split(sep).join('/') } };
    }
  }
}
