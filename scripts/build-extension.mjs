#!/usr/bin/env node
// Builds the extension into dist/extension/, a folder that VS Code runs as it is and that vsce packages: manifest, texts, bundles.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createRulesAsData } from './rules-as-data.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'dist/extension');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  charset: 'ascii',
  legalComments: 'none',
  minify: true,
  metafile: true,
  logLevel: 'warning',
  external: ['vscode'],
  define: { WATERTIGHT_VERSION: JSON.stringify(version) },
  plugins: [await createRulesAsData()],
};

/** Entries by name, and the budget of each in kilobytes. `main` is loaded when VS Code starts: it holds no detector. */
const BUNDLES = [
  { entries: { main: 'extension/main.ts' }, platform: 'node', target: 'node20', maxKb: 110 },
  {
    entries: { worker: 'extension/worker.ts', 'scan-worker': 'shared/scan/worker.ts' },
    platform: 'node',
    target: 'node20',
    maxKb: 1500,
  },
  // Both SDKs of AWS are in it.
  { entries: { stores: 'extension/stores.ts' }, platform: 'node', target: 'node20', maxKb: 1500 },
  { entries: { mover: 'extension/mover.ts' }, platform: 'node', target: 'node20', maxKb: 3000 },
  { entries: { web: 'extension/web.ts' }, platform: 'browser', target: 'es2022', maxKb: 1500 },
];

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'dist'), { recursive: true });
for (const { entries, maxKb, ...rest } of BUNDLES) {
  const { metafile } = await build({ ...common, ...rest, entryPoints: entries, outdir: join(out, 'dist') });
  for (const [name, { bytes, inputs }] of Object.entries(metafile.outputs)) {
    const foreign = Object.keys(inputs).filter((path) => /(^|\/)(test|bench|scripts|examples)\//.test(path) && !path.includes('node_modules'));
    if (bytes <= maxKb * 1000 && foreign.length === 0) continue;
    console.error(`build: ${name} ${foreign.length > 0 ? `holds ${foreign.join(', ')}` : `is ${Math.round(bytes / 1000)} kB, over its budget of ${maxKb} kB`}`);
    process.exitCode = 1;
  }
}
const manifest = JSON.parse(readFileSync(join(root, 'extension/package.json'), 'utf8'));
writeFileSync(join(out, 'package.json'), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
for (const name of ['README.md', 'CHANGELOG.md', 'package.nls.json', 'l10n', 'media'])
  if (existsSync(join(root, 'extension', name))) cpSync(join(root, 'extension', name), join(out, name), { recursive: true });
cpSync(join(root, 'LICENSE'), join(out, 'LICENSE'));
