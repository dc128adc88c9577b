// Suites that run in the host of extensions: which there are, and their bundles.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Names of the suites that hold a word. `kind`: `suite` or `bench`. */
export const listSuites = (root, only, kind = 'suite') =>
  readdirSync(join(root, 'test/editor/suite')).filter((name) => name.endsWith(`.${kind}.ts`) && name.includes(only));

/** Bundles suites into a folder; gives for each name the file that exports `run()`. */
export const buildSuites = async (root, names, folder) => {
  await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => `test/editor/suite/${name}`),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Mocha is loaded from where it is installed: it reads files beside it.
    alias: { mocha: join(root, 'node_modules/mocha') },
    external: ['vscode', join(root, 'node_modules/mocha')],
    logLevel: 'warning',
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  return (name) => join(folder, name.replace(/\.ts$/, '.js'));
};

/** The numbers in the last line that a suite says; undefined for other lines. */
export const totalOf = (line) => {
  const counted = /^(\d+) passed, (\d+) failed/.exec(line);
  return counted === null ? undefined : { passed: Number(counted[1]), failed: Number(counted[2]) };
};
