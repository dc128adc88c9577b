#!/usr/bin/env node
// Watertight and every other scanner on PATH over the same labelled folders, side by side: what each finds, what it wrongly flags, how long it takes.
//   npm run bench:peers -- FOLDER…
// A folder holds files and `labels.json`: { "path": { "secret": [[first line, last line], …], "clean": [line, …], "either": [line, …] } }. Where `clean`
// is empty or missing, each line that is not labelled has to stay clean.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { median } from './measure.mjs';
import { SCANNERS } from './peer-scanners.mjs';

const RUNS = 3;
/** Of one run. A scanner that takes longer is named, and not asked again. */
const LIMIT_MS = 300_000;
const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: npm run bench:peers -- FOLDER…   (each with labels.json; bench/peers.mjs says what it holds)');
  process.exit(2);
}

const run = ([command, ...args], cwd) => {
  const started = performance.now();
  const { stdout = '', stderr = '', error, status } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 30, timeout: LIMIT_MS });
  return { stdout, stderr, status, error, seconds: (performance.now() - started) / 1000 };
};

const versionOf = ({ version }) => {
  const { error, stdout, stderr } = run(version, tmpdir());
  return error === undefined ? (/\d+\.\d+[\w.-]*/.exec(stdout + stderr)?.[0] ?? '') : undefined;
};

/** Hits on labelled secrets and on lines that are clean. */
const score = (labels, places) => {
  const count = { secrets: 0, found: 0, clean: 0, flagged: 0 };
  for (const [path, { secret, clean = [], either = [] }] of Object.entries(labels)) {
    const here = places.filter((place) => place.path === path);
    const isHit = (from, to) => here.some((place) => place.from <= to && place.to >= from);
    count.secrets += secret.length;
    count.found += secret.filter(([from, to]) => isHit(from, to)).length;
    if (clean.length > 0) {
      count.clean += clean.length;
      count.flagged += clean.filter((line) => isHit(line, line)).length;
    } else {
      const isKnown = ({ from, to }) => secret.some(([a, b]) => from <= b && to >= a) || either.some((line) => from <= line && to >= line);
      count.flagged += new Set(here.filter((place) => !isKnown(place)).map(({ from }) => from)).size;
    }
  }
  return count;
};

for (const given of folders) {
  const from = resolve(given);
  if (!existsSync(join(from, 'labels.json'))) {
    console.error(`bench: no labels.json in ${given}`);
    process.exit(2);
  }
  const labels = JSON.parse(readFileSync(join(from, 'labels.json'), 'utf8'));
  const work = mkdtempSync(join(tmpdir(), 'watertight-peers-'));
  const tree = join(work, 'tree');
  const out = join(work, 'report');
  try {
    cpSync(from, tree, { recursive: true, filter: (path) => basename(path) !== 'labels.json' });
    console.log(
      `\n${basename(from)}: ${Object.keys(labels).length} labelled files\n\n| Scanner | Found | Clean lines flagged | Seconds |\n| --- | --- | --- | --- |`,
    );
    for (const scanner of SCANNERS) {
      const version = versionOf(scanner);
      if (version === undefined) {
        console.log(`| ${scanner.name} | not installed | | |`);
        continue;
      }
      const times = [];
      let places = [];
      let failed;
      for (let i = 0; i < RUNS && failed === undefined; i++) {
        const { stdout, stderr, seconds, error } = run(scanner.command(out), tree);
        times.push(seconds);
        try {
          places = scanner.read(stdout, out).map((place) => ({ ...place, path: relative(tree, resolve(tree, place.path)).replaceAll('\\', '/') }));
        } catch {
          failed = error === undefined ? (stderr.split('\n')[0] ?? '') : `no report in ${LIMIT_MS / 1000} s`;
        }
        rmSync(out, { force: true });
      }
      const { secrets, found, clean, flagged } = score(labels, places);
      const wrong = clean > 0 ? `${flagged} of ${clean}` : `${flagged}`;
      console.log(
        failed === undefined
          ? `| ${`${scanner.name} ${version}`.trim()} | ${found} of ${secrets} | ${wrong} | ${median(times).toFixed(2)} |`
          : `| ${scanner.name} | failed: ${failed} | | |`,
      );
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
