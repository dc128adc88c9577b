import type { Range } from './range.ts';

/** The stores that can hold a value. */
export const PROVIDER_IDS = ['aws', 'ssm', 'vault', 'azure', 'local'] as const;

export type ProviderId = (typeof PROVIDER_IDS)[number];

/** Which version of a secret is meant; neither: the current one. */
export interface VersionChoice {
  /** AWS: a staging label, e.g. `AWSPREVIOUS`. SSM: a parameter label. */
  readonly stage?: string;
  /** AWS: a version id. SSM, Vault: a version number. Azure: 32 hex characters. */
  readonly id?: string;
}

/** Where a secret is, as its provider understands it: what is needed to ask for it, and nothing of how it was written. */
export interface SecretAddress {
  readonly provider: ProviderId;
  /**
   * AWS: name or ARN, full or partial, without anything behind it. SSM: parameter name (`/a/b` or `name`) or ARN. Vault: the path below the
   * mount, without `data/`. Azure: the secret's name. Local: its name.
   */
  readonly id: string;
  /** AWS, SSM: as the ARN says. Absent: the provider's own. */
  readonly region?: string;
  /** AWS, SSM: `aws`, `aws-cn`, `aws-us-gov`, …; only where an ARN says it. */
  readonly partition?: string;
  /** AWS, SSM: 12 digits; only where an ARN says it. */
  readonly account?: string;
  /** Vault: the mount of the engine, e.g. `secret`. */
  readonly mount?: string;
  /** Azure: the vault's URL without a slash at its end, e.g. `https://acme.vault.azure.net`. */
  readonly host?: string;
  readonly version?: VersionChoice;
}

/** Text that names a secret without holding it, parsed. */
export interface Reference {
  /** As written. */
  readonly text: string;
  readonly address: SecretAddress;
  /** How it was written, so that it can be written again. */
  readonly syntax: ReferenceSyntax;
  /** Keys into the JSON value, outermost first, unescaped; numbers for arrays as decimal text. Empty: the whole value. */
  readonly pointer: readonly string[];
  /** The name without ARN and random suffix, as people say it, e.g. `prod/api/stripe`. */
  readonly name: string;
  /** Parts in `text`, those that are written. */
  readonly ranges: ReferenceRanges;
}

export type ReferenceSyntax = 'arn' | 'ecs' | 'ssm-arn' | 'name' | 'vault' | 'azure' | 'local' | 'scheme';

export interface ReferenceRanges {
  readonly name: Range;
  readonly partition?: Range;
  readonly region?: Range;
  readonly account?: Range;
  /** The six random characters behind the name of a full ARN. */
  readonly suffix?: Range;
  readonly pointer?: Range;
  readonly stage?: Range;
  readonly versionId?: Range;
}
