import { AppError } from '../model/app-error.ts';
import type { KnownValue, LeftOut } from '../model/known-value.ts';
import type { Problem } from '../model/problem.ts';
import type { OpenProvider, Provider } from '../model/provider.ts';
import type { ProviderId, Reference } from '../model/reference.ts';
import { Secret } from '../model/secret.ts';
import { parseReference } from '../references/parse.ts';
import { loadEnvFile } from '../resolve/load-env-file.ts';
import { asLine } from '../text/neutralise.ts';
import { type IndexedValues, indexKnownValues } from './index-values.ts';
import { listSecrets, readSecrets, unread } from './read-secrets.ts';

/** Whose rights and places count. */
export interface ValueContext {
  /** `env:` takes its variables from here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly open: OpenProvider;
  /** The store of `store:`. */
  readonly defaultProvider: ProviderId;
  /** What `references` means. */
  readonly findReferences: () => Promise<readonly Reference[]>;
  /** The full path of an env file. @throws AppError for one that may not be read */
  readonly envFile?: (path: string) => string;
  /** Called once, before anything is made of the values. */
  readonly onValues?: (values: readonly KnownValue[]) => void;
}

/** Named one by one up to this many. */
const MAX_NAMED = 50;

/** What was not looked for, for the report: what could not be read makes it incomplete. */
export const leftOutProblems = (leftOut: readonly LeftOut[]): Problem[] => {
  const told = (some: readonly LeftOut[], kind: Pick<Problem, 'code' | 'incomplete'>, say: (name: string) => string): Problem[] => {
    const said = some.slice(0, MAX_NAMED).map(({ name, why }) => `${say(asLine(name))}: ${asLine(why)}`);
    if (some.length > MAX_NAMED) said.push(say(`${some.length - MAX_NAMED} more`));
    return said.map((message) => ({ ...kind, path: '', message }));
  };
  const isUnread = ({ failure }: LeftOut): boolean => failure !== undefined;
  return [
    ...told(leftOut.filter(isUnread), { code: 'known-values-unread', incomplete: true }, (name) => `known values that could not be read: ${name}`),
    ...told(
      leftOut.filter((each) => !isUnread(each)),
      { code: 'known-value-left-out', incomplete: false },
      (name) => `not looked for: ${name}`,
    ),
  ];
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

const fromEnvironment = (names: readonly string[], env: ValueContext['env']): Read => {
  const missing = names.filter((name) => (env[name] ?? '') === '');
  if (names.length === 0 || missing.length > 0)
    throw new AppError('usage', `known values of env: these variables are not set: ${missing.join(', ')}`, 'Write it as in env:DB_PASSWORD,API_TOKEN.');
  return fromVariables(
    names.map((name) => ({ name, value: env[name] ?? '' })),
    'the environment',
  );
};

const fromEnvFile = async (path: string, given: string): Promise<Read> => {
  const variables = await loadEnvFile(path);
  if (variables === undefined) throw new AppError('path-missing', `the env file is not there: ${given}`, 'Check how its name is written.');
  return fromVariables(variables, given);
};

/** Opens each store once, and only when it is asked. */
const openOnce = (open: OpenProvider): OpenProvider => {
  const opened = new Map<ProviderId, Promise<Provider>>();
  return (id) => {
    const provider = opened.get(id) ?? open(id);
    opened.set(id, provider);
    return provider;
  };
};

/**
 * Reads the values that the sources name, with the rights of the context, and makes them ready for a search. Secrets that can't be read are named
 * in what is left out, and keep the others from nothing.
 * @throws AppError `nothing-scanned` where there is nothing to look for; as the stores' where they gave nothing at all
 */
export const collectKnownValues = async (sources: readonly string[], context: ValueContext): Promise<IndexedValues> => {
  const read: Read[] = [];
  const references: Reference[] = [];
  const open = openOnce(context.open);
  for (const source of sources) {
    const rest = source.slice(source.indexOf(':') + 1);
    if (source.startsWith('env-file:')) read.push(await fromEnvFile(context.envFile?.(rest) ?? rest, rest));
    else if (source.startsWith('env:')) {
      const names = rest.split(',').map((name) => name.trim());
      read.push(
        fromEnvironment(
          names.filter((name) => name !== ''),
          context.env,
        ),
      );
    } else if (source.startsWith('store:')) {
      try {
        references.push(...(await listSecrets(await open(context.defaultProvider), rest)));
      } catch (error) {
        read.push({ values: [], leftOut: [unread(source, error)] });
      }
    } else references.push(...(await context.findReferences()));
  }
  read.push(await readSecrets(references, open));
  const values = read.flatMap((each) => each.values);
  context.onValues?.(values);
  const indexed = indexKnownValues(values);
  const leftOut = [...read.flatMap((each) => each.leftOut), ...indexed.leftOut];
  const failure = leftOut.find((each) => each.failure !== undefined)?.failure;
  if (indexed.count > 0) return { ...indexed, leftOut, ...(failure === undefined ? {} : { failure }) };
  if (failure !== undefined) throw failure;
  const named = leftOut.slice(0, 20).map(({ name, why }) => `\n  ${asLine(name)}: ${why}`);
  throw new AppError(
    'nothing-scanned',
    `there is no known value to look for: ${sources.join(' ')}${named.join('')}`,
    'Name where values are: references, env-file:PATH, env:NAME,NAME or store:PREFIX.',
  );
};
