import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

/** A folder with a program that has the package installed as a registry would give it. */
export interface PackedApp {
  readonly folder: string;
  readonly remove: () => void;
}

/** Packs the package and unpacks it into `node_modules` of a new folder. */
export const installPackage = (): PackedApp => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'watertight-app-')));
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  const target = join(folder, 'node_modules/watertight');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball ?? ''), '-C', target, '--strip-components=1']);
  rmSync(join(folder, tarball ?? ''));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

export interface NodeResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for a process whose output is piped. `onOutput`: called once when it first says something, before it gets its standard input. */
export const outcomeOf = (child: ChildProcess, input = '', onOutput?: () => void): Promise<NodeResult> =>
  new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (stdout === '' && onOutput !== undefined) {
        onOutput();
        child.stdin?.end('go\n');
      }
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
    child.stdin?.on('error', () => {});
    if (onOutput === undefined) child.stdin?.end(input);
  });

/** Runs Node in a folder, with nothing of our own environment but the path. Does not block: servers of the test go on answering. */
export const runNode = (
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
  onOutput?: () => void,
): Promise<NodeResult> => outcomeOf(spawn(process.execPath, args, { cwd, env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env } }), input, onOutput);
