import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { input, say, variable } from './step.ts';

const root = variable('WATERTIGHT_TEST_CACHE');
const path = resolve(variable('GITHUB_WORKSPACE'), input('path'));

/** For actions/cache: caches are folders of `WATERTIGHT_TEST_CACHE`, by their keys. */
export const restoreCache = (): void => {
  const keys = [input('key'), ...input('restore-keys').split('\n')];
  const names = existsSync(root) ? readdirSync(root).sort().reverse() : [];
  const found = keys.map((key) => names.find((name) => name.startsWith(key.trim()))).find((name) => name !== undefined);
  if (found !== undefined) cpSync(join(root, found), path, { recursive: true });
  say(found === undefined ? 'Cache not found' : `Cache restored from key: ${found}`);
};

export const saveCache = (): void => {
  if (!existsSync(path)) return;
  rmSync(join(root, input('key')), { recursive: true, force: true });
  cpSync(path, join(root, input('key')), { recursive: true });
};
