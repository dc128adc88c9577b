import type { ListPage, ListQuery, Provider, SecretMetadata } from '../shared/model/provider.ts';
import type { ProviderId, Reference, SecretAddress } from '../shared/model/reference.ts';
import type { Secret } from '../shared/model/secret.ts';
import type { KnownSecrets } from './known-secrets.ts';

/** What decides where a value goes and who asks: settings of the machine, never of a repository. Empty: what the environment says. */
export interface StoreSettings {
  readonly provider: string;
  readonly awsRegion: string;
  readonly awsProfile: string;
  readonly awsEndpoint: string;
  readonly vaultAddress: string;
  readonly azureVaultUrl: string;
  readonly home: string;
}

/** Whose references are to be resolved. */
export interface EnvironmentWish {
  /** Absolute: names of files count from it, and its `.env` is read. */
  readonly folder: string;
  /** More env files. */
  readonly envFiles: readonly string[];
  /** Variables that are set over those of the files. */
  readonly env: Readonly<Record<string, string>>;
}

/** Values for a program that is about to be started, and for nothing else. */
export interface ResolvedEnvironment {
  /** What the env files say, references as they stand. */
  readonly plain: Readonly<Record<string, string>>;
  /** What references stand for, by variable. */
  readonly values: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** The secret side as the editor uses it. Metadata is remembered for a minute; values are not kept. */
export interface Stores {
  readonly defaultProvider: ProviderId;
  /** @throws AppError as the provider's */
  readonly describe: (reference: Pick<Reference, 'address'>) => Promise<SecretMetadata>;
  /** Paths of the values in a secret's JSON: names alone, remembered for a minute. Reads the value. Empty: it is no JSON object. */
  readonly keysOf: (reference: Reference) => Promise<readonly (readonly string[])[]>;
  readonly list: (provider: ProviderId, query: ListQuery) => Promise<ListPage>;
  /** What a store holds, at most 1,000 secrets; remembered for a minute. */
  readonly listAll: (provider: ProviderId, query: ListQuery) => Promise<readonly SecretMetadata[]>;
  /** The value, for the one command that shows it. */
  readonly reveal: (reference: Reference) => Promise<Secret>;
  /** For programs that are debugged and for terminals. @throws AppError when a reference can't be resolved */
  readonly resolveEnvironment: (wish: EnvironmentWish) => Promise<ResolvedEnvironment>;
  readonly provider: (id: ProviderId) => Promise<Provider>;
  /** Makes a secret; gives its id. */
  readonly create: (address: SecretAddress, name: string, value: Secret) => Promise<string>;
  /** Keys of a secret that is a JSON object; none: it is one value. */
  readonly membersOf: (address: SecretAddress) => Promise<readonly string[]>;
  /** Stores a new value, of a key (all others stay as they are written) or of the whole secret. @throws AppError `conflict` when it was changed meanwhile */
  readonly replace: (address: SecretAddress, key: string | null, value: Secret) => Promise<void>;
  /** Forgets what is remembered, e.g. after something was changed. */
  readonly refresh: () => void;
}

/** Errors that say something of the reference, and not of the way to the store. */
const TELLING = new Set(['secret-missing', 'secret-deleted']);

/** Whether a store says that there is no such secret. */
export const isMissing = (error: unknown): error is Error => error instanceof Error && 'code' in error && TELLING.has(String(error.code));

/** What the bundle of the stores exports. */
export interface StoresModule {
  readonly createStores: (settings: StoreSettings, known: Pick<KnownSecrets, 'salt' | 'add'>) => Stores;
}
