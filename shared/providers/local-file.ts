import { AppError } from '../model/app-error.ts';

/** How the key that opens the store is made. A raw key comes from a key file or a variable. */
export type KeyDerivation = { readonly kind: 'raw' } | ScryptDerivation;

/** RFC 7914. The salt is 16 bytes in base64. */
export interface ScryptDerivation {
  readonly kind: 'scrypt';
  readonly salt: string;
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

export interface Head {
  readonly key: KeyDerivation;
  /** The random key of everything else, sealed under the user's key. Its name is not that of a key: a scan would take the text for one. */
  readonly wrapped: string;
}

/** What the store looks like on disk. Everything but `key` is sealed. `docs/local-store.md` describes it. */
export interface StoreFile extends Head {
  /** Names, descriptions, tags, times, versions. */
  readonly index: string;
  /** Values by an id that means nothing, in the order of these ids. */
  readonly values: ReadonlyMap<string, string>;
}

const FORMAT = 'watertight-store-1';

/** Of the file, in bytes; a writer stops there, so a larger one is not ours. */
export const MAX_FILE_BYTES = 128 << 20;

/** N = 2^17, r = 8, p = 1 takes 128 MiB and a third of a second (OWASP Password Storage Cheat Sheet). */
export const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const;
/** A file can't make its reader take more memory than 1 GiB, or the time that takes (some 3 s), or less than what we ourselves write. */
const MAX_SCRYPT_BYTES = 1 << 30;

export const damaged = (file: string, what: string): AppError =>
  new AppError(
    'store-damaged',
    `the local store can't be read: ${file}: ${what}`,
    'Nothing was changed. Restore the file from a backup; or move it away to start with an empty store.',
  );

/** Everything of the head, as text: bound to the index, so that no part of it can be changed. */
export const headOf = ({ key, wrapped }: Head): string => JSON.stringify([FORMAT, key, wrapped]);

export const keyContextOf = (key: KeyDerivation): string => JSON.stringify([FORMAT, 'data-key', key]);

export const formatStoreFile = ({ key, wrapped, index, values }: StoreFile): string => {
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ format: FORMAT, key, wrapped, index, values: Object.fromEntries(sorted) }, null, 1)}\n`;
};

/**
 * Reads the text of a store. Takes what `formatStoreFile` writes and nothing else, to the last character.
 * @throws AppError `store-damaged`
 */
export const parseStoreFile = (text: string, file: string): StoreFile => {
  const raw = objectOf(text);
  const format = raw?.['format'];
  if (typeof format === 'string' && /^watertight-store-\d{1,6}$/.test(format) && format !== FORMAT)
    throw new AppError('store-damaged', `the local store has a newer format: ${file}: ${format}`, 'Update Watertight. Nothing was changed.');
  const { wrapped, index } = raw ?? {};
  const key = keyOf(raw?.['key']);
  const values = valuesOf(raw?.['values']);
  if (key === null || values === null || typeof wrapped !== 'string' || typeof index !== 'string') throw damaged(file, 'it is no store, or not a whole one');
  const store: StoreFile = { key, wrapped, index, values };
  // Spaces, the order of keys, spare bits of base64: a change that decoding would not notice is one all the same.
  if (!isBase64(wrapped) || !isBase64(index) || ![...values.values()].every(isBase64) || formatStoreFile(store) !== text)
    throw damaged(file, 'it was changed by something else');
  return store;
};

const objectOf = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const keyOf = (raw: unknown): KeyDerivation | null => {
  if (typeof raw !== 'object' || raw === null) return null;
  const { kind, salt, N, r, p } = raw as Partial<ScryptDerivation>;
  if ((kind as string) === 'raw') return { kind: 'raw' };
  if (kind !== 'scrypt' || typeof salt !== 'string' || !isBase64(salt) || salt.length !== 24) return null;
  if (!isWithin(N, SCRYPT.N, 2 ** 22) || !Number.isInteger(Math.log2(N)) || !isWithin(r, SCRYPT.r, 64) || !isWithin(p, 1, 16)) return null;
  return 128 * N * r * p <= MAX_SCRYPT_BYTES ? { kind, salt, N, r, p } : null;
};

const isWithin = (value: unknown, least: number, most: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

const valuesOf = (raw: unknown): ReadonlyMap<string, string> | null => {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return null;
  const entries = Object.entries(raw as Record<string, unknown>);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string') ? new Map(entries) : null;
};

const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;
