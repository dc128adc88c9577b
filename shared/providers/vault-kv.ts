import { AppError } from '../model/app-error.ts';
import type { Patience } from './http.ts';
import type { VaultKv } from './vault-engine.ts';
import { createVaultKv1 } from './vault-kv1.ts';
import { createVaultKv2 } from './vault-kv2.ts';
import type { KvPlace } from './vault-mounts.ts';
import type { VaultSession } from './vault-session.ts';

/** Picks the version that a place has. Where that is not known, reading tries the newer first; nothing is written. */
export const createVaultKv = (session: VaultSession, patience: Patience): VaultKv => {
  const one = createVaultKv1(session, patience);
  const two = createVaultKv2(session, patience);
  const of = ({ version }: KvPlace): VaultKv => (version === 1 ? one : two);

  const get: VaultKv['get'] = async (place, version, call) => {
    if (place.version !== 'unknown') return of(place).get(place, version, call);
    try {
      return await two.get(place, version, call);
    } catch (error) {
      if (version !== undefined || !(error instanceof AppError) || (error.code !== 'secret-missing' && error.code !== 'denied')) throw error;
      return one.get(place, version, call).catch((second: unknown) => {
        throw second instanceof AppError && second.code === 'denied' ? second : error;
      });
    }
  };

  return {
    get,
    getMetadata: (place, call) => of(place).getMetadata(place, call),
    create: (place, secret, call) => of(place).create(place, secret, call),
    update: (place, secret, expected, call) => of(place).update(place, secret, expected, call),
    remove: (place, recoveryDays, call) => of(place).remove(place, recoveryDays, call),
    restore: (place, call) => of(place).restore(place, call),
  };
};
