#!/usr/bin/env node
// Makes a fresh clone ready: installs what the lock file says when it is not there yet, then builds. Needs git and Node alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (error !== undefined || status !== 0) {
    console.error(`setup: '${command} ${args.join(' ')}' failed${error === undefined ? ` with status ${status}` : `: ${error.message}`}`);
    process.exit(2);
  }
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`setup: Node 20.19 or newer is needed; this is ${process.versions.node}.`);
  process.exit(2);
}

/** npm writes the installed tree here; it says whether node_modules is what the lock file asks for. */
const installed = join(root, 'node_modules/.package-lock.json');
const versionsOf = (file) =>
  JSON.stringify(
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages)
      .filter(([path, entry]) => path !== '' && entry.optional !== true && entry.peer !== true)
      .map(([path, entry]) => `${path}@${entry.version}`)
      .sort(),
  );
if (!existsSync(installed) || versionsOf(installed) !== versionsOf(join(root, 'package-lock.json'))) {
  console.log('setup: installing what package-lock.json lists; this takes half a minute');
  // Warnings left out: they are about tools of the benchmark that ask for a newer Node.
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
}
run(process.execPath, ['scripts/build.mjs']);
