#!/usr/bin/env node
// Tests of the extension in a real VS Code: `npm run test:editor [-- --only WORD] [-- --release newest|oldest]`.
// Inside the host of extensions with the `vscode` module, in both releases; then through the window with the packaged extension, as a user.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './rig/chromium.mjs';
import { foldersOf } from './rig/folders.mjs';
import { runInHost } from './rig/host.mjs';
import { installVsCode } from './rig/install.mjs';
import { runStory } from './rig/story.mjs';
import { buildSuites, listSuites } from './rig/suites.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, '.cache/editor');
const artifacts = join(cache, 'artifacts');
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const only = option('only', '');
const releases = option('release', 'newest,oldest').split(',');

if (findChromium() === undefined) {
  console.error("editor: Chromium is missing. On Debian: 'apt-get install chromium'. Elsewhere: let CHROMIUM name a Chromium or Chrome.");
  process.exit(process.env.CI === 'true' ? 1 : 2);
}
mkdirSync(cache, { recursive: true });
rmSync(artifacts, { recursive: true, force: true });
const node = (script, ...args) => execFileSync(process.execPath, [join(root, script), ...args], { stdio: 'inherit', cwd: root });
node('scripts/build-extension.mjs');

const sum = { passed: 0, failed: 0 };
const add = (name, { passed, failed }) => {
  console.log(`editor: ${name}: ${passed} passed, ${failed} failed`);
  if (passed + failed === 0) throw new Error(`${name}: no test ran`);
  sum.passed += passed;
  sum.failed += failed;
};

/** Suites by file name: `restricted` runs in Restricted Mode, `web` in a host without Node, `folders` in a workspace of several. */
const suites = listSuites(root, only, process.argv.includes('--bench') ? 'bench' : 'suite');
/** VS Code runs the entry of Node where there is one and a server is there: the browser's gets a folder of its own. */
const webExtension = join(cache, 'web-extension');
rmSync(webExtension, { recursive: true, force: true });
cpSync(join(root, 'dist/extension'), webExtension, { recursive: true });
const { main: _main, extensionKind: _kind, ...manifest } = JSON.parse(readFileSync(join(webExtension, 'package.json'), 'utf8'));
writeFileSync(join(webExtension, 'package.json'), JSON.stringify(manifest));

const bundleOf = await buildSuites(root, suites, join(cache, 'suite'));
for (const release of releases) {
  const paths = installVsCode(cache, release);
  for (const name of suites) {
    // The oldest release refuses an extension of the browser's host from a folder on disk.
    if (name.startsWith('web') && release !== 'newest') continue;
    const extension = name.startsWith('web') ? webExtension : join(root, 'dist/extension');
    const env = { WATERTIGHT_ROOT: root };
    add(
      `${name.replace('.suite.ts', '')} on VS Code ${paths.version}`,
      await runInHost(paths, {
        extension,
        tests: bundleOf(name),
        more: [join(root, 'test/editor/probe')],
        trust: name.startsWith('restricted'),
        env,
        folders: foldersOf(name),
        artifacts,
      }),
    );
  }
}

// Through the window, with the package that users install.
const stories = process.argv.includes('--bench')
  ? []
  : readdirSync(join(root, 'test/editor/ui')).filter((name) => name.endsWith('.mjs') && name.includes(only));
if (stories.length > 0) node('scripts/package-extension.mjs');
for (const release of releases) {
  const paths = installVsCode(cache, release);
  for (const name of stories) {
    const story = await import(join(root, 'test/editor/ui', name));
    const missing = story.missing?.();
    if (missing !== undefined) {
      console.log(`editor: ${name.replace('.mjs', '')} (skipped: ${missing})`);
      if (process.env.CI === 'true') sum.failed += 1;
      continue;
    }
    add(
      `${name.replace('.mjs', '')} through the window of VS Code ${paths.version}`,
      await runStory(paths, story, { vsix: join(root, 'dist/watertight.vsix'), artifacts: join(artifacts, release) }),
    );
  }
}
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed > 0 ? 1 : 0);
