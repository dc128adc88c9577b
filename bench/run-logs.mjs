// The logs of a run, downloaded as a zip file from GitHub's API on loopback and scanned by the built command: seconds and memory.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { zipSync } from 'fflate';
import { loadTs, ROOT } from '../scripts/load-ts.mjs';
import { logBlocks } from './log-blocks.mjs';
import { median } from './measure.mjs';
import { watchMemory } from './tree-memory.mjs';

const { startGithub } = await loadTs('test/fakes/github.ts');
const { addRun } = await loadTs('test/support/run-logs.ts');

const NAME = 'logs of a run';
const JOBS = 23;
const LINES_OF_JOB = 100_000;
const LEAKS_OF_JOB = 2;
const MOST_MEGABYTES = 320;

/** @returns {Promise<number>} how many bars were missed */
export const benchRunLogs = async (runs) => {
  const files = Array.from({ length: JOBS }, (_, job) => [`${job}_build ${job}.txt`, Buffer.from([...logBlocks(job * LINES_OF_JOB, LINES_OF_JOB)].join(''))]);
  const megabytesOfText = files.reduce((sum, [, bytes]) => sum + bytes.length, 0) / 1e6;
  const zip = zipSync(Object.fromEntries(files), { level: 1 });
  const home = mkdtempSync(join(tmpdir(), 'watertight-bench-'));
  const github = await startGithub();
  try {
    const run = addRun(github.repository('acme/app'), [], { logs: zip });
    const done = [];
    for (let i = 0; i < runs; i++) {
      const started = performance.now();
      const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'logs', `${run.id}`, '--repo', 'acme/app', '--format', 'json'], {
        cwd: home,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: process.env.PATH, HOME: home, GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token(), NO_COLOR: '1' },
      });
      const stopWatching = watchMemory(child.pid);
      const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
      done.push({ seconds: (performance.now() - started) / 1000, megabytes: stopWatching() });
      const { findings } = JSON.parse(stdout);
      if (findings.length === JOBS * LEAKS_OF_JOB) continue;
      console.error(`${NAME}: ${findings.length} findings, ${JOBS * LEAKS_OF_JOB} expected`);
      return 1;
    }
    const seconds = median(done.map((each) => each.seconds));
    const megabytes = median(done.map((each) => each.megabytes));
    console.log(
      `${NAME.padEnd(26)} ${megabytesOfText.toFixed(1).padStart(7)} MB in a zip of ${(zip.length / 1e6).toFixed(0)} MB: ${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB peak, ${JOBS * LEAKS_OF_JOB} findings`,
    );
    if (megabytes <= MOST_MEGABYTES) return 0;
    console.error(`${NAME}: more than ${MOST_MEGABYTES} MB`);
    return 1;
  } finally {
    await github.close();
    rmSync(home, { recursive: true, force: true });
  }
};
