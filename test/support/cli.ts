import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line in a folder. */
export const runCli = (
  cwd: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>> } = {},
): CliResult => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...args], {
    cwd,
    input: options.input ?? '',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...options.env },
  });
  return { status, stdout, stderr };
};

/** The JSON report of a scan. */
export const jsonReport = (result: CliResult) =>
  JSON.parse(result.stdout) as {
    readonly schemaVersion: number;
    readonly summary: Readonly<Record<string, number>>;
    readonly findings: readonly Readonly<Record<string, string | number | boolean | null>>[];
    readonly problems: readonly { readonly code: string; readonly path: string; readonly message: string }[];
  };
