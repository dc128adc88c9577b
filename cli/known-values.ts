import { loadProviderSettings } from '../shared/config/provider-settings.ts';
import { type IndexedValues, indexKnownValues } from '../shared/known/index-values.ts';
import { listSecrets, readSecrets } from '../shared/known/read-secrets.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { KnownValue, LeftOut } from '../shared/model/known-value.ts';
import type { Problem } from '../shared/model/problem.ts';
import type { OpenProvider, Provider } from '../shared/model/provider.ts';
import type { ProviderId, Reference } from '../shared/model/reference.ts';
import { Secret } from '../shared/model/secret.ts';
import { parseReference } from '../shared/references/parse.ts';
import { loadEnvFile } from '../shared/resolve/load-env-file.ts';
import { asLine } from '../shared/text/neutralise.ts';
import { type ReadOptions, referencesFrom } from './references-from.ts';
import type { Streams } from './run.ts';
import { openStores } from './store.ts';

/** Where known values come from. */
const SOURCE = /^(?:references$|env-file:|env:|store:)/;

/** The option takes all words behind it: those that name no source are paths to scan. */
export const partSources = (words: true | readonly string[]): { readonly sources: readonly string[]; readonly paths: readonly string[] } => {
  const given = words === true ? [] : words;
  const sources = given.filter((word) => SOURCE.test(word));
  return { sources: sources.length === 0 ? ['references'] : sources, paths: given.filter((word) => !SOURCE.test(word)) };
};

/** Named one by one up to this many. */
const MAX_NAMED = 50;

/** What was not looked for, for the report. */
export const leftOutProblems = (leftOut: readonly LeftOut[]): Problem[] => {
  const said = leftOut.slice(0, MAX_NAMED).map(({ name, why }) => `not looked for: ${asLine(name)}: ${why}`);
  if (leftOut.length > MAX_NAMED) said.push(`not looked for: ${leftOut.length - MAX_NAMED} more`);
  return said.map((message) => ({ code: 'known-value-left-out', path: '', message, incomplete: false }));
};

interface Read {
  readonly values: readonly KnownValue[];
  readonly leftOut: readonly LeftOut[];
}

/** Settings of an environment: those that refer to a secret hold none. */
const fromVariables = (variables: readonly { readonly name: string; readonly value: string }[], from: string): Read => {
  const isReference = (value: string): boolean => /^[a-z-]+:/i.test(value) && parseReference(value) !== undefined;
  const plain = variables.filter(({ value }) => !isReference(value));
  const values = plain.map(
    ({ name, value }): KnownValue => ({
      secret: new Secret(value),
      name: `${name} from ${from}`,
      status: 'given',
      version: null,
      remedy: 'replace it where it was issued',
    }),
  );
  return {
    values,
    leftOut: variables.filter((variable) => !plain.includes(variable)).map(({ name }) => ({ name: `${name} from ${from}`, why: 'a reference' })),
  };
};

const fromEnvironment = (names: readonly string[]): Read => {
  const missing = names.filter((name) => (process.env[name] ?? '') === '');
  if (names.length === 0 || missing.length > 0)
    throw new AppError('usage', `--known-values env: these variables are not set: ${missing.join(', ')}`, 'Write it as in env:DB_PASSWORD,API_TOKEN.');
  return fromVariables(
    names.map((name) => ({ name, value: process.env[name] ?? '' })),
    'the environment',
  );
};

const fromEnvFile = async (path: string): Promise<Read> => {
  const variables = await loadEnvFile(path);
  if (variables === undefined) throw new AppError('path-missing', `the env file is not there: ${path}`, 'Check how its name is written.');
  return fromVariables(variables, path);
};

/** Opens each store once, and only when it is asked. */
const openOnce = (): OpenProvider => {
  const open = openStores('scan --known-values', {});
  const opened = new Map<ProviderId, Promise<Provider>>();
  return (id) => {
    const provider = opened.get(id) ?? open(id);
    opened.set(id, provider);
    return provider;
  };
};

/**
 * Reads the values that the sources name, with the caller's own rights, and makes them ready for a search.
 * @throws AppError `nothing-scanned` where there is nothing to look for, and as the stores'
 */
export const collectKnownValues = async (streams: Streams, sources: readonly string[], options: ReadOptions): Promise<IndexedValues> => {
  const read: Read[] = [];
  const references: Reference[] = [];
  const open = openOnce();
  for (const source of sources) {
    const rest = source.slice(source.indexOf(':') + 1);
    if (source.startsWith('env-file:')) read.push(await fromEnvFile(rest));
    else if (source.startsWith('env:')) read.push(fromEnvironment(rest.split(',').filter((name) => name !== '')));
    else if (source.startsWith('store:')) references.push(...(await listSecrets(await open(loadProviderSettings(process.env).defaultProvider), rest)));
    else references.push(...(await referencesFrom(streams, [], options)).map(({ reference }) => reference));
  }
  read.push(await readSecrets(references, open));
  const indexed = indexKnownValues(read.flatMap(({ values }) => values));
  const leftOut = [...read.flatMap((each) => each.leftOut), ...indexed.leftOut];
  if (indexed.count > 0) return { ...indexed, leftOut };
  const named = leftOut.slice(0, 20).map(({ name, why }) => `\n  ${asLine(name)}: ${why}`);
  throw new AppError(
    'nothing-scanned',
    `there is no known value to look for: ${sources.join(' ')}${named.join('')}`,
    'Name where values are: references, env-file:PATH, env:NAME,NAME or store:PREFIX.',
  );
};
