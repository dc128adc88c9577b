import { AppError } from '../model/app-error.ts';
import type { NewSecret, SecretValue } from '../model/provider.ts';
import { Secret } from '../model/secret.ts';

/**
 * How a value maps to a KV secret, which is a map of fields:
 *
 * - A JSON object becomes the fields, so that people and other tools see them (`vault kv get -field=…`). It comes back as compact JSON, its keys
 *   in the order in which Vault gives them (sorted): the same content, not always the same text.
 * - Any other text becomes the single field `value`, and so does JSON that would not survive the way through a map unharmed (numbers with more
 *   digits than a double holds, a key that stands twice).
 * - Bytes become `value` in base64 and a field `encoding` that says `base64`.
 *
 * Read back, a secret that has the field `value` alone, a text, is that text: `vault://secret/stripe` and `vault://secret/stripe#value` are the
 * same. Every other is the JSON of its fields: `vault://secret/db#password` selects in it.
 */
export type Fields = Readonly<Record<string, unknown>>;

const SOLE = 'value';

/** Vault's own default limit for a request is 32 MiB, for an entry in integrated storage 1 MiB: https://developer.hashicorp.com/vault/docs/internals/limits */
const MAX_BYTES = 1024 * 1024;

/** @throws AppError `secret-invalid` for an empty or oversized value */
export const toFields = ({ value, encoding = 'text' }: Pick<NewSecret, 'value' | 'encoding'>): Fields => {
  const text = value.reveal();
  if (text === '') throw new AppError('secret-invalid', 'an empty value can not be stored');
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new AppError('secret-invalid', `the value is larger than Vault takes: ${Buffer.byteLength(text)} bytes of ${MAX_BYTES}`);
  if (encoding === 'base64') return { [SOLE]: text, encoding };
  return losslessObject(text) ?? { [SOLE]: text };
};

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

/** Fields that would come back as something else than their JSON; no fields at all Vault can't keep apart from nothing. */
const isMistakable = (fields: Fields): boolean => Object.keys(fields).length === 0 || isSole(fields) || isBinary(fields);

const isSole = (fields: Fields): boolean => Object.keys(fields).length === 1 && typeof fields[SOLE] === 'string';

const isBinary = (fields: Fields): boolean => Object.keys(fields).length === 2 && typeof fields[SOLE] === 'string' && fields['encoding'] === 'base64';

export const fromFields = (fields: Fields): Pick<SecretValue, 'secret' | 'encoding' | 'soleField'> => {
  const sole = String(fields[SOLE]);
  if (isBinary(fields)) return { secret: new Secret(sole), encoding: 'base64', soleField: SOLE };
  if (isSole(fields)) return { secret: new Secret(sole), encoding: 'text', soleField: SOLE };
  return { secret: new Secret(JSON.stringify(fields)), encoding: 'text' };
};

/** Whether two maps say the same, whatever the order of their keys. */
export const sameFields = (a: Fields, b: Fields): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)]);
};
