import type { ProviderId, SecretAddress, VersionChoice } from './reference.ts';
import type { Secret } from './secret.ts';

/** A value as a provider gave it. */
export interface SecretValue {
  /** The text; of a binary secret its bytes in base64 (RFC 4648 section 4, padded). */
  readonly secret: Secret;
  readonly encoding: 'text' | 'base64';
  /**
   * Vault: the name of the secret's only field (`value`), where `secret` is that field's text rather than the JSON of all fields. A pointer that
   * starts with it means the text itself.
   */
  readonly soleField?: string;
  /** The provider's own id of the secret, as precise as it gets: a full ARN, `vault://…`, the identifier with version, `local://…`. */
  readonly id: string;
  readonly versionId: string | null;
  readonly stages: readonly string[];
  /** When this version was made, ISO 8601. */
  readonly createdAt: string | null;
}

/** What is known of a secret without its value. Times are ISO 8601. */
export interface SecretMetadata {
  readonly provider: ProviderId;
  /** As in `SecretValue`. */
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly region: string | null;
  readonly account: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: string | null;
  readonly changedAt: string | null;
  readonly accessedAt: string | null;
  /** Set while the secret waits for its deletion: when it will be gone. */
  readonly deletesAt: string | null;
  readonly rotation: Rotation | null;
  readonly versions: readonly { readonly id: string; readonly stages: readonly string[] }[];
  readonly kmsKey: string | null;
  /** Regions of read-only copies; each is billed as a secret. */
  readonly replicas: readonly string[];
}

export interface Rotation {
  readonly enabled: boolean;
  /** Null where a schedule says it in another way. */
  readonly everyDays: number | null;
  readonly lastAt: string | null;
  readonly nextAt: string | null;
}

/** What is to be stored. */
export interface NewSecret {
  readonly address: SecretAddress;
  /** Never empty; at most what the provider takes (AWS 65,536 bytes). */
  readonly value: Secret;
  readonly encoding?: 'text' | 'base64';
  /**
   * Vault: the value is a JSON object whose members become fields of their own, even where its white space and the order of its keys are lost by
   * that. Default: fields only where the text comes back byte for byte. Elsewhere without meaning.
   */
  readonly fields?: boolean;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** 32 to 64 characters. The same token with the same value is done once, however often it is asked for. Default: a random one. */
  readonly token?: string;
  readonly kmsKey?: string;
}

/** What was stored, and where. */
export interface StoredSecret {
  /** The full id: what a reference should name. */
  readonly id: string;
  readonly address: SecretAddress;
  readonly versionId: string | null;
  /** False when the same token had stored the same value before. */
  readonly changed: boolean;
}

export interface ListQuery {
  /** Names that start with this. */
  readonly prefix?: string;
  /** AWS, SSM. Default: the provider's own region. */
  readonly region?: string;
  /** Azure: the vault's URL. Vault: the mount. */
  readonly host?: string;
  readonly mount?: string;
  /** Also those that wait for their deletion. */
  readonly includeDeleted?: boolean;
  readonly pageToken?: string;
  /** Of one page, at most. */
  readonly pageSize?: number;
}

export interface ListPage {
  readonly items: readonly SecretMetadata[];
  /** Absent on the last page. */
  readonly nextPageToken?: string;
}

/** One of many reads: its value, or why there is none. Errors of single items never hide the others. */
export type ReadResult = { readonly address: SecretAddress; readonly value: SecretValue } | { readonly address: SecretAddress; readonly error: Error };

export interface ConnectionStatus {
  /** Who the provider takes us for, e.g. an ARN of a role; never a credential. */
  readonly identity: string | null;
  readonly endpoint: string;
  readonly latencyMs: number;
  /** What the user should know of this connection, e.g. that it is not encrypted. */
  readonly warning?: string;
}

/** How a call may be stopped. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

export const OPERATIONS = ['get', 'getMany', 'getMetadata', 'create', 'update', 'delete', 'restore', 'list', 'enableRotation', 'rotate', 'test'] as const;

export type Operation = (typeof OPERATIONS)[number];

/**
 * A client of one kind of store. Every method fails with an `AppError` alone: `secret-missing`, `secret-deleted` (waits for its deletion),
 * `secret-exists`, `secret-invalid` (name, size, emptiness), `conflict` (the same token with another value; a version that changed meanwhile),
 * `denied`, `authentication`, `throttled`, `unreachable`, `timeout`, `store-damaged`, `unsupported` for what the store has no notion of.
 * None of their messages holds a value.
 */
export interface Provider {
  readonly id: ProviderId;
  /** Where and as whom it asks, e.g. `profile:dev region:eu-west-1 endpoint:…`: part of a cache key, made without the network, no credential in it. */
  readonly identity: string;
  /** What it can't do, and why in a few words. */
  readonly unsupported: Readonly<Partial<Record<Operation, string>>>;
  readonly get: (address: SecretAddress, options?: CallOptions) => Promise<SecretValue>;
  /** In the order asked for, in as few calls as the store allows. */
  readonly getMany: (addresses: readonly SecretAddress[], options?: CallOptions) => Promise<readonly ReadResult[]>;
  readonly getMetadata: (address: SecretAddress, options?: CallOptions) => Promise<SecretMetadata>;
  readonly create: (secret: NewSecret, options?: CallOptions) => Promise<StoredSecret>;
  /** A new version. `expected`: fail with `conflict` when the current version is another one, where the store can tell. */
  readonly update: (secret: NewSecret, options?: CallOptions & { readonly expected?: string }) => Promise<StoredSecret>;
  /**
   * `recoveryDays` from 7 to 30 (default 30), 0: at once and for good. Gives the time when it is gone for good, ISO 8601; `NEVER_GONE` where it
   * stays restorable until someone removes it. A store without a way back (`unsupported.restore`) deletes at
   * once when no days are asked for, and fails with `unsupported` when some are.
   */
  readonly delete: (address: SecretAddress, options?: CallOptions & { readonly recoveryDays?: number }) => Promise<string>;
  readonly restore: (address: SecretAddress, options?: CallOptions) => Promise<void>;
  readonly list: (query: ListQuery, options?: CallOptions) => Promise<ListPage>;
  readonly enableRotation: (address: SecretAddress, rotation: RotationSettings, options?: CallOptions) => Promise<void>;
  readonly rotate: (address: SecretAddress, options?: CallOptions) => Promise<void>;
  readonly test: (options?: CallOptions) => Promise<ConnectionStatus>;
}

export interface RotationSettings {
  /** 1 to 1000. */
  readonly everyDays: number;
  /** AWS: the function that rotates; absent where one is set already. */
  readonly lambdaArn?: string;
}

/** When a deleted secret is gone for good in a store that never does it by itself (Vault). */
export const NEVER_GONE = '9999-12-31T23:59:59.999Z';

/** Opens a provider once and keeps it; its code is loaded then. */
export type OpenProvider = (id: ProviderId) => Promise<Provider>;

export const versionText = ({ stage, id }: VersionChoice = {}): string => (id === undefined ? (stage ?? '') : id);
