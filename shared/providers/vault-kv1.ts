import { AppError } from '../model/app-error.ts';
import type { Call } from './deadline.ts';
import { objectOf, strange, unsupported } from './failure.ts';
import type { Patience } from './http.ts';
import { emptyMetadata, missing, type VaultKv, vaultId } from './vault-engine.ts';
import { encodePath, type KvPlace } from './vault-mounts.ts';
import type { VaultSession } from './vault-session.ts';
import { type Fields, fromFields, isAmbiguous, isSole, sameFields, toFields } from './vault-value.ts';

/**
 * The engine without versions: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v1. It keeps neither tags nor times, deletes for good,
 * and can't compare before it writes: a look comes first, and someone else may write in between.
 */
export const createVaultKv1 = (session: VaultSession, patience: Patience): VaultKv => {
  const pathOf = ({ mount, path }: KvPlace): string => `${encodePath(mount)}/${encodePath(path)}`;

  const read = async (place: KvPlace, call: Call): Promise<{ readonly fields: Fields; readonly text: string } | undefined> => {
    const answer = await session.ask({ method: 'GET', path: pathOf(place) }, call);
    if (answer.status === 404) return undefined;
    const fields = objectOf(objectOf(answer.body)?.['data']);
    if (answer.status !== 200 || fields === undefined) throw strange('Vault', session.host, `HTTP ${answer.status}`);
    return { fields, text: answer.text };
  };

  const get: VaultKv['get'] = async (place, version, call) => {
    if (version !== undefined) throw unsupported('Vault', `versions in ${place.mount}`, 'This mount is KV version 1, which keeps the last value alone.');
    const known = await read(place, call);
    if (known === undefined) throw missing(place);
    return { ...fromFields(known.fields, known.text, ['data']), id: vaultId(place), versionId: null, stages: [], createdAt: null };
  };

  const write = async (place: KvPlace, fields: Fields, call: Call): Promise<void> => {
    const answer = await session.ask({ method: 'POST', path: pathOf(place), json: fields }, call);
    if (answer.status >= 300) throw new AppError('secret-invalid', `Vault does not take this value or path: ${vaultId(place)}`);
  };

  return {
    get,
    getMetadata: async (place, call) => {
      const folder = place.path.split('/').slice(0, -1);
      const answer = await session.ask({ method: 'GET', path: `${encodePath([place.mount, ...folder].join('/'))}?list=true` }, call);
      const keys = objectOf(objectOf(answer.body)?.['data'])?.['keys'];
      if (!Array.isArray(keys) || !keys.includes(place.path.slice(place.path.lastIndexOf('/') + 1))) throw missing(place);
      return emptyMetadata(place);
    },
    create: async (place, secret, call) => {
      const fields = toFields(secret);
      const known = await read(place, call);
      if (known !== undefined && secret.token !== undefined && sameFields(known.fields, fields)) return { id: vaultId(place), versionId: null, changed: false };
      if (known !== undefined) throw new AppError('secret-exists', `Vault has this secret already: ${vaultId(place)}`, 'Choose another name, or update it.');
      await write(place, fields, call);
      return { id: vaultId(place), versionId: null, changed: true };
    },
    update: async (place, secret, _expected, call) => {
      const known = await read(place, call);
      if (known === undefined) throw missing(place);
      const fields = toFields(isAmbiguous(secret) ? { ...secret, fields: !isSole(known.fields) } : secret);
      const changed = secret.token === undefined || !sameFields(known.fields, fields);
      if (changed) await write(place, fields, call);
      return { id: vaultId(place), versionId: null, changed };
    },
    remove: async (place, recoveryDays, call) => {
      if (recoveryDays !== 0)
        throw unsupported('Vault', `a way back after deleting in ${place.mount}`, 'This mount is KV version 1: deleting is for good, so ask for 0 days.');
      if ((await read(place, call)) === undefined) throw missing(place);
      await session.ask({ method: 'DELETE', path: pathOf(place) }, call);
      return new Date(patience.now()).toISOString();
    },
    restore: async (place) => {
      throw unsupported('Vault', `restoring in ${place.mount}`, 'This mount is KV version 1: what is deleted there is gone.');
    },
  };
};
