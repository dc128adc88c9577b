import { join } from 'node:path';
import { parse } from 'yaml';
import { BASELINE_FILES, IGNORE_FILES } from '../../shared/config/side-files.ts';
import { type OtherRun, optionValues } from './other-tools.ts';
import { type Place, realInside } from './part.ts';
import { alternativesOf, globOf } from './path-pattern.ts';

/** What other scanners were told to leave out, as far as it can be said in our words. */
export interface CarriedOver {
  /** Globs for `[scan] exclude`, each with where it comes from. */
  readonly excludes: readonly { readonly glob: string; readonly from: string }[];
  /** A gitleaks configuration that is not where we look for one. */
  readonly gitleaksFile: string | undefined;
  readonly notes: readonly string[];
}

/** `path` as an option of another tool names it; undefined where there is no such file in the repository. */
const readNamed = ({ root, read }: Place, path: string): string | undefined => {
  if (path.includes('$') || realInside(join(root, path), [root]) === undefined) return undefined;
  return read(path.replace(/^(?:\.\/)+/, ''));
};

/** A list of expressions, one on each line; `#` starts a comment (trufflehog, `--exclude-paths`). */
const expressionsOf = (text: string): { readonly expression: string; readonly line: number }[] =>
  text
    .split(/\r?\n/)
    .map((line, index) => ({ expression: line.trim(), line: index + 1 }))
    .filter(({ expression }) => expression !== '' && !expression.startsWith('#'));

interface Filter {
  readonly path?: unknown;
  readonly pattern?: unknown;
}

const FILTER = /^detect_secrets\.filters\.(?:regex\.|wordlist\.)?(should_exclude_(?:file|line|secret))$/;

/** What detect-secrets wrote down in its baseline: patterns of files, and the names of filters that are about something else. */
const filtersOf = (text: string): { readonly files: readonly string[]; readonly others: readonly string[] } => {
  let filters: readonly Filter[];
  try {
    const used = (JSON.parse(text) as { filters_used?: unknown }).filters_used;
    filters = Array.isArray(used) ? used.filter((each) => typeof each === 'object' && each !== null) : [];
  } catch {
    filters = []; // a damaged baseline is said when it is used
  }
  const named = filters.map(({ path, pattern }) => ({ name: FILTER.exec(String(path))?.[1], path: String(path), pattern }));
  const isOfFiles = ({ name, path }: { name: string | undefined; path: string }): boolean => name === 'should_exclude_file' && path.includes('.regex.');
  return {
    files: named
      .filter(isOfFiles)
      .flatMap(({ pattern }) => (Array.isArray(pattern) ? pattern : [pattern]))
      .filter((each) => typeof each === 'string'),
    others: named.flatMap((each) => (each.name === undefined || isOfFiles(each) ? [] : [each.name])),
  };
};

type Hook = { readonly id?: unknown; readonly exclude?: unknown } | null;

/** What the hooks of detect-secrets in the `pre-commit` framework are kept from: `exclude`, a pattern of paths, of the hook and of all hooks. */
const excludedHooks = (text: string | undefined): string[] => {
  try {
    const { repos, exclude: ofAll } = parse(text ?? '') as { exclude?: unknown; repos: readonly ({ hooks?: readonly Hook[] | null } | null)[] };
    const hooks = repos.flatMap((repo) => repo?.hooks ?? []).filter((hook) => typeof hook?.id === 'string' && hook.id.startsWith('detect-secrets'));
    const patterns = hooks.length === 0 ? [] : [...hooks.map((hook) => hook?.exclude), ofAll];
    return patterns.filter((exclude) => typeof exclude === 'string');
  } catch {
    return []; // no list of hooks
  }
};

/** Options that leave something out and have no word of ours, or one that means something else. */
const UNSAID: readonly (readonly [OtherRun['tool'], readonly string[], string])[] = [
  ['TruffleHog', ['--only-verified', '--results'], '`watertight scan --verify --only-active` (`verify-live` in a workflow) asks the services'],
  ['TruffleHog', ['--exclude-detectors', '--include-detectors'], '`[builtin] disable` and `only` in watertight.toml say it by our rules'],
  ['TruffleHog', ['--exclude-globs', '--include-paths'], '`[scan] exclude` and `paths` in watertight.toml say it'],
  ['TruffleHog', ['--config'], '`[[rules]]` in watertight.toml say detectors of your own'],
  ['detect-secrets', ['--exclude-lines', '--exclude-secrets', '--word-list'], '`[[allowlists]]` in watertight.toml say it'],
  ['detect-secrets', ['--disable-plugin'], '`[builtin] disable` in watertight.toml says it by our rules'],
  ['gitleaks', ['--enable-rule'], '`[builtin] only` in watertight.toml says it by our rules'],
];

const unsaidIn = ({ tool, words, path, fromLine }: OtherRun): string[] =>
  UNSAID.flatMap(([of, options, instead]) =>
    options
      .filter((option) => of === tool && new RegExp(`(?:^|[\\s'"\\[,])${option}(?![\\w-])`).test(words))
      .map((option) => `${path}:${fromLine}: ${option} is not carried over: ${instead}.`),
  );

const TRUFFLEHOG_FILES = ['.trufflehogignore', '.trufflehog-ignore', '.trufflehog-exclude', 'trufflehog-exclude.txt', '.trufflehog-exclude.txt'];

/** Reads what is there; nothing is taken in that the other tool would have looked at. */
export const carryOver = (place: Place, runs: readonly OtherRun[]): CarriedOver => {
  const excludes = new Map<string, string>();
  const notes: string[] = [];
  const add = (expression: string, from: string): void => {
    const globs = alternativesOf(expression).map(globOf);
    for (const glob of globs) if (glob !== undefined && !excludes.has(glob)) excludes.set(glob, from);
    if (!globs.includes(undefined)) return;
    const what = globs.length === 1 ? 'this pattern, so it is' : 'a part of this pattern, so that is';
    notes.push(`${from}: no glob says the same as ${what} not carried over, and these files are scanned.`);
  };

  const trufflehog = runs.filter(({ tool }) => tool === 'TruffleHog').flatMap(({ words }) => optionValues(words, ['--exclude-paths', '-x']));
  for (const path of new Set([...trufflehog, ...TRUFFLEHOG_FILES])) {
    const text = readNamed(place, path);
    if (text === undefined) {
      if (trufflehog.includes(path)) notes.push(`TruffleHog is given a file of paths that is not here: ${path}`);
      continue;
    }
    for (const { expression, line } of expressionsOf(text)) add(expression, `${path}:${line}`);
  }

  const secretsBaseline = place.read('.secrets.baseline');
  const filters = filtersOf(secretsBaseline ?? '');
  for (const pattern of filters.files) add(pattern, '.secrets.baseline');
  for (const name of new Set(filters.others))
    notes.push(`.secrets.baseline: its filter ${name} is not carried over: \`[[allowlists]]\` in watertight.toml say it.`);
  for (const pattern of excludedHooks(place.read('.pre-commit-config.yaml'))) add(pattern, '.pre-commit-config.yaml');
  for (const { words, path, fromLine } of runs.filter(({ tool }) => tool === 'detect-secrets'))
    for (const pattern of optionValues(words, ['--exclude-files'])) add(pattern, `${path}:${fromLine}`);

  const gitleaks = runs.filter(({ tool }) => tool === 'gitleaks');
  const configs = gitleaks.flatMap(({ words }) => optionValues(words, ['--config', '-c', 'GITLEAKS_CONFIG:', 'GITLEAKS_CONFIG']));
  const gitleaksFile = configs.find((path) => /\.toml$/.test(path) && readNamed(place, path) !== undefined);
  for (const { words, path, fromLine } of gitleaks)
    if (optionValues(words, ['--baseline-path', '-b']).length > 0)
      notes.push(
        `${path}:${fromLine}: a report that gitleaks takes for a baseline holds secrets and is not read; our baseline accepts what stands here today.`,
      );
  notes.push(...runs.flatMap(unsaidIn));
  for (const file of IGNORE_FILES) if (place.read(file) !== undefined) notes.push(`${file} is read as it is.`);
  if (secretsBaseline !== undefined) notes.push(`.secrets.baseline is read as it is, as long as there is no ${BASELINE_FILES[0]}.`);
  return { excludes: [...excludes].map(([glob, from]) => ({ glob, from })), gitleaksFile: gitleaksFile?.replace(/^(?:\.\/)+/, ''), notes };
};
