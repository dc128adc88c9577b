#!/usr/bin/env node
// Builds the bundles into dist/ (or the folder after --outdir). Fails when a bundle outgrows its budget or holds what it must not.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = process.argv.indexOf('--outdir');
const outdir = at < 0 ? 'dist' : process.argv[at + 1];
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Some packages are CommonJS and call `require` for Node's own modules. */
const requireShim = "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);";

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
  logLevel: 'warning',
  define: { WATERTIGHT_VERSION: JSON.stringify(version) },
  banner: { js: requireShim },
};

/** What is built: entry, file, oldest Node, budget in kilobytes. */
const BUNDLES = [
  { entry: 'cli/main.ts', file: 'cli/main.js', target: 'node20.19', maxKb: 1200 },
  { entry: 'shared/scan/worker.ts', file: 'cli/worker.js', target: 'node20.19', maxKb: 1100 },
  { entry: 'action/main.ts', file: 'action/main.js', target: 'node24', maxKb: 1800 },
  { entry: 'shared/scan/worker.ts', file: 'action/worker.js', target: 'node24', maxKb: 1100 },
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
for (const { entry, file, target, maxKb } of BUNDLES) {
  if (!existsSync(new URL(`../${entry}`, import.meta.url))) continue;
  const { metafile } = await build({ ...common, entryPoints: [entry], outfile: `${outdir}/${file}`, target });
  const output = Object.entries(metafile.outputs).find(([name]) => name.endsWith('.js'));
  const kb = Math.round(output[1].bytes / 1000);
  const foreign = Object.keys(metafile.inputs).filter((name) => /(^|\/)(test|bench|scripts|examples)\//.test(name) && !name.includes('node_modules'));
  if (kb > maxKb || foreign.length > 0) {
    console.error(`build: ${file} ${kb > maxKb ? `is ${kb} kB, over its budget of ${maxKb} kB` : `holds ${foreign.join(', ')}`}`);
    process.exitCode = 1;
  }
  if (file.endsWith('main.js')) writeFileSync(join(resolve(root, outdir), dirname(file), 'licences.txt'), licencesOf(Object.keys(metafile.inputs)));
  built += 1;
}
if (built < 2) {
  console.error('build: nothing to build');
  process.exitCode = 1;
}
