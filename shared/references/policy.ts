import type { Reference } from '../model/reference.ts';
import { lintReference } from './lint.ts';
import { dnsSuffixOf, partitionOf } from './regions.ts';

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyOptions {
  /** For names that say neither: 12 digits. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** Whether `BatchGetSecretValue` is granted, which knows no resource but `*` and gives no value without `GetSecretValue`. */
  readonly batch: boolean;
  /** Whether what is known of them without their values may be read too, which the caching clients of AWS want. */
  readonly describe?: boolean | undefined;
  /** ARNs of customer managed keys that the secrets are encrypted with. */
  readonly kmsKeys?: readonly string[] | undefined;
}

export interface Policy {
  readonly document: PolicyDocument;
  /** What is worth knowing, and what was left out and why. */
  readonly notes: readonly string[];
  /** References that can't be granted without an account or a region. */
  readonly unplaced: readonly Reference[];
}

/** A managed policy takes so many characters without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_POLICY = 6144;

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

const placeOf = ({ address }: Reference, options: PolicyOptions): Place | undefined => {
  const region = address.region ?? options.region;
  const account = address.account ?? options.account;
  const partition = address.partition ?? (region === undefined ? undefined : partitionOf(region));
  return region === undefined || account === undefined || partition === undefined ? undefined : { partition, region, account };
};

/** `name-??????`: exactly this secret, however often it is made anew; `name-*` would also match `name-other-AbCdEf`. */
const resourceOf = ({ address, name }: Reference, { partition, region, account }: Place): string =>
  address.provider === 'ssm'
    ? `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`
    : `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-??????`;

const WRONG = new Set(['wildcard', 'bad-name', 'long-name', 'bad-account', 'bad-region', 'wrong-partition']);

const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

/**
 * An IAM policy that allows to read exactly the secrets and parameters that are referred to, and nothing else. Pure; the order of the
 * references does not matter. Its statements are empty when there is nothing to grant.
 */
export const createPolicy = (references: readonly Reference[], options: PolicyOptions): Policy => {
  const notes: string[] = [];
  const unplaced: Reference[] = [];
  const secrets: string[] = [];
  const parameters: string[] = [];
  const places: Place[] = [];
  const services = new Set<string>();
  for (const reference of references) {
    if (reference.address.provider !== 'aws' && reference.address.provider !== 'ssm') continue;
    const wrong = lintReference(reference).find(({ code }) => WRONG.has(code));
    const place = placeOf(reference, options);
    if (wrong !== undefined) notes.push(`left out ${reference.text.trim()}: ${wrong.message}`);
    else if (place === undefined) unplaced.push(reference);
    else {
      const isSecret = reference.address.provider === 'aws';
      (isSecret ? secrets : parameters).push(resourceOf(reference, place));
      places.push(place);
      services.add(`${isSecret ? 'secretsmanager' : 'ssm'}.${place.region}.${dnsSuffixOf(place.partition)}`);
    }
  }
  const statements: PolicyStatement[] = [];
  const regions = sorted(places.map(({ region }) => region));
  if (secrets.length > 0) {
    statements.push({
      Sid: 'ReadSecrets',
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue', ...(options.describe ? ['secretsmanager:DescribeSecret'] : [])],
      Resource: sorted(secrets),
    });
    if (options.batch)
      statements.push({
        Sid: 'ReadSecretsInBatches',
        Effect: 'Allow',
        Action: ['secretsmanager:BatchGetSecretValue'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': regions } },
      });
  }
  if (parameters.length > 0)
    statements.push({ Sid: 'ReadParameters', Effect: 'Allow', Action: ['ssm:GetParameter', 'ssm:GetParameters'], Resource: sorted(parameters) });
  if (statements.length > 0 && options.kmsKeys !== undefined && options.kmsKeys.length > 0)
    statements.push({
      Sid: 'DecryptThem',
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: sorted(options.kmsKeys),
      Condition: { StringEquals: { 'kms:ViaService': sorted(services) } },
    });
  const document: PolicyDocument = { Version: '2012-10-17', Statement: statements };
  if (new Set(places.map(({ partition }) => partition)).size > 1)
    notes.push('the references are in several partitions, and a role is in one: make a policy for each');
  if (new Set(places.map(({ account }) => account)).size > 1)
    notes.push('the references are in several accounts: the others need a resource policy on the secret and on its key as well');
  const length = JSON.stringify(document).length;
  if (length > MAX_POLICY) notes.push(`the policy has ${length} characters, of which a managed policy takes ${MAX_POLICY}: split it by paths`);
  return { document, notes: sorted(notes), unplaced };
};
