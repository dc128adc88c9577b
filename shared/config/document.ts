import { parse, TomlError } from 'smol-toml';
import { AppError } from '../model/app-error.ts';
import { checkLinearPattern } from '../text/linear-pattern.ts';
import { withoutTokens } from '../text/redact.ts';
import { findNearest } from './nearest.ts';
import { indexTomlLines, type TomlLines, type TomlPath } from './toml-lines.ts';

/**
 * One table of a configuration file, read key by key. Whatever is not as expected is an `AppError` 'config-invalid' that names file,
 * line and what to write instead. Messages show keys and rule ids, patterns and numbers, but no other text of the file.
 */
export interface Table {
  readonly string: (key: string) => string | undefined;
  readonly number: (key: string, least: number, most: number) => number | undefined;
  readonly boolean: (key: string) => boolean | undefined;
  readonly strings: (key: string) => readonly string[] | undefined;
  readonly choice: <T extends string>(key: string, choices: readonly T[]) => T | undefined;
  /** A pattern in RE2's syntax, compiled once to see that it can be. */
  readonly pattern: (key: string) => string | undefined;
  readonly patterns: (key: string) => readonly string[] | undefined;
  readonly table: (key: string) => Table | undefined;
  readonly tables: (key: string) => readonly Table[];
  readonly has: (key: string) => boolean;
  readonly isString: (key: string) => boolean;
  readonly isList: (key: string) => boolean;
  readonly keys: () => readonly string[];
  /** 1-based line of a key, or of the table. */
  readonly lineOf: (key?: string, index?: number) => number;
  readonly fail: (what: string, hint: string, key?: string, index?: number) => never;
  /** An unknown key is an error: a misspelt setting would otherwise be off without a word. */
  readonly allowOnly: (known: readonly string[]) => void;
}

/**
 * Parses a TOML file into its root table. `file` is the name that messages show. With `foldKeys`, keys are read in small letters, as
 * gitleaks does, for which `secretGroup` and `secretgroup` are one.
 */
export const parseDocument = (text: string, file: string, foldKeys = false): Table => {
  const clean = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  let root: unknown;
  try {
    root = parse(clean);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The parser's message goes on with the lines of the file: only its first line is shown.
    const what = (error.message.split('\n', 1)[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw new AppError(
      'config-invalid',
      `the configuration can't be read: ${file}:${error.line}:${error.column}: ${what}`,
      'correct the TOML; https://toml.io/en/v1.0.0 describes it',
    );
  }
  const lines = indexTomlLines(foldKeys ? clean.toLowerCase() : clean);
  return createTable((foldKeys ? foldKeysOf(root) : root) as Record<string, unknown>, [], file, lines);
};

const foldKeysOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(foldKeysOf);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), foldKeysOf(inner)]));
};

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const createTable = (raw: Record<string, unknown>, path: TomlPath, file: string, lines: TomlLines): Table => {
  const lineOf: Table['lineOf'] = (key, index) => lines([...path, ...(key === undefined ? [] : [key]), ...(index === undefined ? [] : [index])]);
  const fail: Table['fail'] = (what, hint, key, index) => {
    throw new AppError('config-invalid', `the configuration can't be used: ${file}:${lineOf(key, index)}: ${withoutTokens(what)}`, hint);
  };
  const get = (key: string): unknown => (Object.hasOwn(raw, key) ? raw[key] : undefined);
  const isTable = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
  const string: Table['string'] = (key) => {
    const value = get(key);
    if (value === undefined || typeof value === 'string') return value;
    return fail(`\`${key}\` must be a string`, `write ${key} = "…"`, key);
  };
  const strings: Table['strings'] = (key) => {
    const value = get(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return fail(`\`${key}\` must be a list of strings`, `write ${key} = ["…"]`, key);
    value.forEach((item: unknown, index) => {
      if (typeof item !== 'string') fail(`\`${key}\` must hold strings only`, `write ${key} = ["…"]`, key, index);
    });
    return value as string[];
  };
  const checkPattern = (source: string, key: string, index?: number): string => {
    const { error } = checkLinearPattern(source);
    return error === null
      ? source
      : fail(
          `\`${key}\` is not a pattern: ${error}`,
          'write it in RE2 syntax, without look-around and back-references; in single quotes, so that \\ stays as it is',
          key,
          index,
        );
  };
  return {
    string,
    strings,
    lineOf,
    fail,
    number: (key, least, most) => {
      const value = get(key);
      if (value === undefined) return undefined;
      if (typeof value !== 'number' || !(value >= least && value <= most))
        return fail(`\`${key}\` must be a number from ${least} to ${most}`, `write ${key} = ${least}`, key);
      return value;
    },
    boolean: (key) => {
      const value = get(key);
      if (value === undefined || typeof value === 'boolean') return value;
      return fail(`\`${key}\` must be true or false`, `write ${key} = true`, key);
    },
    choice: (key, choices) => {
      const value = string(key);
      if (value === undefined) return undefined;
      return (
        choices.find((choice) => choice === value) ??
        fail(
          `\`${key}\` must be one of ${choices.filter((choice) => choice !== '').join(', ')}`,
          `write ${key} = "${findNearest(value, choices) ?? choices[0]}"`,
          key,
        )
      );
    },
    pattern: (key) => {
      const value = string(key);
      return value === undefined ? undefined : checkPattern(value, key);
    },
    patterns: (key) => strings(key)?.map((source, index) => checkPattern(source, key, index)),
    table: (key) => {
      const value = get(key);
      if (value === undefined) return undefined;
      return isTable(value) ? createTable(value, [...path, key], file, lines) : fail(`\`${key}\` must be a table`, `write [${key}]`, key);
    },
    tables: (key) => {
      const value = get(key);
      if (value === undefined) return [];
      if (!Array.isArray(value))
        return fail(`\`${key}\` must be a list of tables`, `write [[${[...path.filter((part) => typeof part === 'string'), key].join('.')}]]`, key);
      return value.map((item: unknown, index) =>
        isTable(item) ? createTable(item, [...path, key, index], file, lines) : fail(`\`${key}\` must hold tables only`, `write [[${key}]]`, key, index),
      );
    },
    has: (key) => Object.hasOwn(raw, key),
    isList: (key) => Array.isArray(get(key)),
    isString: (key) => typeof get(key) === 'string',
    keys: () => Object.keys(raw),
    allowOnly: (known) => {
      const unknown = Object.keys(raw).find((key) => !known.includes(key));
      if (unknown === undefined) return;
      const nearest = findNearest(unknown, known);
      fail(`unknown key \`${unknown}\``, nearest === undefined ? `known keys here: ${known.join(', ')}` : `did you mean \`${nearest}\`?`, unknown);
    },
  };
};
