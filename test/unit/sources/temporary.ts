import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitEnvironment } from '../../../shared/sources/git.ts';

/** A folder of its own for a test file. */
export interface Temporary {
  readonly path: string;
  /** Writes files; content of a path that ends with `/` is ignored and makes a folder. */
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>, folder?: string) => void;
  readonly git: (folder: string, ...args: string[]) => string;
  /** `git init` in a folder that it makes. */
  readonly init: (folder: string, ...args: string[]) => string;
  /** Adds everything and commits it; returns the id. */
  readonly commit: (folder: string, message: string) => string;
  readonly remove: () => void;
}

/** No signing, no hooks, no settings of whoever runs the tests. */
const TEST_ENV = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

export const env = gitEnvironment(process.env, process.cwd());

export const createTemporary = (): Temporary => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'watertight-')));
  const git = (folder: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always', '-c', 'advice.detachedHead=false', ...args], {
      cwd: join(path, folder),
      env: TEST_ENV,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  return {
    path,
    git,
    write: (files, folder = '') => {
      for (const [name, content] of Object.entries(files)) {
        const file = join(path, folder, name);
        mkdirSync(name.endsWith('/') ? file : dirname(file), { recursive: true });
        if (!name.endsWith('/')) writeFileSync(file, content);
      }
    },
    init: (folder, ...args) => {
      mkdirSync(join(path, folder), { recursive: true });
      return git(folder, 'init', '-q', ...args);
    },
    commit: (folder, message) => {
      git(folder, 'add', '-A');
      git(folder, 'commit', '-q', '--allow-empty', '-m', message);
      return git(folder, 'rev-parse', 'HEAD');
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
};

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
