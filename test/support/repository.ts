import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for a test, with git at hand. `remove` it afterwards. */
export interface Sandbox {
  readonly folder: string;
  readonly write: (files: Readonly<Record<string, string | Buffer>>) => void;
  /** Runs git in the folder (or in another) with an identity and without hooks or signatures; gives trimmed output. */
  readonly git: (...args: string[]) => string;
  /** Writes files and commits everything; gives the commit's id. */
  readonly commit: (files: Readonly<Record<string, string | Buffer | null>>, message?: string) => string;
  readonly remove: () => void;
}

const IDENTITY = [
  '-c',
  'user.name=Test',
  '-c',
  'user.email=test@example.com',
  '-c',
  'commit.gpgsign=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.file.allow=always',
  '-c',
  'init.defaultBranch=main',
];

export const createSandbox = (): Sandbox => {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-test-'));
  const write: Sandbox['write'] = (files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  const git: Sandbox['git'] = (...args) =>
    execFileSync('git', [...IDENTITY, ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    }).trim();
  const commit: Sandbox['commit'] = (files, message = 'work') => {
    for (const [path, text] of Object.entries(files)) {
      if (text === null) rmSync(join(folder, path));
      else write({ [path]: text });
    }
    git('add', '-A', '-f');
    git('commit', '-q', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  return { folder, write, git, commit, remove: () => rmSync(folder, { recursive: true, force: true }) };
};
