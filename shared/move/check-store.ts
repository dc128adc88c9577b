import { AppError } from '../model/app-error.ts';
import type { Provider, SecretValue } from '../model/provider.ts';
import type { PlannedSecret, PlannedValue } from './file-plan.ts';
import { keysOf, valueAt } from './secret-text.ts';

/** What planning finds in the store under a secret's name. */
export interface Checked {
  readonly secret: PlannedSecret;
  readonly values: readonly PlannedValue[];
  /** Why it can't be stored there. */
  readonly problem: AppError | null;
}

/** @throws AppError whatever the store says but that there is no such secret */
export const readCurrent = async (provider: Provider, address: PlannedSecret['address']): Promise<SecretValue | undefined> => {
  try {
    return await provider.get(address);
  } catch (error) {
    if (error instanceof AppError && error.code === 'secret-missing') return undefined;
    throw error;
  }
};

const taken = (name: string, why: string): AppError =>
  new AppError('secret-exists', `${why}: ${name}`, 'Choose another name with --prefix, --env or --service.');

const problemOf = (secret: PlannedSecret, current: SecretValue, fresh: number, update: boolean): AppError | null => {
  const name = secret.address.id;
  if (secret.shape === 'json' && (current.encoding === 'base64' || keysOf(current.secret) === undefined))
    return taken(name, 'a secret of this name exists, and it is no JSON object to which keys could be added');
  if (secret.replaced.length > 0 && !secret.force) {
    const what = secret.shape === 'whole' ? 'the secret exists with another value' : `the secret holds other values for ${secret.replaced.join(', ')}`;
    return new AppError('secret-exists', `${what}: ${name}`, 'Choose another name with --prefix, --env or --service, or replace what is there with --force.');
  }
  if (fresh > 0 && !update && !secret.force)
    return new AppError('secret-exists', `the secret exists already: ${name}`, 'Add the keys to it with --update, or choose another name with --service.');
  return null;
};

/**
 * Looks up what is stored under the name: nothing (it is created), the same values (they are kept), other keys (ours are added).
 * @throws AppError as `Provider.get`, but not for a secret that is missing
 */
export const checkStore = async (provider: Provider, secret: PlannedSecret, values: readonly PlannedValue[], update: boolean): Promise<Checked> => {
  const current = await readCurrent(provider, secret.address);
  if (current === undefined) return { secret, values, problem: null };
  const known = values.map((value) => {
    const stored = valueAt(current, value.key);
    return { value, stored, isSame: stored?.equals(value.target.value) === true };
  });
  const replaced = known.filter(({ stored, isSame }) => stored !== undefined && !isSame).map(({ value }) => value.key ?? '');
  const fresh = known.filter(({ stored }) => stored === undefined).length;
  const mode = known.every(({ isSame }) => isSame) ? 'keep' : 'update';
  const checked: PlannedSecret = { ...secret, mode, replaced };
  return {
    secret: checked,
    values: known.map(({ value, isSame }) => ({ ...value, isStored: isSame })),
    problem: mode === 'keep' ? null : problemOf(checked, current, fresh, update),
  };
};
