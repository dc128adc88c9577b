import { AppError } from '../shared/model/app-error.ts';
import type { Reference } from '../shared/model/reference.ts';
import type { Resolver as InnerResolver } from '../shared/model/resolver.ts';
import { Secret } from '../shared/model/secret.ts';
import { parseReference } from '../shared/references/parse.ts';
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

/** A resolver of strings for programs. See `types.d.ts`. */
export const createResolver: typeof CreateResolver = (options = {}) => {
  const { resolver, defaultProvider } = openResolver(options);

  const parse = (text: string): Reference => {
    const reference = parseReference(text, { assume: defaultProvider });
    if (reference === undefined)
      throw new AppError('reference-invalid', 'this is no reference that can be read', 'Give an ARN, a name, or for example local://name#key.');
    return reference;
  };
  const get = async (text: string, { fallback }: ReadOptions = {}): Promise<string> =>
    (await resolver.resolve(parse(text), fallback === undefined ? {} : { fallback: new Secret(fallback) })).secret.reveal();

  const outer: Resolver = {
    get,
    getMany: (texts) => Promise.all(texts.map((text) => get(text))),
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
