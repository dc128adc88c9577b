#!/usr/bin/env node
// Builds the bundles into dist/ (or the folder after --outdir). Fails when a bundle outgrows its budget or holds what it must not.
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createRulesAsData } from './rules-as-data.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = process.argv.indexOf('--outdir');
const outdir = at < 0 ? 'dist' : process.argv[at + 1];
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Some packages are CommonJS and call `require` for Node's own modules. */
const requireShim = "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);";

const rulesAsData = await createRulesAsData();

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  charset: 'ascii',
  legalComments: 'none',
  minify: true,
  keepNames: false,
  metafile: true,
  // names of chunks come from paths too: a linked node_modules must give the same ones
  preserveSymlinks: true,
  // modules before CommonJS: names of a CommonJS package that is imported when it is needed would be lost
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  define: { WATERTIGHT_VERSION: JSON.stringify(version) },
  banner: { js: requireShim },
  plugins: [rulesAsData],
};

/**
 * What is built: entries by name, oldest Node, budget in kilobytes for all of it. The command line comes in chunks, so that a command
 * loads only what it needs; so does the package for programs; so does the Action, whose jobs need different things: its scan loads no SDK of a
 * cloud, its fetch no rules.
 */
const BUNDLES = [
  { folder: 'cli', entries: { main: 'cli/main.ts', worker: 'shared/scan/worker.ts' }, splitting: true, target: 'node20.19', maxKb: 3000 },
  {
    folder: 'program',
    entries: { main: 'program/main.ts', register: 'program/register.ts' },
    splitting: true,
    target: 'node20.19',
    maxKb: 1600,
    types: { 'main.d.ts': 'program/types.d.ts', 'register.d.ts': 'program/register-types.d.ts' },
  },
  { folder: 'action', entries: { main: 'action/main.ts', post: 'action/post.ts' }, splitting: true, target: 'node24', maxKb: 3200 },
  { folder: 'action', entries: { worker: 'shared/scan/worker.ts' }, target: 'node24', maxKb: 800 },
];

/** The licences of what a bundle holds, as they ask for: one text, sorted by package. */
const licencesOf = (inputs) => {
  const packages = new Set(inputs.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter((path) => path !== undefined));
  const texts = [...packages].map((path) => {
    const folder = resolve(root, path);
    const { name, version: release, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((each) => /^licen[sc]e/i.test(each));
    return `${name} ${release} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.sort().join(`\n${'-'.repeat(80)}\n\n`);
};

let built = 0;
for (const { folder } of BUNDLES) rmSync(join(resolve(root, outdir), folder), { recursive: true, force: true });
for (const { folder, entries, splitting = false, target, maxKb, types = {} } of BUNDLES) {
  const { metafile } = await build({ ...common, entryPoints: entries, outdir: `${outdir}/${folder}`, splitting, target });
  const outputs = Object.entries(metafile.outputs).filter(([name]) => name.endsWith('.js'));
  const kb = Math.round(outputs.reduce((sum, [, { bytes }]) => sum + bytes, 0) / 1000);
  const inputs = Object.keys(metafile.inputs);
  const foreign = inputs.filter((name) => /(^|\/)(test|bench|scripts|examples)\//.test(name) && !name.includes('node_modules'));
  if (kb > maxKb || foreign.length > 0) {
    const names = `${folder}: ${Object.keys(entries).join(', ')}`;
    console.error(`build: ${names} ${kb > maxKb ? `is ${kb} kB, over its budget of ${maxKb} kB` : `holds ${foreign.join(', ')}`}`);
    process.exitCode = 1;
  }
  if ('main' in entries) writeFileSync(join(resolve(root, outdir), folder, 'licences.txt'), licencesOf(inputs));
  for (const [name, source] of Object.entries(types)) copyFileSync(resolve(root, source), join(resolve(root, outdir), folder, name));
  built += outputs.length;
}
if (built < 4) {
  console.error(`build: only ${built} files were built`);
  process.exitCode = 1;
}
