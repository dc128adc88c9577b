import type { SecretValue } from '../model/provider.ts';
import { Secret } from '../model/secret.ts';
import { selectValue } from '../references/select-value.ts';
import { createScrubber, type Scrubber } from '../text/forms.ts';
import { parseJsonTree } from '../text/json-tree.ts';
import { digestOf } from './swap-file.ts';

/** The only file of this room that looks at values: what is stored is made of them, and what is kept about them are keyed hashes. */

/** A value and the key under which a JSON secret holds it; null: the value is the secret. */
export interface KeyedValue {
  readonly key: string | null;
  readonly value: Secret;
}

/** What is stored for values: one as it is, others as a JSON object of strings in the order given. */
export const composeText = (values: readonly KeyedValue[]): Secret => {
  const [first] = values;
  if (first?.key === null) return first.value;
  return new Secret(`{${values.map(({ key, value }) => `${JSON.stringify(key)}:${JSON.stringify(value.reveal())}`).join(',')}}`);
};

/** The members of a JSON object as they are written, numbers of any length too; undefined for anything else. */
const membersOf = (text: string): (readonly [string, string])[] | undefined => {
  const root = parseJsonTree(text);
  if (root?.kind !== 'object') return undefined;
  const members = new Map(root.children.map(({ key, node }) => [key, text.slice(node.start, node.end)] as const));
  return [...members];
};

const objectOf = (members: Iterable<readonly [string, string]>): Secret =>
  new Secret(`{${[...members].map(([key, raw]) => `${JSON.stringify(key)}:${raw}`).join(',')}}`);

/** A JSON secret with keys added or replaced; undefined when the secret is no JSON object. All other members stay as they are written. */
export const withKeys = (secret: Secret, values: readonly KeyedValue[]): Secret | undefined => {
  const members = membersOf(secret.reveal());
  if (members === undefined) return undefined;
  const all = new Map(members);
  for (const { key, value } of values) all.set(key ?? '', JSON.stringify(value.reveal()));
  return objectOf(all);
};

/** A JSON secret without some of its keys. */
export const withoutKeys = (secret: Secret, keys: ReadonlySet<string>): Secret =>
  objectOf((membersOf(secret.reveal()) ?? []).filter(([key]) => !keys.has(key)));

/** The keys of a JSON object; undefined for anything else. */
export const keysOf = (secret: Secret): readonly string[] | undefined => membersOf(secret.reveal())?.map(([key]) => key);

/** The text of a key, or of a whole secret; undefined where there is no such key. */
export const valueAt = ({ secret, encoding }: Pick<SecretValue, 'secret' | 'encoding'>, key: string | null): Secret | undefined => {
  if (encoding === 'base64') return undefined;
  if (key === null) return secret;
  if (keysOf(secret)?.includes(key) !== true) return undefined;
  return selectValue(secret, [key]);
};

/** Shorter values could be guessed from their digest by whoever has the salt. */
const SHORTEST_DIGESTED = 8;

/** Digests of what a secret holds: of the texts in its JSON object by key, else of the whole under null. Short values are left out. */
export const digestsIn = (
  salt: string,
  value: Pick<SecretValue, 'secret' | 'encoding'>,
): readonly { readonly key: string | null; readonly digest: string }[] => {
  const keys = value.encoding === 'base64' ? [] : (keysOf(value.secret) ?? [null]);
  return keys.flatMap((key) => {
    const text = valueAt(value, key)?.reveal() ?? '';
    return text.length < SHORTEST_DIGESTED ? [] : [{ key, digest: digestOf(salt, text) }];
  });
};

export const digestOfSecret = (salt: string, secret: Secret): string => digestOf(salt, secret.reveal());

/** Plain words are part of names and paths by chance. */
const isTelling = (value: string): boolean => value.length >= 8 && !/^[A-Za-z]{1,16}$/.test(value);

/** Takes every form of the values out of a text that is shown; values that could stand there by chance are left. */
export const scrubberOf = (values: readonly Secret[]): Scrubber => createScrubber(values.map((value) => value.reveal()).filter(isTelling));

/** Whether a text holds one of the values in any form; values that could stand there by chance are not looked for. */
export const holdsValue = (text: string, values: readonly Secret[]): boolean => scrubberOf(values)(text) !== text;
