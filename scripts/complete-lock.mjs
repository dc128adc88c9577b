#!/usr/bin/env node
// Adds to package-lock.json what npm leaves out of it: the builds of a package for other platforms.
// npm writes only those that the registry offered when the lock was made, and then `npm ci` refuses the file everywhere
// (https://github.com/npm/cli/issues/4828). No platform but its own ever installs such an entry, so name and version are enough.
// With --check nothing is written: it fails when an entry is missing.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** Whether a package that stands at `from` finds `name`, in its own folder of packages or in one above. */
const isLocked = (from, name) => {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (at === '') return false;
  }
};

/** The parts of a name like `binding-linux-x64-musl`. */
const platformOf = (name) => {
  const [, os, cpu, abi] = /-(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name) ?? [];
  if (os === undefined) throw new Error(`complete-lock: not the name of a build for a platform: ${name}`);
  const libc = os !== 'linux' || abi === undefined ? undefined : abi.startsWith('musl') ? ['musl'] : ['glibc'];
  return { cpu: [cpu], ...(libc && { libc }), os: [os] };
};

const missing = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    missing.push(name);
    const { cpu, libc, os } = platformOf(name);
    lock.packages[`node_modules/${name}`] = { version, cpu, ...(entry.dev === true && { dev: true }), ...(libc && { libc }), optional: true, os };
  }
}
if (missing.length > 0 && process.argv.includes('--check')) {
  console.error(`complete-lock: package-lock.json lacks ${missing.join(', ')}. Run 'node scripts/complete-lock.mjs' and commit.`);
  process.exitCode = 1;
} else if (missing.length > 0) {
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  console.log(`complete-lock: ${missing.length} added`);
}
