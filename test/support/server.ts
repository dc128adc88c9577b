import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from './repository.ts';

/** Clones of a repository, as actions/checkout leaves them: a detached commit, and `origin`. */
export interface Checkouts {
  readonly checkout: (ref: string, depth?: number) => string;
  readonly remove: () => void;
}

export const createCheckouts = (server: Sandbox): Checkouts => {
  const folders: string[] = [];
  const checkout = (ref: string, depth?: number): string => {
    const folder = mkdtempSync(join(tmpdir(), 'watertight-clone-'));
    folders.push(folder);
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' };
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env });
    git('init', '-q');
    git('remote', 'add', 'origin', `file://${server.folder}`);
    if (depth === undefined) git('fetch', '-q', '--no-tags', 'origin', '+refs/heads/*:refs/remotes/origin/*', ref);
    else git('fetch', '-q', '--no-tags', `--depth=${depth}`, 'origin', ref);
    git('checkout', '-q', '--detach', depth === undefined ? `origin/${ref}` : 'FETCH_HEAD');
    return folder;
  };
  const remove = (): void => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  };
  return { checkout, remove };
};
