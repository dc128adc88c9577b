// Runs a Node command as a whole process and measures it: wall seconds, peak memory, exit status, output.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const probe = pathToFileURL(join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, 'peak-memory.mjs')).href;

/** @returns {{ seconds: number, megabytes: number, status: number | null, stdout: string, stderr: string }} */
export const measure = (args, cwd) => {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-bench-'));
  try {
    const file = join(folder, 'peak');
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', probe, ...args], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      env: { ...process.env, BENCH_PEAK_FILE: file, NO_COLOR: '1' },
    });
    return { seconds: (performance.now() - started) / 1000, megabytes: Number(readFileSync(file, 'utf8')) / 1000, status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
