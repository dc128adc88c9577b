#!/usr/bin/env node
// The suites of the host of extensions in VS Code for the desktop: `npm run test:desktop [-- --only WORD] [-- --release newest|oldest]`.
// VS Code is downloaded by @vscode/test-electron, or it is the one that VSCODE names (its executable).
// Exit status: 0 all passed, 1 a test failed, 3 nothing could be tested here: no download, no display.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { foldersOf, placeWith } from './rig/folders.mjs';
import { QUIET } from './rig/settings.mjs';
import { buildSuites, listSuites, totalOf } from './rig/suites.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, '.cache/editor');
const RELEASES = { newest: 'stable', oldest: '1.100.3' };
const NOT_TESTED = 3;
const LIMIT_MS = 1_800_000;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    release: { type: 'string', default: 'newest,oldest' },
    /** Where what is downloaded is kept. */
    cache: { type: 'string', default: join(cache, 'desktop') },
    /** Takes dist/extension as it is. */
    built: { type: 'boolean', default: false },
  },
});

const giveUp = (why, hint) => {
  console.error(`desktop: nothing was tested: ${why}\ndesktop: ${hint}`);
  process.exit(NOT_TESTED);
};

/** What stands before the command, so that there is a display. */
const display = () => {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY || process.env.VSCODE) return [];
  if (spawnSync('xvfb-run', ['--help'], { stdio: 'ignore' }).error === undefined) return ['xvfb-run', '-a'];
  return giveUp('there is no display, and no xvfb-run', "On Debian: 'apt-get install xvfb'. Without a desktop, 'npm run test:editor' runs the same suites.");
};

/** The executable of a release. */
const install = async (release) => {
  if (process.env.VSCODE) return process.env.VSCODE;
  const version = RELEASES[release] ?? giveUp(`there is no release '${release}'`, `It is one of ${Object.keys(RELEASES).join(', ')}.`);
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: options.cache });
  } catch (error) {
    const hint = "Let VSCODE name the executable of an installed VS Code. Without one, 'npm run test:editor' runs the same suites.";
    return giveUp(`VS Code ${version} can't be downloaded: ${error.message}`, hint);
  }
};

/** Runs a suite in a window of its own, with state of its own. Gives its numbers; a window that says none has failed. */
const runSuite = async (command, { extension, tests, isTrusted, folders }) => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'watertight-desktop-')));
  const [workspace, data, extensions] = ['workspace', 'data', 'ext'].map((name) => join(home, name));
  for (const folder of [workspace, join(data, 'User'), extensions]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify({ ...QUIET, 'security.workspace.trust.enabled': !isTrusted }));
  const args = [
    placeWith(workspace, folders),
    ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
    ...(isTrusted ? ['--disable-workspace-trust'] : []),
    `--user-data-dir=${data}`,
    `--extensions-dir=${extensions}`,
    `--extensionDevelopmentPath=${extension}`,
    `--extensionDevelopmentPath=${join(root, 'test/editor/probe')}`,
    `--extensionTestsPath=${tests}`,
  ];
  const [program, ...before] = command;
  const window = spawn(program, [...before, ...args], { env: { ...process.env, WATERTIGHT_ROOT: root }, stdio: ['ignore', 'pipe', 'inherit'] });
  const timer = setTimeout(() => window.kill('SIGKILL'), LIMIT_MS);
  let total;
  try {
    for await (const line of createInterface({ input: window.stdout })) {
      total = totalOf(line) ?? total;
      if (totalOf(line) === undefined) console.log(`  ${line}`);
    }
    return total ?? { passed: 0, failed: 1 };
  } finally {
    clearTimeout(timer);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
};

const before = display();
const executables = [];
for (const release of process.env.VSCODE ? ['installed'] : options.release.split(',')) executables.push([release, await install(release)]);

// The browser's build needs a browser: `npm run test:editor` has one.
const suites = listSuites(root, options.only).filter((name) => !name.startsWith('web'));
if (suites.length === 0) throw new Error(`no suite is called so: ${options.only}`);
if (!options.built) execFileSync(process.execPath, [join(root, 'scripts/build-extension.mjs')], { stdio: 'inherit', cwd: root });
const bundleOf = await buildSuites(root, suites, join(cache, 'desktop-suite'));

const sum = { passed: 0, failed: 0 };
for (const [release, executable] of executables)
  for (const name of suites) {
    const world = { extension: join(root, 'dist/extension'), tests: bundleOf(name), isTrusted: !name.startsWith('restricted'), folders: foldersOf(name) };
    const { passed, failed } = await runSuite([...before, executable], world);
    console.log(`desktop: ${name.replace('.suite.ts', '')} on VS Code (${release}): ${passed} passed, ${failed} failed`);
    sum.passed += passed;
    sum.failed += failed;
  }
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0);
