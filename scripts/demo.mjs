#!/usr/bin/env node
// Fills in examples/leaky-app in .cache/leaky-app and scans it there. Ends with status 0 when the scan found secrets, as it must.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadTs, ROOT } from './load-ts.mjs';

const { sample } = await loadTs('shared/rules/sample.ts');
const from = join(ROOT, 'examples/leaky-app');
const to = join(ROOT, '.cache/leaky-app');
rmSync(to, { recursive: true, force: true });
for (const name of readdirSync(from, { recursive: true })) {
  if (!name.endsWith('.template')) continue;
  const target = join(to, name.replace(/\.template$/, '').replace('dot-env', '.env'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, sample(readFileSync(join(from, name), 'utf8')));
}
console.log(`A leaky app, with made-up values, is in .cache/leaky-app\n$ watertight scan .\n`);
const { status } = spawnSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'scan', '.'], { cwd: to, stdio: 'inherit' });
console.log(
  status === 1
    ? '\nThe scan ended with status 1, as it does when it finds something: a build fails here, before the merge.'
    : `\nThe scan ended with status ${status}; 1 was expected.`,
);
process.exitCode = status === 1 ? 0 : 1;
