import { readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** For `npm install --global watertight@VERSION`, on the path of a job: puts the built command line of `WATERTIGHT_TEST_ROOT` beside itself. */
const root = process.env['WATERTIGHT_TEST_ROOT'] ?? '';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const command = process.argv.slice(2).join(' ');
if (command === `install --global watertight@${version}`) {
  try {
    symlinkSync(join(root, 'dist/cli/main.js'), join(dirname(process.argv[1] ?? ''), 'watertight'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
} else {
  process.stderr.write(`npm: no such package: ${command}\n`);
  process.exitCode = 1;
}
