#!/usr/bin/env node
// Speed and memory of whole processes, each with the findings it must print; secretlint (preset-recommend) beside it, in turn, in the same run.
//   npm run bench [-- --runs 5] [-- --only log]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../scripts/load-ts.mjs';
import { CASES } from './cases.mjs';
import { benchKnownValues } from './known-values.mjs';
import { measure, median } from './measure.mjs';
import { benchPullRequests } from './pull-request.mjs';
import { benchRunLogs } from './run-logs.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const runs = Number(option('runs', 5));
const only = option('only', '');

const watertight = (args) => [join(ROOT, 'dist/cli/main.js'), ...args, '--format', 'json'];
const secretlint = [join(ROOT, 'node_modules/secretlint/bin/secretlint.js'), '--secretlintrc', join(ROOT, 'bench/secretlint.json'), '--no-color', '**/*'];

/** The bars that `npm run bench` holds: MB/s by case, ratio to the peer. Quoted for two processors. */
const BARS = { 'source tree': { ratio: 10 }, 'log of 200 MB': { megabytesPerSecond: 200, peakMegabytes: 200 } };

console.log(`Node ${process.versions.node}, ${cpus().length} processors (${cpus()[0]?.model}), ${runs} runs, medians`);
let failed = 0;
for (const { name, make, args, expected, only: counted, peer, sizeOf } of CASES.filter((each) => each.name.includes(only))) {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-bench-'));
  try {
    make(folder);
    const megabytes = sizeOf(folder) / 1e6;
    const ours = [];
    const theirs = [];
    for (let i = 0; i <= runs; i++) {
      const run = measure(watertight(args), folder);
      const findings = JSON.parse(run.stdout).findings.filter(counted ?? (() => true));
      if (findings.length !== expected) {
        console.error(`${name}: ${findings.length} findings, ${expected} expected`);
        failed += 1;
        break;
      }
      const other = peer ? measure(secretlint, folder) : undefined;
      if (other !== undefined && !/problem/.test(other.stdout)) {
        console.error(`${name}: secretlint found nothing: ${other.stderr.slice(0, 200)}`);
        failed += 1;
        break;
      }
      if (i === 0) continue; // warms the disk cache
      ours.push(run);
      if (other !== undefined) theirs.push(other);
    }
    if (ours.length === 0) continue;
    const seconds = median(ours.map((run) => run.seconds));
    const peak = median(ours.map((run) => run.megabytes));
    const speed = megabytes / seconds;
    const ratio = theirs.length > 0 ? median(theirs.map((run, i) => run.seconds / ours[i].seconds)) : undefined;
    console.log(
      `${name.padEnd(26)} ${megabytes.toFixed(1).padStart(7)} MB ${seconds.toFixed(2).padStart(6)} s ${speed.toFixed(0).padStart(5)} MB/s ${peak.toFixed(0).padStart(5)} MB peak, ${expected} findings${ratio === undefined ? '' : `, ${ratio.toFixed(1)} times secretlint (${(megabytes / median(theirs.map((run) => run.seconds))).toFixed(0)} MB/s)`}`,
    );
    const bar = BARS[name] ?? {};
    if (bar.ratio > ratio || bar.megabytesPerSecond > speed || bar.peakMegabytes < peak) {
      console.error(`${name}: under the bar ${JSON.stringify(bar)}`);
      failed += 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if ('known values'.includes(only)) failed += benchKnownValues(runs);
if ('logs of a run'.includes(only)) failed += await benchRunLogs(runs);
failed += await benchPullRequests(runs, only);

// The extension in a real VS Code: a keystroke in a file of 10,000 lines, the activation, a scan of the workspace. Needs Chromium.
if ('editor'.includes(only)) {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'test/editor/run.mjs'), '--bench', '--release', 'newest'], { stdio: 'inherit' });
  if (status !== 0) failed += 1;
}
process.exitCode = failed > 0 ? 1 : 0;
