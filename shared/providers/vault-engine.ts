import { AppError } from '../model/app-error.ts';
import type { NewSecret, SecretMetadata, SecretValue } from '../model/provider.ts';
import type { Call } from './deadline.ts';
import type { KvPlace } from './vault-mounts.ts';

export interface Written {
  readonly id: string;
  readonly versionId: string | null;
  readonly changed: boolean;
}

/** What both versions of the engine do, each in its way. */
export interface VaultKv {
  readonly get: (place: KvPlace, version: string | undefined, call: Call) => Promise<SecretValue>;
  readonly getMetadata: (place: KvPlace, call: Call) => Promise<SecretMetadata>;
  readonly create: (place: KvPlace, secret: NewSecret, call: Call) => Promise<Written>;
  readonly update: (place: KvPlace, secret: NewSecret, expected: string | undefined, call: Call) => Promise<Written>;
  /** An engine that has no way back wants to be asked for 0 days. */
  readonly remove: (place: KvPlace, recoveryDays: number | undefined, call: Call) => Promise<string>;
  readonly restore: (place: KvPlace, call: Call) => Promise<void>;
}

/** As a reference: slashes of the mount, and what would end the path, percent-encoded. */
export const vaultId = ({ mount, path }: Pick<KvPlace, 'mount' | 'path'>): string => `vault://${plain(mount).replaceAll('/', '%2F')}/${plain(path)}`;

const plain = (path: string): string => path.replace(/[%#?\s]/g, encodeURIComponent);

export const missing = (place: KvPlace): AppError =>
  new AppError('secret-missing', `Vault has no such secret: ${vaultId(place)}`, 'Check mount and path; `data/` does not belong into it.');

/** What a KV engine knows of a secret, with nothing filled in yet. */
export const emptyMetadata = (place: KvPlace): SecretMetadata => ({
  provider: 'vault',
  id: vaultId(place),
  name: place.path,
  description: null,
  region: null,
  account: null,
  tags: {},
  createdAt: null,
  changedAt: null,
  accessedAt: null,
  deletesAt: null,
  rotation: null,
  versions: [],
  kmsKey: null,
  replicas: [],
});
