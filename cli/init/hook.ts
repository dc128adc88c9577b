import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { VERSION } from '../../shared/model/version.ts';
import { type Part, type Place, readText, realInside, shown } from './part.ts';
import { addToHook, isShell, newHook, runsUs, type Starter } from './shell-hook.ts';
import { appendTo } from './yaml-list.ts';

const LEFTHOOK_FILES = ['lefthook', '.lefthook', '.config/lefthook'].flatMap((name) => ['yml', 'yaml', 'toml', 'json'].map((end) => `${name}.${end}`));
const PRE_COMMIT_FILE = '.pre-commit-config.yaml';
const SOURCE = 'https://github.com/watertight/watertight';

const there = (summary: string): Part => ({ name: 'hook', isThere: true, summary, changes: [], notes: [] });

const byHand = (summary: string, ...notes: string[]): Part => ({ name: 'hook', isThere: false, summary, changes: [], notes });

/** The `pre-commit` framework: one more repository in its list. */
const planFramework = (place: Place, text: string): Part => {
  if (/^[^#\n]*\bwatertight\b/m.test(text)) return there(PRE_COMMIT_FILE);
  const rev = `v${VERSION}`;
  const after = appendTo(
    text,
    ['repos'],
    [`- repo: ${SOURCE}`, `  rev: ${rev} # a placeholder: the release that you chose`, '  hooks:', '    - id: watertight'],
  );
  if (after === undefined)
    return byHand(
      `${PRE_COMMIT_FILE} can't be changed by rule`,
      `Add to \`repos\` in ${PRE_COMMIT_FILE}: { repo: ${SOURCE}, rev: ${rev}, hooks: [{ id: watertight }] }`,
    );
  return {
    name: 'hook',
    isThere: false,
    summary: `add a hook to ${PRE_COMMIT_FILE}`,
    changes: [{ file: join(place.root, PRE_COMMIT_FILE), before: text, after }],
    notes: [`The version in ${PRE_COMMIT_FILE} is a placeholder: choose a release.`, 'Each clone has to run `pre-commit install` once.'],
  };
};

const LEFTHOOK_RUN = 'run: npx --no-install watertight scan --staged';

const lefthookText = (text: string): string | undefined => {
  let root: unknown;
  try {
    root = parse(text);
  } catch {
    return undefined;
  }
  const hook = (root as Record<string, unknown> | null)?.['pre-commit'];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (hook === undefined) {
    const lines = ['pre-commit:', '  commands:', '    watertight:', `      ${LEFTHOOK_RUN}`];
    return `${text}${text === '' || text.endsWith('\n') ? '' : eol}${lines.join(eol)}${eol}`;
  }
  if (typeof hook !== 'object' || hook === null) return undefined;
  if ('jobs' in hook) return appendTo(text, ['pre-commit', 'jobs'], ['- name: watertight', `  ${LEFTHOOK_RUN}`]);
  if ('commands' in hook) return appendTo(text, ['pre-commit', 'commands'], ['watertight:', `  ${LEFTHOOK_RUN}`]);
  return appendTo(text, ['pre-commit'], ['commands:', '  watertight:', `    ${LEFTHOOK_RUN}`]);
};

const planLefthook = (place: Place, path: string, text: string): Part => {
  if (/^[^#\n]*\bwatertight\b/m.test(text)) return there(path);
  const after = /\.ya?ml$/.test(path) ? lefthookText(text) : undefined;
  if (after === undefined)
    return byHand(`${path} can't be changed by rule`, `Add a command to \`pre-commit\` in ${path}: npx --no-install watertight scan --staged`);
  const notes = ['Each clone needs the package: npm install --save-dev watertight'];
  return { name: 'hook', isThere: false, summary: `add a command to ${path}`, changes: [{ file: join(place.root, path), before: text, after }], notes };
};

/** A hook of shell lines: a new one, or our lines in what is there. */
const planShell = (place: Place, file: string, starter: Starter | undefined, notes: readonly string[]): Part => {
  const name = shown(place.root, file);
  const real = realInside(file, [place.root, place.hooks.folder]);
  if (real === undefined) return byHand(`${name} lies outside of the repository`, `Add to it by hand: watertight scan --staged || exit $?`);
  const before = readText(real);
  if (before !== undefined && runsUs(before)) return there(name);
  if (before !== undefined && !isShell(before))
    return byHand(`${name} is no shell script`, `Let ${name} run this first, and end when it fails: watertight scan --staged`);
  const after = before === undefined ? newHook(starter) : addToHook(before, starter);
  const summary = before === undefined ? `create ${name}` : `put a scan before what ${name} does`;
  return { name: 'hook', isThere: false, summary, changes: [{ file: real, before, after, executable: true }], notes };
};

const usesHusky = ({ root, read }: Place): boolean => {
  if (lstatSync(join(root, '.husky'), { throwIfNoEntry: false })?.isDirectory() === true) return true;
  return /"husky"\s*:\s*"/.test(read('package.json') ?? '');
};

/** What runs before each commit: whichever manager of hooks the repository has, else git's own hook. `starter`: this program. */
export const planHook = (place: Place, starter: Starter): Part => {
  const { read, hooks, root } = place;
  const framework = read(PRE_COMMIT_FILE);
  if (framework !== undefined) return planFramework(place, framework);
  const lefthook = LEFTHOOK_FILES.find((path) => read(path) !== undefined);
  if (lefthook !== undefined) return planLefthook(place, lefthook, read(lefthook) ?? '');
  const needsPackage = ['Each clone needs the package: npm install --save-dev watertight'];
  if (usesHusky(place)) return planShell(place, join(root, '.husky/pre-commit'), undefined, needsPackage);
  const file = join(hooks.folder, 'pre-commit');
  if (hooks.scope === 'global' || hooks.scope === 'system')
    return byHand(
      `hooks of all repositories lie in ${hooks.folder}`,
      `core.hooksPath is set for all your repositories, so nothing is written there. Add to ${file}: watertight scan --staged || exit $?`,
    );
  if (hooks.scope !== 'default') return planShell(place, file, undefined, needsPackage);
  return planShell(place, file, starter, ['Hooks of git are not shared: each clone has to run `watertight init --only hook` once.']);
};
