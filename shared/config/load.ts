import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../model/app-error.ts';
import type { ScanConfig } from '../model/scan-config.ts';
import { defaultConfig } from './default-config.ts';
import type { KnownRules } from './known-rules.ts';
import { lookUp } from './look-up.ts';
import { readGitleaksConfig } from './read-gitleaks.ts';
import { readWatertightConfig } from './read-watertight.ts';

/** Looked for in this order in the root folder; the first that is there is read, and no other. */
export const CONFIG_FILES = ['watertight.toml', '.watertight.toml', '.gitleaks.toml', 'gitleaks.toml', '.betterleaks.toml'] as const;

const MAX_BYTES = 5_000_000;

export interface LoadOptions {
  /** Absolute path of the folder in which the scan runs. */
  readonly root: string;
  /** A file given on the command line, absolute or relative to `root`. It may stand anywhere and extend files anywhere. */
  readonly given?: string;
}

/**
 * Finds and reads the configuration. Nothing in it is executed, nothing is fetched, and a file that was not given on the command line
 * reads no file outside the root, not even through a symbolic link: it may come with a pull request from anyone.
 */
export const loadConfig = ({ root, given }: LoadOptions, known: KnownRules): ScanConfig => {
  const path = given === undefined ? CONFIG_FILES.map((name) => join(root, name)).find(isThere) : resolve(root, given);
  if (path === undefined) return defaultConfig(known);
  if (!isFile(path, given ?? nameOf(root, path))) {
    if (given === undefined)
      throw new AppError('config-invalid', `the configuration is no file: ${nameOf(root, path)}`, 'remove it, or put a file in its place');
    throw new AppError('path-missing', `the configuration file does not exist: ${given}`, 'check the path given with --config');
  }
  const file = nameOf(root, path);
  if (given === undefined) requireInside(root, path, file);
  const text = readText(path, file);
  if (!isGitleaks(path, text)) return readWatertightConfig(text, file, known);
  return readGitleaksConfig(text, file, known, (wanted) => {
    const extended = resolve(root, wanted);
    const name = nameOf(root, extended);
    if (given === undefined) requireInside(root, extended, name);
    if (!isFile(extended, name))
      throw new AppError(
        'config-invalid',
        `the configuration can't be used: ${file}: extend.path does not exist: ${wanted}`,
        'the path is relative to the folder in which the scan runs',
      );
    return { text: readText(extended, name), file: name };
  });
};

/** By its name, or, for a name of its own, by words that only gitleaks' files hold. */
export const isGitleaks = (path: string, text: string): boolean => {
  const name = basename(path).toLowerCase();
  if (name.includes('gitleaks') || name.includes('betterleaks')) return true;
  if (name.includes('watertight')) return false;
  const head = text.split(/^[ \t]*\[/m, 1)[0] ?? '';
  return /^[ \t]*title[ \t]*=/im.test(head) || /^[ \t]*(?:\[extend\]|\[\[?(?:rules\.)?allowlist\]|(?:regex|regexes|secretGroup)[ \t]*=)/im.test(text);
};

/** Also a link that leads nowhere: what is meant to be the configuration must not be passed over in silence. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const isFile = (path: string, name: string): boolean => lookUp(path, name)?.isFile() === true;

/** As shown: relative with `/` inside the root, else as it is. */
const nameOf = (root: string, path: string): string => {
  const inside = relative(root, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/');
};

const requireInside = (root: string, path: string, name: string): void => {
  const fail = (): never => {
    throw new AppError(
      'config-invalid',
      `a configuration file outside the folder is not read: ${name}`,
      'give the configuration on the command line with --config if you trust it',
    );
  };
  const inside = relative(root, path);
  if (inside.startsWith('..') || isAbsolute(inside)) fail();
  if (!isFile(path, name)) return;
  const real = relative(realpathSync(root), realpathSync(path));
  if (real.startsWith('..') || isAbsolute(real)) fail();
};

const readText = (path: string, file: string): string => {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES)
      throw new AppError('config-invalid', `the configuration is larger than ${MAX_BYTES / 1e6} MB: ${file}`, 'check that it is the right file');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code = 'unknown error' } = error as { code?: string };
    const why = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : code;
    throw new AppError('config-invalid', `the configuration can't be read: ${file}: ${why}`, 'save it as UTF-8 and check its permissions', { cause: error });
  }
};
