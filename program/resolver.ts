import { loadResolverSettings } from '../shared/config/resolver-settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { Reference } from '../shared/model/reference.ts';
import type { Resolver as InnerResolver } from '../shared/model/resolver.ts';
import { Secret } from '../shared/model/secret.ts';
import { parseReference } from '../shared/references/parse.ts';
import { stageOf } from '../shared/resolve/priority.ts';
import { resolveReferences, valuesOf } from '../shared/resolve/resolve-env.ts';
import { listAll } from './all-secrets.ts';
import { openResolver } from './settings.ts';
import type { createResolver as CreateResolver, ReadOptions, Resolver } from './types.d.ts';

/** The resolvers behind those that were handed out, for `resolveEnv`. */
const inner = new WeakMap<Resolver, InnerResolver>();

export const innerOf = (resolver: Resolver): InnerResolver => {
  const found = inner.get(resolver);
  if (found === undefined) throw new AppError('usage', 'this is no resolver that createResolver() made', 'Pass what createResolver() gave, as it is.');
  return found;
};

const parseJson = <T>(text: string, reference: string): T => {
  try {
    return JSON.parse(text) as T;
  } catch {
    // Without the cause: its message quotes the value.
    throw new AppError('secret-invalid', `the value is no JSON: ${reference}`, 'Use get() for a value that is text.');
  }
};

/** What the references of an environment come to, by variable. Nothing is set. */
const valuesOfEnv = async (env: Readonly<Record<string, string | undefined>>, resolver: InnerResolver): Promise<Readonly<Record<string, string>>> => {
  const { allowFallback, environmentName } = loadResolverSettings(process.env);
  return valuesOf(await resolveReferences({ env, resolver, stage: stageOf(environmentName), allowFallback }));
};

/** A resolver of strings for programs. See `types.d.ts`. */
export const createResolver: typeof CreateResolver = (options = {}) => {
  const { resolver, defaultProvider, open } = openResolver(options);

  const parse = (text: string): Reference => {
    const reference = parseReference(text, { assume: defaultProvider });
    if (reference === undefined)
      throw new AppError('reference-invalid', 'this is no reference that can be read', 'Give an ARN, a name, or for example local://name#key.');
    return reference;
  };
  const get = async (text: string, { fallback }: ReadOptions = {}): Promise<string> =>
    (await resolver.resolve(parse(text), fallback === undefined ? {} : { fallback: new Secret(fallback) })).secret.reveal();

  /** All or nothing. */
  const readAll = async (references: readonly Reference[]): Promise<readonly string[]> =>
    (await Promise.all(references.map((reference) => resolver.resolve(reference)))).map(({ secret }) => secret.reveal());

  const getAllSecrets: Resolver['getAllSecrets'] = async ({ prefix, provider = defaultProvider, env = process.env } = {}) => {
    if (prefix === undefined) return valuesOfEnv(env, resolver);
    const found = await listAll(await open(provider), prefix);
    const values = await readAll(found.map(({ reference }) => reference));
    return Object.fromEntries(found.map(({ name }, at) => [name, values[at] ?? '']));
  };

  const outer: Resolver = {
    get,
    getMany: (texts) => Promise.all(texts.map((text) => get(text))),
    getAllSecrets,
    getJson: async <T>(text: string, read?: ReadOptions) => parseJson<T>(await get(text, read), text),
    getBoth: async (text) => {
      const { current, previous } = await resolver.resolveBoth(parse(text));
      return { current: current.secret.reveal(), previous: previous?.secret.reveal() ?? null };
    },
    refresh: async (text) => (await resolver.refresh(parse(text))).secret.reveal(),
    clear: (text) => resolver.clear(text === undefined ? undefined : parse(text)),
    health: resolver.health,
    metrics: resolver.metrics,
    close: resolver.close,
  };
  inner.set(outer, resolver);
  return outer;
};
