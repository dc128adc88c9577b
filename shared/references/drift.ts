import type { Reference, SecretAddress } from '../model/reference.ts';
import type { Secret } from '../model/secret.ts';
import { memberVariables, planEnv } from './env-plan.ts';
import { formatReference } from './format.ts';
import { lintReference } from './lint.ts';
import { parseReference } from './parse.ts';
import { formatPointer } from './pointer.ts';
import { leavesOf, selectValue } from './select-value.ts';

/** A `.env` file. */
export interface EnvFile {
  readonly path: string;
  /** Whether it shows what should be there (`.env.example`) and not what is. */
  readonly isExample: boolean;
  /** Values are looked at, never shown. */
  readonly settings: readonly { readonly key: string; readonly value: Secret }[];
}

/** A reference, where it stands, and the variable that gets its value; null where no variable does, or none that shows. */
export interface NamedReference {
  readonly path: string;
  readonly variable: string | null;
  readonly reference: Reference;
}

/** What a store said of a secret: its value, or that there is none. */
export type StoreAnswer = { readonly secret: Secret } | { readonly missing: 'secret-missing' | 'secret-deleted' };

export type DriftCode = 'missing' | 'undocumented' | 'plain' | 'bad-reference' | 'no-secret' | 'missing-key' | 'unused-key' | 'nothing-to-compare';

export interface DriftItem {
  readonly code: DriftCode;
  /** Whether things have drifted apart, or this is only worth knowing. */
  readonly isDrift: boolean;
  readonly path: string;
  readonly variable: string | null;
  readonly reference: string | null;
  readonly message: string;
  /** Keyed hashes of the values in the file and in the store: equal when the values are. Null where there is none. */
  readonly fileDigest: string | null;
  readonly storeDigest: string | null;
}

export interface DriftInput {
  readonly files: readonly EnvFile[];
  readonly references: readonly NamedReference[];
  /** By `addressKey`; null: the stores were not asked. */
  readonly answers: ReadonlyMap<string, StoreAnswer> | null;
  /** A hash under a key that nobody else has. */
  readonly digest: (value: Secret) => string;
}

export const addressKey = (address: SecretAddress): string => formatReference(address);

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** `.env.example` and its other names, also `env.sample` and `prod.env.example`. */
export const isExamplePath = (path: string): boolean => /(?:^|[./])env[._-](?:example|sample|template|tmpl|dist|defaults?|schema)$|\.example$/i.test(path);

const envOf = (file: EnvFile): Record<string, string> => Object.fromEntries(file.settings.map(({ key, value }) => [key, value.reveal()]));

/** References of a `.env` file, with the variables that they set. */
export const referencesOf = (file: EnvFile): readonly NamedReference[] =>
  planEnv(envOf(file)).items.flatMap(({ sets, reference, from }) =>
    (sets.length === 0 ? [from] : sets).map((variable) => ({ path: file.path, variable, reference })),
  );

const make = (
  code: DriftCode,
  { path, variable, reference }: Partial<NamedReference> & { path: string },
  message: string,
  more: Partial<DriftItem> = {},
): DriftItem => ({
  code,
  isDrift: true,
  path,
  variable: variable ?? null,
  reference: reference?.text.trim() ?? null,
  message,
  fileDigest: null,
  storeDigest: null,
  ...more,
});

const storedValue = (reference: Reference, answer: StoreAnswer | undefined): Secret | undefined => {
  if (answer === undefined || !('secret' in answer)) return undefined;
  try {
    return selectValue(answer.secret, reference.pointer);
  } catch {
    return undefined;
  }
};

/** What is wrong with a reference by itself, and with the store's answer to it. */
const checkReference = (named: NamedReference, answer: StoreAnswer | undefined): DriftItem[] => {
  const { reference } = named;
  const wrong = lintReference(reference).find(({ severity }) => severity === 'error');
  if (wrong !== undefined) return [make('bad-reference', named, wrong.message)];
  if (answer === undefined) return [];
  if ('missing' in answer)
    return [make('no-secret', named, answer.missing === 'secret-deleted' ? 'the secret waits for its deletion' : 'the store has no such secret')];
  if (storedValue(reference, answer) !== undefined) return [];
  return [make('missing-key', named, `the secret has no JSON key ${formatPointer(reference.pointer)}`)];
};

/** Plaintext in one file where another has a reference: the values may have gone apart. */
const checkPlain = ({ files, references, answers, digest }: DriftInput): DriftItem[] => {
  const byVariable = new Map<string, NamedReference>();
  for (const named of references) if (named.variable !== null && !byVariable.has(named.variable)) byVariable.set(named.variable, named);
  const items: DriftItem[] = [];
  for (const file of files.filter(({ isExample }) => !isExample)) {
    for (const { key, value } of file.settings) {
      const named = byVariable.get(key);
      if (named === undefined || value.length === 0 || parseReference(value.reveal()) !== undefined) continue;
      const stored = storedValue(named.reference, answers?.get(addressKey(named.reference.address)));
      const compared = stored === undefined ? '' : stored.equals(value) ? '; the values are the same' : '; the values are different';
      items.push(
        make('plain', { ...named, path: file.path, variable: key }, `a plain value here, a reference in ${named.path}${compared}`, {
          fileDigest: digest(value),
          storeDigest: stored === undefined ? null : digest(stored),
        }),
      );
    }
  }
  return items;
};

/** Variables that the files of a folder provide, and those that explain a variable of a `.env` file. */
const provided = (folder: string, { files, references, answers }: DriftInput): ReadonlySet<string> => {
  const own = files.filter(({ path, isExample }) => !isExample && folderOf(path) === folder);
  const names = new Set(own.flatMap(({ settings }) => settings.map(({ key }) => key)));
  for (const { path, variable } of references) if (variable !== null && path.startsWith(folder)) names.add(variable);
  for (const file of own) {
    const plan = planEnv(envOf(file));
    for (const item of plan.items) {
      const answer = answers?.get(addressKey(item.reference.address));
      const keys = answer !== undefined && 'secret' in answer ? leavesOf(answer.secret).leaves.flatMap(({ path }) => path.slice(0, 1)) : [];
      for (const { variable } of memberVariables(plan, item, keys).members) names.add(variable);
    }
  }
  return names;
};

const checkExample = (example: EnvFile, input: DriftInput): DriftItem[] => {
  const folder = folderOf(example.path);
  const own = input.files.filter(({ path, isExample }) => !isExample && folderOf(path) === folder);
  const names = provided(folder, input);
  if (names.size === 0)
    return [make('nothing-to-compare', { path: example.path }, 'there is no .env file and no reference to compare it with', { isDrift: false })];
  const wanted = new Set(example.settings.map(({ key }) => key));
  const items = [...wanted]
    .filter((key) => !names.has(key))
    .map((key) => make('missing', { path: example.path, variable: key }, 'named here, and set nowhere'));
  for (const file of own) {
    const set = new Map(planEnv(envOf(file)).items.map(({ from, sets }) => [from, sets]));
    for (const { key } of file.settings) {
      if (wanted.has(key) || set.get(key)?.some((name) => wanted.has(name))) continue;
      items.push(make('undocumented', { path: file.path, variable: key }, `set here, and not named in ${example.path}`));
    }
  }
  return items;
};

/** Keys of a secret that is referred to key by key, and that no reference and no example names. */
const checkUnused = ({ files, references, answers }: DriftInput): DriftItem[] => {
  const named = new Set(files.flatMap(({ settings }) => settings.map(({ key }) => key)));
  const used = new Map<string, { readonly first: NamedReference; readonly keys: Set<string>; whole: boolean }>();
  for (const one of references) {
    const key = addressKey(one.reference.address);
    const entry = used.get(key) ?? { first: one, keys: new Set<string>(), whole: false };
    if (one.reference.pointer.length === 0) entry.whole = true;
    // A shorthand with dots may name one key.
    else for (const text of [one.reference.pointer[0]!, one.reference.pointer.join('.')]) entry.keys.add(text);
    used.set(key, entry);
  }
  return [...used].flatMap(([key, { first, keys, whole }]) => {
    const answer = answers?.get(key);
    if (whole || answer === undefined || !('secret' in answer)) return [];
    const there = new Set(leavesOf(answer.secret).leaves.flatMap(({ path }) => path.slice(0, 1)));
    const reference = { ...first.reference, text: key };
    return [...there]
      .filter((name) => !keys.has(name) && !named.has(name))
      .map((name) =>
        make('unused-key', { path: first.path, reference, variable: null }, `nothing refers to the key ${name} of this secret`, { isDrift: false }),
      );
  });
};

const compare = (a: DriftItem, b: DriftItem): number => {
  const [one, other] = [a, b].map(({ path, variable, code, message }) => `${path}\n${variable ?? ''}\n${code}\n${message}`) as [string, string];
  return one < other ? -1 : one > other ? 1 : 0;
};

/** Where examples, references and stores have drifted apart. Names and digests, never a value. In the order of paths and names. */
export const findDrift = (input: DriftInput): readonly DriftItem[] => {
  const items = [
    ...input.references.flatMap((named) => checkReference(named, input.answers?.get(addressKey(named.reference.address)))),
    ...checkPlain(input),
    ...input.files.filter(({ isExample }) => isExample).flatMap((example) => checkExample(example, input)),
    ...checkUnused(input),
  ].sort(compare);
  const key = (item: DriftItem): string => JSON.stringify(item);
  return [...new Map(items.map((item) => [key(item), item])).values()];
};
