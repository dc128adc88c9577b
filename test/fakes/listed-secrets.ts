import { AwsJsonError } from './aws-json.ts';
import type { StoredSecret } from './stored-secrets.ts';

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);

const nextRotation = ({ rotation }: StoredSecret): number | undefined => {
  const days = rotation?.rules['AutomaticallyAfterDays'];
  return rotation?.last === undefined || typeof days !== 'number' ? undefined : rotation.last + days * 86_400_000;
};

/** A secret without its value. `versionsKey`: DescribeSecret and ListSecrets name the same list differently. */
export const describeStored = (secret: StoredSecret, versionsKey: 'VersionIdsToStages' | 'SecretVersionsToStages'): object => ({
  ARN: secret.arn,
  Name: secret.name,
  Description: secret.description,
  KmsKeyId: secret.kmsKeyId,
  RotationEnabled: secret.rotation?.enabled,
  RotationLambdaARN: secret.rotation?.lambda,
  RotationRules: secret.rotation?.rules,
  LastRotatedDate: seconds(secret.rotation?.last),
  NextRotationDate: seconds(nextRotation(secret)),
  CreatedDate: seconds(secret.createdAt),
  LastChangedDate: seconds(secret.changedAt),
  LastAccessedDate: seconds(secret.accessedAt),
  DeletedDate: seconds(versionsKey === 'VersionIdsToStages' ? secret.deletion?.due : secret.deletion?.asked),
  Tags: secret.tags,
  PrimaryRegion: secret.replicas.length > 0 ? secret.region : undefined,
  ...(versionsKey === 'VersionIdsToStages' && secret.replicas.length > 0
    ? { ReplicationStatus: secret.replicas.map((region) => ({ Region: region, Status: 'InSync' })) }
    : {}),
  [versionsKey]: Object.fromEntries([...secret.versions.values()].filter(({ stages }) => stages.size > 0).map(({ id, stages }) => [id, [...stages]])),
});

/**
 * Filters of ListSecrets and BatchGetSecretValue: all of them, of each at least one value, each value a prefix
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html): names by case, descriptions without.
 */
export const matchesFilters = (secret: StoredSecret, filters: unknown): boolean =>
  ((filters ?? []) as { Key: string; Values: string[] }[]).every(({ Key, Values }) => {
    if (Values.length < 1 || Values.length > 10) throw new AwsJsonError('InvalidParameterException', 'A filter takes 1 to 10 values.');
    return Values.some((value) => {
      const negated = value.startsWith('!');
      const prefix = negated ? value.slice(1) : value;
      const texts: Readonly<Record<string, readonly string[]>> = {
        name: [secret.name],
        description: [secret.description ?? ''],
        'tag-key': secret.tags.map((tag) => tag.Key),
        'tag-value': secret.tags.map((tag) => tag.Value),
      };
      const found = (texts[Key] ?? []).some((text) => (Key === 'description' ? text.toLowerCase().startsWith(prefix.toLowerCase()) : text.startsWith(prefix)));
      return found !== negated;
    });
  });

/** One page of a list; the token is the number of the next item in a disguise. */
export const pageOf = <T>(
  all: readonly T[],
  body: Readonly<Record<string, unknown>>,
  most: number,
): { items: readonly T[]; nextToken: { NextToken?: string } } => {
  const size = Math.min(most, Number(body['MaxResults'] ?? most));
  const token = body['NextToken'];
  const start = typeof token === 'string' ? Number(/^page (\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1]) : 0;
  if (!Number.isSafeInteger(start) || start > all.length) throw new AwsJsonError('InvalidNextTokenException', 'The NextToken value is invalid.');
  const end = start + size;
  return { items: all.slice(start, end), nextToken: end < all.length ? { NextToken: Buffer.from(`page ${end}`).toString('base64url') } : {} };
};
