#!/usr/bin/env node
// Tests of the extension in a real VS Code: `npm run test:editor [-- --only WORD] [-- --release newest|oldest]`.
// Inside the host of extensions with the `vscode` module, in both releases; then through the window with the packaged extension, as a user.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { findChromium } from './rig/chromium.mjs';
import { runInHost } from './rig/host.mjs';
import { installVsCode } from './rig/install.mjs';
import { runStory } from './rig/story.mjs';

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

/** Suites by file name: `restricted` runs in Restricted Mode, `web` in a host without Node. */
const suites = readdirSync(join(root, 'test/editor/suite')).filter(
  (name) => name.endsWith(process.argv.includes('--bench') ? '.bench.ts' : '.suite.ts') && name.includes(only),
);
/** VS Code runs the entry of Node where there is one and a server is there: the browser's gets a folder of its own. */
const webExtension = join(cache, 'web-extension');
rmSync(webExtension, { recursive: true, force: true });
cpSync(join(root, 'dist/extension'), webExtension, { recursive: true });
const { main: _main, extensionKind: _kind, ...manifest } = JSON.parse(readFileSync(join(webExtension, 'package.json'), 'utf8'));
writeFileSync(join(webExtension, 'package.json'), JSON.stringify(manifest));

await build({
  absWorkingDir: root,
  entryPoints: suites.map((name) => `test/editor/suite/${name}`),
  outdir: join(cache, 'suite'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Mocha is loaded from where it is installed: it reads files beside it.
  alias: { mocha: join(root, 'node_modules/mocha') },
  external: ['vscode', join(root, 'node_modules/mocha')],
  logLevel: 'warning',
});
mkdirSync(join(cache, 'suite'), { recursive: true });
writeFileSync(join(cache, 'suite/package.json'), '{ "type": "commonjs" }');
for (const release of releases) {
  const paths = installVsCode(cache, release);
  for (const name of suites) {
    // The oldest release refuses an extension of the browser's host from a folder on disk.
    if (name.startsWith('web') && release !== 'newest') continue;
    const tests = join(cache, 'suite', name.replace(/\.ts$/, '.js'));
    const extension = name.startsWith('web') ? webExtension : join(root, 'dist/extension');
    const env = { WATERTIGHT_ROOT: root };
    add(
      `${name.replace('.suite.ts', '')} on VS Code ${paths.version}`,
      await runInHost(paths, { extension, tests, more: [join(root, 'test/editor/probe')], trust: name.startsWith('restricted'), env, artifacts }),
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
