#!/usr/bin/env node
// Runs a command with WATERTIGHT_TEST_NODE set to a Node 24, the one that runs the Action: this one, or the binary of npm's node-<os>-<arch> package.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.cache/node24');
const os = process.platform === 'win32' ? 'win' : process.platform;
const binary = join(folder, 'package/bin', process.platform === 'win32' ? 'node.exe' : 'node');

const must = (command, args, cwd = root) => {
  const { status, error, stdout } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error !== undefined || status !== 0) {
    console.error(`node24: '${command} ${args.join(' ')}' failed`);
    process.exit(2);
  }
  return stdout.trim();
};

let node = process.execPath;
if (!process.versions.node.startsWith('24.')) {
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    must('npm', ['pack', '--silent', `node-${os}-${process.arch}@24`], folder);
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    must('tar', ['-xzf', archive], folder);
  }
  node = binary;
}
const version = must(node, ['--version']);
if (!version.startsWith('v24.')) {
  console.error(`node24: ${node} is ${version}`);
  process.exit(2);
}
console.log(`node24: ${version}`);
const [command, ...args] = process.argv.slice(2);
const { status } = spawnSync(command, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, WATERTIGHT_TEST_NODE: node },
  shell: process.platform === 'win32',
});
process.exitCode = status ?? 1;
