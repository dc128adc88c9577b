import type { NewSecret, SecretValue } from '../model/provider.ts';
import { Secret } from '../model/secret.ts';
import { type JsonNode, parseJsonTree, stringOf } from '../text/json-tree.ts';
import { checkValue } from './value-limits.ts';

/**
 * How a value maps to a KV secret, which is a map of fields:
 *
 * - A JSON object becomes the fields, so that people and other tools see them (`vault kv get -field=…`), when it comes back the same, byte for
 *   byte: compact, its keys sorted, as Vault gives them. With `fields: true`, and when the secret has fields already, any other JSON object
 *   does, too, and comes back compact and sorted.
 * - Any other text becomes the single field `value`; so does JSON that a map of fields would damage (numbers with more digits than a double
 *   holds, a key that stands twice).
 * - Bytes become `value` in base64 and a field `encoding` that says `base64`.
 *
 * Read back, a secret that has the field `value` alone, a text, is that text: `vault://secret/stripe` and `vault://secret/stripe#value` are the
 * same. Every other is the JSON of its fields: `vault://secret/db#password` selects in it.
 */
export type Fields = Readonly<Record<string, unknown>>;

const SOLE = 'value';

/** Of an entry in integrated storage, with room for what Vault puts around it: https://developer.hashicorp.com/vault/docs/internals/limits */
export const VAULT_MAX_BYTES = 512 * 1024;

/** @throws AppError `secret-invalid` for an empty or oversized value */
export const toFields = ({ value, encoding = 'text', fields = false }: Pick<NewSecret, 'value' | 'encoding' | 'fields'>): Fields => {
  const text = value.reveal();
  checkValue(text, encoding, { store: 'Vault', maxBytes: VAULT_MAX_BYTES });
  if (encoding === 'base64') return { [SOLE]: text, encoding };
  const object = losslessObject(text);
  return object !== undefined && (fields || canonicalJson(text) === text) ? object : { [SOLE]: text };
};

/** Whether a value could be fields as well as a text. */
export const isAmbiguous = ({ value, encoding, fields }: Pick<NewSecret, 'value' | 'encoding' | 'fields'>): boolean =>
  encoding !== 'base64' && fields !== true && losslessObject(value.reveal()) !== undefined;

/** The object that a JSON text holds, if it is one and says the same when JavaScript writes it again. */
const losslessObject = (text: string): Fields | undefined => {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as Fields;
    const compact = text.replace(/"(?:[^"\\]|\\.)*"|[ \t\r\n]+/g, (part) => (part.startsWith('"') ? JSON.stringify(JSON.parse(part)) : ''));
    return JSON.stringify(value) === compact && !isMistakable(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Fields that would come back as something else than their JSON; and no fields at all. */
const isMistakable = (fields: Fields): boolean => Object.keys(fields).length === 0 || isSole(fields) || isBinary(fields);

export const isSole = (fields: Fields): boolean => Object.keys(fields).length === 1 && typeof fields[SOLE] === 'string';

const isBinary = (fields: Fields): boolean => Object.keys(fields).length === 2 && typeof fields[SOLE] === 'string' && fields['encoding'] === 'base64';

/** `text` is an answer of Vault, `path` leads to the fields in it: numbers are taken as they are written there, since some have more digits than fit. */
export const fromFields = (fields: Fields, text: string, path: readonly string[]): Pick<SecretValue, 'secret' | 'encoding' | 'soleField'> => {
  const sole = String(fields[SOLE]);
  if (isBinary(fields)) return { secret: new Secret(sole), encoding: 'base64', soleField: SOLE };
  if (isSole(fields)) return { secret: new Secret(sole), encoding: 'text', soleField: SOLE };
  return { secret: new Secret(canonicalJson(text, path) ?? JSON.stringify(fields)), encoding: 'text' };
};

/** Whether two maps say the same, whatever the order of their keys. */
export const sameFields = (a: Fields, b: Fields): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** JSON without white space and with sorted keys, its numbers as they were written; undefined for a text that is none, or has nothing at the path. */
const canonicalJson = (text: string, path: readonly string[] = []): string | undefined => {
  let node = parseJsonTree(text);
  for (const key of path) node = node?.children.findLast((member) => member.key === key)?.node;
  return node === undefined ? undefined : write(text, node);
};

const write = (text: string, node: JsonNode): string => {
  if (node.kind === 'array') return `[${node.children.map((member) => write(text, member.node)).join(',')}]`;
  if (node.kind === 'string') return JSON.stringify(stringOf(text, node));
  if (node.kind !== 'object') return text.slice(node.start, node.end);
  const members = [...node.children].sort((a, b) => (a.key < b.key ? -1 : 1));
  return `{${members.map((member) => `${JSON.stringify(member.key)}:${write(text, member.node)}`).join(',')}}`;
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)]);
};
