import { spawn, spawnSync } from 'node:child_process';
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

/** The same without blocking this process: for a command that talks to a server which a test runs here. */
export const runCliAsync = (
  cwd: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
): Promise<CliResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...options.env },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const chunks: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] };
    child.stdout.on('data', (chunk: Buffer) => chunks.out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.err.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout: Buffer.concat(chunks.out).toString('utf8'), stderr: Buffer.concat(chunks.err).toString('utf8') }));
    // A command that reads no input may be gone before it is written.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });

/** The JSON report of a scan. */
export const jsonReport = (result: CliResult) =>
  JSON.parse(result.stdout) as {
    readonly schemaVersion: number;
    readonly summary: Readonly<Record<string, number>>;
    readonly findings: readonly Readonly<Record<string, string | number | boolean | null>>[];
    readonly problems: readonly { readonly code: string; readonly path: string; readonly message: string }[];
  };
