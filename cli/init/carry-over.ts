import { join } from 'node:path';
import { BASELINE_FILES, IGNORE_FILES } from '../../shared/config/side-files.ts';
import { type OtherRun, optionValues } from './other-tools.ts';
import { type Place, realInside } from './part.ts';
import { globOf } from './path-pattern.ts';

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

/** Patterns of files that detect-secrets wrote down in its baseline. */
const filePatternsOf = (text: string): string[] => {
  try {
    const { filters_used: filters } = JSON.parse(text) as { filters_used?: readonly { path?: string; pattern?: unknown }[] };
    const used = filters?.filter(({ path }) => path === 'detect_secrets.filters.regex.should_exclude_file') ?? [];
    return used.flatMap(({ pattern }) => (Array.isArray(pattern) ? pattern : [pattern])).filter((each) => typeof each === 'string');
  } catch {
    return []; // a damaged baseline is said when it is used
  }
};

const TRUFFLEHOG_FILES = ['.trufflehogignore', '.trufflehog-ignore', '.trufflehog-exclude', 'trufflehog-exclude.txt', '.trufflehog-exclude.txt'];

/** Reads what is there; nothing is taken in that the other tool would have looked at. */
export const carryOver = (place: Place, runs: readonly OtherRun[]): CarriedOver => {
  const excludes = new Map<string, string>();
  const notes: string[] = [];
  const add = (expression: string, from: string): void => {
    const glob = globOf(expression);
    if (glob === undefined) notes.push(`${from}: no glob says the same as this pattern, so it is not carried over, and these files are scanned.`);
    else if (!excludes.has(glob)) excludes.set(glob, from);
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
  if (secretsBaseline !== undefined) for (const pattern of filePatternsOf(secretsBaseline)) add(pattern, '.secrets.baseline');
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
  for (const file of IGNORE_FILES) if (place.read(file) !== undefined) notes.push(`${file} is read as it is.`);
  if (secretsBaseline !== undefined) notes.push(`.secrets.baseline is read as it is, as long as there is no ${BASELINE_FILES[0]}.`);
  return { excludes: [...excludes].map(([glob, from]) => ({ glob, from })), gitleaksFile: gitleaksFile?.replace(/^(?:\.\/)+/, ''), notes };
};
