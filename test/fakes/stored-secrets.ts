import { createHash } from 'node:crypto';
import { AwsJsonError } from './aws-json.ts';

/** A secret as the fake keeps it. */
export interface StoredSecret {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  description?: string;
  kmsKeyId?: string;
  tags: { Key: string; Value: string }[];
  readonly createdAt: number;
  changedAt: number;
  accessedAt?: number;
  /** When its deletion was asked for, and when it is due, in milliseconds. */
  deletion?: { asked: number; due: number };
  readonly versions: Map<string, StoredVersion>;
  rotation?: { enabled: boolean; lambda?: string; rules: Record<string, unknown>; last?: number };
  replicas: string[];
}

export interface StoredVersion {
  readonly id: string;
  readonly text?: string;
  /** Base64. */
  readonly binary?: string;
  readonly stages: Set<string>;
  readonly createdAt: number;
}

/** The partition of a region (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html). */
export const partitionOf = (region: string): string => {
  const prefixes: readonly (readonly [string, string])[] = [
    ['cn-', 'aws-cn'],
    ['us-gov-', 'aws-us-gov'],
    ['us-iso-', 'aws-iso'],
    ['us-isob-', 'aws-iso-b'],
    ['eu-isoe-', 'aws-iso-e'],
    ['us-isof-', 'aws-iso-f'],
    ['eusc-', 'aws-eusc'],
  ];
  return prefixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Six characters that look random, the same for the same name and number. */
const suffixOf = (name: string, serial: number): string =>
  [...createHash('sha256').update(`${serial} ${name}`).digest().subarray(0, 6)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

const missing = (what = ''): AwsJsonError => new AwsJsonError('ResourceNotFoundException', `Secrets Manager can't find the specified secret${what}.`);

/** Every secret of every region, found the way the service finds them. */
export class StoredSecrets {
  readonly #secrets: StoredSecret[] = [];
  readonly #account: string;
  readonly #now: () => number;
  #serial = 0;

  constructor(account: string, now: () => number) {
    this.#account = account;
    this.#now = now;
  }

  add(name: string, region: string, account = this.#account): StoredSecret {
    this.#serial += 1;
    const arn = `arn:${partitionOf(region)}:secretsmanager:${region}:${account}:secret:${name}-${suffixOf(name, this.#serial)}`;
    const now = this.#now();
    const secret: StoredSecret = { name, arn, region, account, tags: [], createdAt: now, changedAt: now, versions: new Map(), replicas: [] };
    this.#secrets.push(secret);
    return secret;
  }

  remove(secret: StoredSecret): void {
    this.#secrets.splice(this.#secrets.indexOf(secret), 1);
  }

  /** Those of a region and of our account that are not gone for good. */
  of(region: string): StoredSecret[] {
    for (const secret of [...this.#secrets]) if (secret.deletion !== undefined && secret.deletion.due <= this.#now()) this.remove(secret);
    return this.#secrets.filter((secret) => secret.region === region && secret.account === this.#account);
  }

  /**
   * By name, by full ARN, or by an ARN without its suffix. What ends like a suffix is taken for one: an ARN without suffix of a name that
   * itself ends in a hyphen and six characters is not found. A secret of another region is not found, one of another account only by its full ARN.
   */
  find(id: string, region: string): StoredSecret | undefined {
    const ours = this.of(region);
    if (!id.startsWith('arn:')) return ours.find((secret) => secret.name === id);
    if (/-[A-Za-z0-9]{6}$/.test(id)) return this.#secrets.find((secret) => secret.region === region && secret.arn === id);
    return ours.find((secret) => secret.arn.slice(0, -7) === id);
  }

  get(id: unknown, region: string): StoredSecret {
    if (typeof id !== 'string' || id === '' || id.length > 2048) throw new AwsJsonError('ValidationException', 'secretId must have 1 to 2048 characters');
    const account = /^arn:[^:]+:secretsmanager:[^:]*:([^:]*):/.exec(id)?.[1];
    const secret = this.find(id, region);
    if (secret !== undefined) return secret;
    if (account !== undefined && account !== this.#account)
      throw new AwsJsonError('AccessDeniedException', `User is not authorized to perform this operation on resource: ${id}`);
    throw missing();
  }

  /** One that is not waiting for its deletion. */
  getActive(id: unknown, region: string): StoredSecret {
    const secret = this.get(id, region);
    if (secret.deletion !== undefined)
      throw new AwsJsonError('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.");
    return secret;
  }
}

/** The version that a request means: by id, by stage, by both when they agree, else the current one. */
export const versionOf = (secret: StoredSecret, id: unknown, stage: unknown): StoredVersion => {
  if (typeof id === 'string') {
    const version = secret.versions.get(id);
    if (version === undefined) throw missing(` value for VersionId: ${id}`);
    if (typeof stage === 'string' && !version.stages.has(stage))
      throw new AwsJsonError('InvalidRequestException', 'You provided a VersionStage that is not associated to the provided VersionId.');
    return version;
  }
  const wanted = typeof stage === 'string' ? stage : 'AWSCURRENT';
  const version = [...secret.versions.values()].find((each) => each.stages.has(wanted));
  if (version === undefined) throw missing(` value for staging label: ${wanted}`);
  return version;
};

/** Gives a stage to one version and takes it from the other; the one that loses AWSCURRENT becomes AWSPREVIOUS. */
export const moveStage = (secret: StoredSecret, stage: string, to: StoredVersion): void => {
  const from = [...secret.versions.values()].find((each) => each.stages.has(stage));
  if (from === to) return;
  from?.stages.delete(stage);
  to.stages.add(stage);
  if (stage !== 'AWSCURRENT' || from === undefined) return;
  to.stages.delete('AWSPREVIOUS');
  for (const each of secret.versions.values()) each.stages.delete('AWSPREVIOUS');
  from.stages.add('AWSPREVIOUS');
};
