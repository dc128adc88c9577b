import type { ProviderId } from './reference.ts';
import type { Secret } from './secret.ts';

/**
 * What decides where a value goes and who asks for it. Comes from the environment and the command line alone, never from a file of the
 * repository: a hostile one must not receive a plaintext.
 */
export interface ProviderSettings {
  /** The store that a plain name means, and that `move` writes to: as told, else AWS where a region or a profile is set, else the local store. */
  readonly defaultProvider: ProviderId;
  /** An overall deadline for each call with all of its retries, in milliseconds. */
  readonly deadlineMs: number;
  /** `WATERTIGHT_AUDIT_LOG`, absolute: gets a record of each access as a JSON line. Absent: no records. */
  readonly auditLog?: string;
  readonly aws: AwsSettings;
  readonly vault: VaultSettings;
  readonly azure: AzureSettings;
  readonly local: LocalSettings;
}

/** For Secrets Manager and for SSM. What is absent the SDK finds by itself: environment, shared files, SSO, role. */
export interface AwsSettings {
  readonly region?: string;
  readonly profile?: string;
  /** `AWS_ENDPOINT_URL_SECRETS_MANAGER`, else `AWS_ENDPOINT_URL`. */
  readonly secretsManagerEndpoint?: string;
  /** `AWS_ENDPOINT_URL_SSM`, else `AWS_ENDPOINT_URL`. */
  readonly ssmEndpoint?: string;
  /** `never`: single reads alone, for accounts that deny `BatchGetSecretValue`. */
  readonly batch: 'auto' | 'never';
  readonly maxAttempts: number;
}

/** HashiCorp's own variables (`VAULT_ADDR`, `VAULT_TOKEN`, `VAULT_NAMESPACE`, `VAULT_CACERT`) and those of AppRole. */
export interface VaultSettings {
  readonly address?: string;
  readonly token?: Secret;
  readonly namespace?: string;
  readonly roleId?: string;
  readonly secretId?: Secret;
  /** Where AppRole is mounted. */
  readonly appRoleMount: string;
  /** Of the KV engine when a reference names none. */
  readonly mount: string;
}

/** Azure's own variables (`AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`, `AZURE_FEDERATED_TOKEN_FILE`, `AZURE_AUTHORITY_HOST`). */
export interface AzureSettings {
  /** Of the vault when a reference names none, e.g. `https://acme.vault.azure.net` (`AZURE_KEY_VAULT_URL`). */
  readonly vaultUrl?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: Secret;
  readonly federatedTokenFile?: string;
  readonly authorityHost: string;
  /** A managed identity's endpoint and header (`IDENTITY_ENDPOINT`, `IDENTITY_HEADER`). */
  readonly identityEndpoint?: string;
  readonly identityHeader?: Secret;
}

export interface LocalSettings {
  /** Absolute; outside the repository. `WATERTIGHT_HOME`, else the user's data folder. */
  readonly home: string;
  /** `WATERTIGHT_KEY`: 32 bytes in base64 or hex. */
  readonly key?: Secret;
  /** `WATERTIGHT_PASSPHRASE`: stretched with scrypt. */
  readonly passphrase?: Secret;
  /** `WATERTIGHT_KEY_FILE`; default: `key` in `home`, made at first need with mode 0600. */
  readonly keyFile?: string;
}
