import { AppError } from '../model/app-error.ts';
import type { SecretAddress } from '../model/reference.ts';
import type { Call } from './deadline.ts';
import { objectOf, textOf } from './failure.ts';
import type { VaultSession } from './vault-session.ts';

/** Where a secret lives: the mount's real path, the path below it, and how its engine speaks. Neither path has a slash at an end. */
export interface KvPlace {
  readonly mount: string;
  readonly path: string;
  /** `unknown`: this token may not ask. Reading can be tried both ways; writing can't, since one would store what only the other can read. */
  readonly version: 1 | 2 | 'unknown';
}

interface Mount {
  readonly mount: string;
  readonly version: KvPlace['version'];
}

/**
 * Finds out which mount holds a path and its version, once for each mount. A mount's path may have slashes (`team/kv`), so its end is Vault's to say:
 * https://developer.hashicorp.com/vault/api-docs/system/internal-ui-mounts#get-single-mount-details
 */
export const createMounts = (session: VaultSession, defaultMount: string) => {
  const known = new Map<string, Mount>();

  const placeIn = (whole: string, { mount, version }: Mount): KvPlace => ({ mount, path: whole.slice(mount.length + 1), version });

  const lookUp = async (given: string, whole: string, call: Call): Promise<Mount> => {
    const answer = await session.ask({ method: 'GET', path: `sys/internal/ui/mounts/${encodePath(whole)}` }, call).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'denied') return undefined;
      throw error;
    });
    const data = objectOf(objectOf(answer?.body)?.['data']);
    const mount = textOf(data?.['path'])?.replace(/\/$/, '');
    // Vault before 0.10 has no such endpoint, and no version 2 either.
    if (answer?.status === 404) return { mount: given, version: 1 };
    if (mount === undefined || !`${whole}/`.startsWith(`${mount}/`)) return { mount: given, version: 'unknown' };
    const type = textOf(data?.['type']);
    if (type !== 'kv' && type !== 'generic')
      throw new AppError('unsupported', `this mount is no KV engine: ${mount}`, 'Only values that were put in can be read; this one makes them.');
    const found: Mount = { mount, version: objectOf(data?.['options'])?.['version'] === '2' ? 2 : 1 };
    known.set(mount, found);
    return found;
  };

  /** @throws AppError `secret-invalid` for a path that can't be one, `unsupported` for a mount of another engine */
  return async ({ id, mount }: Pick<SecretAddress, 'id' | 'mount'>, call: Call): Promise<KvPlace> => {
    const given = checkPath(mount ?? defaultMount, 'mount');
    const path = id === '' ? '' : checkPath(id, 'path');
    const whole = path === '' ? given : `${given}/${path}`;
    for (const entry of known.values()) if (`${whole}/`.startsWith(`${entry.mount}/`)) return placeIn(whole, entry);
    return placeIn(whole, await lookUp(given, whole, call));
  };
};

/** Dot segments would lead out of the mount, as URLs go; control characters and empty segments are in no path of Vault. */
const checkPath = (text: string, what: string): string => {
  const path = text.replace(/^\/+|\/+$/g, '');
  const segments = path.split('/');
  if (path.length <= 1024 && segments.every((segment) => segment !== '' && !/^\.{1,2}$/.test(segment) && !/[\u0000-\u001f\u007f]/.test(segment))) return path;
  throw new AppError(
    'secret-invalid',
    `this can't be a ${what} in Vault: ${JSON.stringify(text)}`,
    'Write it as in prod/api/stripe, without empty or dot segments.',
  );
};

export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
