#!/usr/bin/env node
// Installs act, which runs workflows on this machine, and actionlint, which checks them, into .cache/act for test/functional/workflows.
// Without Go nothing is installed and those tests are skipped by name; where CI=true, that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = ['github.com/nektos/act@v0.2.87', 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'];
/** Steps run on the machine itself here: without the client of Docker, act builds in half the time. */
const TAGS = 'WITHOUT_DOCKER';
const wanted = [...MODULES, TAGS].join('\n');
const folder = fileURLToPath(new URL('../.cache/act', import.meta.url));
const programs = ['act', 'actionlint'].map((name) => join(folder, process.platform === 'win32' ? `${name}.exe` : name));
/** A connection that breaks is no reason to fail; what was fetched and built before is kept. */
const ATTEMPTS = 3;
/** Written last: an installation that was broken off is begun anew. */
const stamp = join(folder, 'installed.txt');

const install = () => {
  if (existsSync(stamp) && programs.every((path) => existsSync(path)) && readFileSync(stamp, 'utf8') === wanted) return '';
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const module of MODULES) {
    console.log(`act: building ${module} into .cache/act; this takes a minute or two`);
    const env = { ...process.env, GOBIN: folder };
    const build = () => spawnSync('go', ['install', '-tags', TAGS, module], { encoding: 'utf8', env, stdio: ['ignore', 'ignore', 'pipe'] });
    let result = build();
    for (let attempt = 2; attempt <= ATTEMPTS && result.error === undefined && result.status !== 0; attempt++) result = build();
    const { status, error, stderr } = result;
    if (error !== undefined || status !== 0) return `'go install ${module}' failed: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
  }
  writeFileSync(stamp, wanted);
  return '';
};

const problem = install();
if (problem === '') console.log('act: act and actionlint are ready');
else {
  console.error(`act: not installed, ${process.env.CI === 'true' ? 'which CI does not accept' : 'so workflows are not run'}: ${problem}`);
  process.exitCode = process.env.CI === 'true' ? 1 : 0;
}
