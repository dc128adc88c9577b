#!/usr/bin/env node
// Packages dist/extension/ into dist/watertight.vsix and looks into it: small, and with nothing in it that is not meant to ship.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';

const root = fileURLToPath(new URL('..', import.meta.url));
const vsix = join(root, 'dist/watertight.vsix');
const MAX_BYTES = 3_000_000;

/** What may stand in the package. Sources, tests and fixtures have no place there. */
const MEANT =
  /^(?:\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(?:package\.json|readme\.md|changelog\.md|LICENSE\.txt|licences\.txt|dist\/[\w-]+\.js|l10n\/[\w.-]+\.json|package\.nls(?:\.[\w-]+)?\.json|media\/[\w.-]+\.(?:svg|png|md)))$/i;

/** Without these it would start, and say less than it should. */
const NEEDED = ['package.nls.json', 'l10n/bundle.l10n.json', 'dist/main.js', 'dist/web.js', 'dist/worker.js', 'dist/stores.js', 'dist/mover.js'];

const run = (script, args, cwd = root) => execFileSync(process.execPath, [script, ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
run(join(root, 'scripts/build-extension.mjs'), []);
run(
  join(root, 'node_modules/@vscode/vsce/vsce'),
  ['package', '--no-dependencies', '--allow-unused-files-pattern', '--out', vsix],
  join(root, 'dist/extension'),
);

const { size } = statSync(vsix);
const names = Object.keys(unzipSync(readFileSync(vsix), { filter: () => true }));
const strange = names.filter((name) => !MEANT.test(name));
if (names.length < 6) throw new Error(`package: only ${names.length} files`);
if (strange.length > 0) throw new Error(`package: not meant to ship: ${strange.join(', ')}`);
const missing = NEEDED.filter((name) => !names.includes(`extension/${name}`));
if (missing.length > 0) throw new Error(`package: missing: ${missing.join(', ')}`);
if (size > MAX_BYTES) throw new Error(`package: ${size} bytes, over the budget of ${MAX_BYTES}`);
console.log(`package: ${vsix.slice(root.length)}, ${Math.round(size / 1000)} kB, ${names.length} files`);
