#!/usr/bin/env node
// Installs moto, an implementation of AWS services that is not ours, into .cache/moto for the tests that run against it (test/support/moto.ts).
// Without Python nothing is installed and those tests are skipped by name; where CI=true, that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOTO = 'moto[server]==5.2.5';
const folder = fileURLToPath(new URL('../.cache/moto', import.meta.url));
const programs = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
const server = join(programs, process.platform === 'win32' ? 'moto_server.exe' : 'moto_server');
/** Written last: an installation that was broken off is begun anew. */
const stamp = join(folder, 'installed.txt');

const run = (command, args) => {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 26 });
  return error === undefined && status === 0 ? '' : `'${command} ${args.join(' ')}' failed: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
};

const install = () => {
  if (existsSync(stamp) && existsSync(server) && readFileSync(stamp, 'utf8') === MOTO) return '';
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.log(`moto: installing ${MOTO} into .cache/moto; this takes a minute`);
  const problems = ['python3', 'python'].map((python) => run(python, ['-m', 'venv', folder]));
  const made = problems.includes('');
  const problem = made ? run(join(programs, 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', MOTO]) : problems[0];
  if (problem === '') writeFileSync(stamp, MOTO);
  return problem;
};

const problem = install();
if (problem === '') console.log(`moto: ${MOTO} is ready`);
else {
  console.error(`moto: not installed, ${process.env.CI === 'true' ? 'which CI does not accept' : 'so the tests against it are skipped'}: ${problem}`);
  process.exitCode = process.env.CI === 'true' ? 1 : 0;
}
