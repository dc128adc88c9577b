import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './source-files.ts';

/**
 * Actions of others, which GitHub gives to a runner over the network: stand-ins for them are built from `test/fakes/actions`. Our own is the
 * committed `action.yml` with `dist/action`, as a release has it.
 */
const STAND_INS: Readonly<Record<string, { readonly main: string; readonly post?: string }>> = {
  'actions/cache': { main: 'cache', post: 'cache-post' },
  'actions/cache/restore': { main: 'cache' },
  'actions/cache/save': { main: 'cache-post' },
  'actions/checkout': { main: 'checkout' },
  'actions/download-artifact': { main: 'download-artifact' },
  'actions/setup-node': { main: 'setup-node' },
  'actions/upload-artifact': { main: 'upload-artifact' },
  'aws-actions/configure-aws-credentials': { main: 'configure-aws-credentials' },
  'github/codeql-action/upload-sarif': { main: 'upload-sarif' },
};
const OURS = 'watertight/watertight';

/** Programs that a runner of GitHub has and that need a network: `test/fakes/programs`. */
const PROGRAMS = ['gh', 'npm'];

const bundle = async (folder: string, names: readonly string[], outdir: string): Promise<void> => {
  const entryPoints = names.map((name) => join(ROOT, folder, `${name}.ts`));
  await build({ entryPoints, outdir, bundle: true, platform: 'node', format: 'esm', outExtension: { '.js': '.mjs' }, logLevel: 'error' });
};

/** Lays out the actions in folders of `folder`, by their names, and the programs in its `bin`. */
export const buildStandIns = async (folder: string): Promise<void> => {
  const code = join(folder, 'code');
  const entriesOf = ({ main, post }: { readonly main: string; readonly post?: string }): string[] => (post === undefined ? [main] : [main, post]);
  await bundle('test/fakes/actions', [...new Set(Object.values(STAND_INS).flatMap(entriesOf))], code);
  for (const [name, action] of Object.entries(STAND_INS)) {
    const { main, post } = action;
    mkdirSync(join(folder, name), { recursive: true });
    // the post step of actions/cache is for jobs that succeed
    const runs = { using: 'node24', main: `${main}.mjs`, ...(post === undefined ? {} : { post: `${post}.mjs`, 'post-if': 'success()' }) };
    writeFileSync(join(folder, name, 'action.yml'), JSON.stringify({ name: main, description: 'A stand-in.', runs }));
    for (const entry of entriesOf(action)) cpSync(join(code, `${entry}.mjs`), join(folder, name, `${entry}.mjs`));
  }
  mkdirSync(join(folder, OURS, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'action.yml'), join(folder, OURS, 'action.yml'));
  cpSync(join(ROOT, 'dist/action'), join(folder, OURS, 'dist/action'), { recursive: true });
  await bundle('test/fakes/programs', PROGRAMS, join(folder, 'bin'));
  const program = (name: string, text: string): void => writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  for (const name of PROGRAMS) program(name, `exec "${process.execPath}" "${join(folder, 'bin', `${name}.mjs`)}" "$@"`);
  program('sleep', 'exit 0'); // between attempts
};

/** Options of act that put these folders in the place of what a folder of workflows uses, in whichever version it names. */
export const localRepositories = (folder: string, workflows: string): string[] => {
  const texts = readdirSync(workflows).map((name) => readFileSync(join(workflows, name), 'utf8'));
  const uses = texts.flatMap((text) => [...text.matchAll(/\buses:\s*([\w.-]+\/[\w.-]+)(?:\/[\w-]+)?@([\w.-]+)/g)].map(([, name, ref]) => ({ name, ref })));
  const options = new Set(uses.map(({ name, ref }) => `${name}@${ref}=${join(folder, name ?? '')}`));
  return [...options].flatMap((option) => ['--local-repository', option]);
};
