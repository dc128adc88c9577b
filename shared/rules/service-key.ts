import type { Rule } from '../model/rule.ts';
import { type KeyedOptions, keyed } from './pattern.ts';

/**
 * The form of a value without a mark of its own, as a pattern source and as a template for `sample`.
 * The pattern is wider than the template where vendors differ in letter case over the years.
 */
export interface Shape {
  readonly body: string;
  readonly sample: string;
  readonly filters?: Rule['filters'];
}

const of = (set: string, alphabet: string, filters?: Rule['filters']) => {
  return (from: number, to = from): Shape => ({
    body: `${set}{${from === to ? from : `${from},${to}`}}`,
    sample: `{{${alphabet}:${from}}}`,
    ...(filters === undefined ? {} : { filters }),
  });
};

/** Hexadecimal digits, `from` to `to` of them. */
export const hex = of('[0-9A-Fa-f]', 'hex', ['has-digit']);
/** Letters and digits, of which at least one is a digit. */
export const alnum = of('[A-Za-z0-9]', 'alnum', ['has-digit']);
/** Lower-case letters and digits, of which at least one is a digit. */
export const lowernum = of('[a-z0-9]', 'lowernum', ['has-digit']);
/** Upper-case letters and digits. */
export const uppernum = of('[A-Z0-9]', 'uppernum');
/** Letters, digits, `-` and `_`, of which at least one is a digit. */
export const base64url = of('[A-Za-z0-9_-]', 'base64url', ['has-digit']);
/** Thirty-two letters and digits in the groups of a UUID. */
export const uuid: Shape = {
  body: '[0-9A-Za-z]{8}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{12}',
  sample: '{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}',
};
/** Any other form. */
export const shape = (body: string, sample: string): Shape => ({ body, sample });

export interface ServiceKeyOptions
  extends KeyedOptions,
    Partial<Pick<Rule, 'severity' | 'confidence' | 'filters' | 'minEntropy' | 'window' | 'source' | 'rotate'>> {
  /** The name is a word of everyday language or code: the credential word must follow it at once (`linear_key`, not `linear … key`). */
  readonly everyday?: boolean;
  /** More texts that must be found, beside the two that every such rule has. */
  readonly examples?: readonly string[];
  /** More texts that must not be found, beside the one that every such rule has. */
  readonly counterExamples?: readonly string[];
}

/** Between the parts of a service's name. */
const SEPARATORS = ['', ' ', '_', '-', '.'];

const keywordsOf = (name: string): string[] => (name.includes(' ') ? SEPARATORS.map((separator) => name.split(' ').join(separator)) : [name]);

/** Credential words after an everyday name. */
const AT_ONCE = ['api', 'key', 'token', 'secret', 'access', 'auth', 'client', 'pass', 'private'];

/**
 * A rule for a service whose keys are plain letters and digits: only the service's name and a credential word before it give them away.
 * `names` in lower case, a space for an optional separator (`new relic`). The first one makes the examples.
 */
export const serviceKey = (id: string, title: string, names: string | readonly string[], value: Shape, options: ServiceKeyOptions = {}): Rule => {
  const { everyday = false, words = everyday ? AT_ONCE : undefined, within = everyday ? 1 : undefined, examples = [], counterExamples = [], ...rest } = options;
  const { wholeWord = everyday, end, ...fields } = rest;
  const all = typeof names === 'string' ? [names] : names;
  const name = all[0]!;
  const upper = name.replaceAll(' ', '_').toUpperCase();
  const camel = name.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
  const word = words === undefined || words === 'none' ? 'token' : words[0]!;
  const keyedOptions: KeyedOptions = {
    ...(words === undefined ? {} : { words }),
    ...(within === undefined ? {} : { within }),
    wholeWord,
    ...(end === undefined ? {} : { end }),
  };
  return {
    id,
    title,
    keywords: (everyday ? all.flatMap((each) => AT_ONCE.map((next) => `${each} ${next}`)) : all).flatMap(keywordsOf),
    pattern: keyed(names, value.body, keyedOptions),
    severity: 'high',
    confidence: 'medium',
    minEntropy: 2.5,
    ...(value.filters === undefined ? {} : { filters: value.filters }),
    examples: [`${upper}_${word.toUpperCase()}=${value.sample}`, `"${camel}${word[0]!.toUpperCase()}${word.slice(1)}" => "${value.sample}"`, ...examples],
    counterExamples: [...(words === 'none' ? [] : [`${name} build ${value.sample}`]), ...counterExamples],
    ...fields,
  };
};
