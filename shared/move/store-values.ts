import { AppError } from '../model/app-error.ts';
import type { NewSecret, Provider, SecretValue, StoredSecret } from '../model/provider.ts';
import type { Secret } from '../model/secret.ts';
import { readCurrent } from './check-store.ts';
import { type JournalSecret, type JournalStore, tokenOf } from './journal.ts';
import { addressOfStored } from './reference-text.ts';
import { composeText, digestOfSecret, type KeyedValue, keysOf, valueAt, withKeys, withoutKeys } from './secret-text.ts';

/** A secret to store, and what is to be in it. */
export interface StoreRequest {
  readonly secret: JournalSecret;
  readonly values: readonly (KeyedValue & { readonly isStored: boolean })[];
  readonly journalId: string;
  readonly store: JournalStore;
  /** The file that the values come from, as reported. */
  readonly path: string;
}

/** What is in the store now, and what was there before this process changed it. */
export interface Stored {
  readonly address: StoredSecret['address'];
  /** The full id. */
  readonly id: string;
  /** Null: there was none, or nothing was changed. */
  readonly previous: Secret | null;
  /** Whether this process made the secret. */
  readonly isMade: boolean;
}

/** Stores are eventually consistent: a secret that was just written may not be there for the next read. Milliseconds between reads. */
const READ_AGAIN_MS = [50, 150, 400, 1000, 2000] as const;

/** AWS takes 2,048 characters. */
const MAX_DESCRIPTION = 1000;

/** How often an update starts over when somebody else changes the secret meanwhile. */
const MAX_UPDATES = 4;

/** The same value twice is one key. */
const distinct = (values: StoreRequest['values']): StoreRequest['values'] =>
  values.filter(({ key }, at) => values.findIndex((each) => each.key === key) === at);

export const holdsAll = (current: SecretValue, values: readonly KeyedValue[]): boolean =>
  values.every(({ key, value }) => valueAt(current, key)?.equals(value) === true);

const newSecret = ({ secret, journalId, store, path }: StoreRequest, value: Secret, ...token: string[]): NewSecret => ({
  address: secret.address,
  value,
  description: `Moved by Watertight from ${path}`.slice(0, MAX_DESCRIPTION),
  token: tokenOf(journalId, secret.address.id, ...token),
  ...(store.kmsKey === undefined ? {} : { kmsKey: store.kmsKey }),
  ...(store.tags === undefined ? {} : { tags: store.tags }),
});

const create = async (provider: Provider, request: StoreRequest): Promise<Stored> => {
  const values = distinct(request.values);
  try {
    const { id, address } = await provider.create({ ...newSecret(request, composeText(values)), fields: request.secret.shape === 'json' });
    return { id, address: addressOfStored(id, address), previous: null, isMade: true };
  } catch (error) {
    // An earlier try, of this process or of one that was killed, may have got through though nobody heard the answer.
    if (!(error instanceof AppError) || (error.code !== 'secret-exists' && error.code !== 'conflict')) throw error;
    const current = await readCurrent(provider, request.secret.address);
    if (current === undefined || !holdsAll(current, values) || (keysOf(current.secret)?.length ?? 1) !== values.length) throw error;
    return { id: current.id, address: addressOfStored(current.id, request.secret.address), previous: null, isMade: false };
  }
};

const update = async (provider: Provider, request: StoreRequest): Promise<Stored> => {
  const values = distinct(request.values);
  for (let count = 1; ; count++) {
    const current = await readCurrent(provider, request.secret.address);
    if (current === undefined) return create(provider, request);
    if (holdsAll(current, values)) return { id: current.id, address: addressOfStored(current.id, request.secret.address), previous: null, isMade: false };
    const clashing = values.filter(({ key, value }) => valueAt(current, key)?.equals(value) === false).map(({ key }) => key ?? 'its value');
    if (clashing.length > 0 && !request.secret.force)
      throw new AppError(
        'conflict',
        `the secret has got other values for ${clashing.join(', ')} meanwhile: ${request.secret.address.id}`,
        'Run the command again.',
      );
    const next = request.secret.shape === 'whole' ? values[0]?.value : withKeys(current.secret, values);
    if (next === undefined) throw new AppError('conflict', `the secret is no JSON object any more: ${request.secret.address.id}`, 'Run the command again.');
    try {
      const wanted = newSecret(request, next, digestOfSecret(request.journalId, next));
      const { id, address } = await provider.update(wanted, current.versionId === null ? {} : { expected: current.versionId });
      return { id, address: addressOfStored(id, address), previous: current.secret, isMade: false };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict' || count === MAX_UPDATES) throw error;
    }
  }
};

/**
 * Stores values under their secret's name. Done twice, it is done once: the token is the move's own, and what is there already is looked at.
 * @throws AppError as the provider's
 */
export const storeValues = (provider: Provider, request: StoreRequest): Promise<Stored> =>
  request.secret.mode === 'create' ? create(provider, request) : update(provider, request);

/** Reads what was stored and compares it, to the last character. @throws AppError `incomplete` when it is not the same */
export const readBack = async (
  provider: Provider,
  { id, address }: Pick<Stored, 'id' | 'address'>,
  values: readonly KeyedValue[],
  wait: (ms: number) => Promise<void>,
): Promise<void> => {
  let last: unknown;
  for (const ms of [0, ...READ_AGAIN_MS]) {
    if (ms > 0) await wait(ms);
    try {
      if (holdsAll(await provider.get(address), values)) return;
      last = new AppError(
        'incomplete',
        `the store gave back another value than was put into it: ${id}`,
        'Nothing was rewritten. Does the store take any text?',
      );
    } catch (error) {
      last = error;
      if (!(error instanceof AppError) || error.code !== 'secret-missing') break;
    }
  }
  throw last;
};

/** What became of a secret that was to be taken back. */
export type TakenBack = 'removed' | 'restored' | 'absent' | 'kept';

export interface TakeBackRequest extends Omit<StoreRequest, 'values'> {
  readonly salt: string;
  /** By digest, so that a process that has no values can ask, too. */
  readonly values: readonly { readonly key: string | null; readonly digest: string; readonly isStored: boolean }[];
  /** What this process did, where it was this process. */
  readonly stored?: Stored | undefined;
}

const remove = async (provider: Provider, address: JournalSecret['address']): Promise<TakenBack> => {
  try {
    // At once, so that the name can be used again: nobody can have come to depend on it.
    await provider.delete(address, { recoveryDays: 0 });
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'unsupported' && error.code !== 'denied')) throw error;
    await provider.delete(address, { recoveryDays: 7 });
  }
  return 'removed';
};

/**
 * Undoes `storeValues`: removes a secret that was made, takes added keys out of one that was there. What somebody changed since is kept.
 * @throws AppError as the provider's
 */
export const takeBack = async (provider: Provider, request: TakeBackRequest): Promise<TakenBack> => {
  const { secret, salt, stored, values } = request;
  if (secret.mode === 'keep') return 'kept';
  let current: SecretValue | undefined;
  try {
    current = await readCurrent(provider, secret.address);
  } catch (error) {
    if (error instanceof AppError && error.code === 'secret-deleted') return 'absent';
    // Who may write but not read still removes what he has just made.
    if (stored?.isMade === true && error instanceof AppError && error.code === 'denied') return remove(provider, secret.address);
    throw error;
  }
  if (current === undefined) return 'absent';
  const now = current;
  const isOurs = ({ key, digest }: TakeBackRequest['values'][number]): boolean => {
    const value = valueAt(now, key);
    return value !== undefined && digestOfSecret(salt, value) === digest;
  };
  const ours = values.filter(isOurs);
  if (secret.mode === 'create') {
    const keys = new Set(values.map(({ key }) => key));
    const isAllOurs = ours.length === values.length && (secret.shape === 'whole' || keysOf(now.secret)?.length === keys.size);
    return isAllOurs ? remove(provider, secret.address) : 'kept';
  }
  const added = new Set(ours.filter(({ isStored }) => !isStored).map(({ key }) => key ?? ''));
  if (added.size === 0) return 'kept';
  // A value that was replaced is known to the process that did it, and to the store's older version.
  const before = secret.shape === 'whole' || secret.force ? stored?.previous : withoutKeys(now.secret, added);
  if (before === undefined || before === null) return 'kept';
  await provider.update(
    newSecret({ ...request, values: [] }, before, 'undo', digestOfSecret(request.journalId, before)),
    now.versionId === null ? {} : { expected: now.versionId },
  );
  return 'restored';
};
