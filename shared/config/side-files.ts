import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { AppError } from '../model/app-error.ts';
import { lookUp } from './look-up.ts';

/** A file as read, by the name that messages show. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** Where a baseline is looked for when none is named: ours, then detect-secrets'. */
export const BASELINE_FILES = ['.watertight-baseline.json', '.secrets.baseline'] as const;

/** Lists of accepted places that other tools left. */
export const IGNORE_FILES = ['.gitleaksignore', '.betterleaksignore'] as const;

const MAX_BYTES = 50_000_000;

/** A link may lead elsewhere. What was found, and not named by the user, may have come with anyone's pull request. */
const leadsOut = (root: string, path: string): boolean => {
  const real = relative(realpathSync(root), realpathSync(path));
  return real === '..' || real.startsWith(`..${sep}`) || isAbsolute(real);
};

const outside = (file: string): AppError =>
  new AppError('baseline-invalid', `a file outside the folder is not read: ${file}`, 'It is a link. A baseline can be given with --baseline if you trust it.');

const read = (root: string, file: string, isTrusted = false): NamedText | undefined => {
  const path = resolve(root, file);
  const stats = lookUp(path, file);
  if (stats?.isFile() !== true) return undefined;
  if (!isTrusted && leadsOut(root, path)) throw outside(file);
  if (stats.size > MAX_BYTES) throw new AppError('baseline-invalid', `larger than ${MAX_BYTES / 1e6} MB: ${file}`, 'Is it the right file?');
  try {
    return { file, text: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new AppError('baseline-invalid', `can't be read: ${file}`, 'Check its permissions.', { cause });
  }
};

/**
 * The baseline: the one named on the command line (`isTrusted`) or in the configuration, which must be there, else the first of
 * `BASELINE_FILES` that is. Only one from the command line may lie outside the root.
 * @throws AppError `path-missing`, `baseline-invalid`
 */
export const loadBaseline = (root: string, named: string | undefined, isTrusted: boolean): NamedText | undefined => {
  if (named === undefined) return BASELINE_FILES.map((file) => read(root, file)).find((found) => found !== undefined);
  const found = read(root, named, isTrusted);
  if (found === undefined)
    throw new AppError('path-missing', `the baseline does not exist: ${named}`, "Write it with 'watertight baseline', or leave the option out.");
  return found;
};

/**
 * The baseline in which more can be accepted: the one that the configuration names, which may be still to be made, else the one that a
 * scan would read, else ours. Never one outside the root. `text`: undefined where it is to be made.
 * @throws AppError `baseline-invalid`
 */
export const baselineToWrite = (root: string, named: string | null): { readonly file: string; readonly text: string | undefined } => {
  const found = named === null ? loadBaseline(root, undefined, false) : read(root, named);
  if (found !== undefined) return found;
  const file = named ?? BASELINE_FILES[0];
  const path = resolve(root, file);
  const folder = dirname(path);
  // A link that leads nowhere would be written through.
  const isTaken = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (isTaken || (lookUp(folder, file) !== undefined && leadsOut(root, folder))) throw outside(file);
  return { file, text: undefined };
};

/** The ignore files that are there. */
export const loadIgnoreFiles = (root: string): readonly NamedText[] => IGNORE_FILES.flatMap((file) => read(root, file) ?? []);
