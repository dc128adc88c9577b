import type { DescribeSecretResponse, FilterNameStringType, SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type { Provider, Rotation, SecretMetadata } from '../model/provider.ts';
import { addressOfArn } from './aws-arn.ts';
import type { AwsSession } from './aws-session.ts';

/** Of one page: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
const MOST_ON_PAGE = 100;

const time = (date: Date | undefined): string | null => date?.toISOString() ?? null;

const toRotation = (answer: DescribeSecretResponse | SecretListEntry): Rotation | null => {
  const { RotationEnabled, RotationRules, LastRotatedDate, NextRotationDate } = answer;
  if (RotationEnabled !== true && RotationRules === undefined && LastRotatedDate === undefined) return null;
  return {
    enabled: RotationEnabled === true,
    everyDays: RotationRules?.AutomaticallyAfterDays ?? null,
    lastAt: time(LastRotatedDate),
    nextAt: time(NextRotationDate),
  };
};

/** DescribeSecret and ListSecrets answer alike, and name their versions differently. */
export const toMetadata = (answer: DescribeSecretResponse & SecretListEntry): SecretMetadata => {
  const { ARN: id = '', Name: name = '' } = answer;
  const { region = null, account = null } = addressOfArn(id);
  const versions = answer.VersionIdsToStages ?? answer.SecretVersionsToStages ?? {};
  return {
    provider: 'aws',
    id,
    name,
    description: answer.Description || null,
    region,
    account,
    tags: Object.fromEntries((answer.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    createdAt: time(answer.CreatedDate),
    changedAt: time(answer.LastChangedDate),
    accessedAt: time(answer.LastAccessedDate),
    deletesAt: time(answer.DeletedDate),
    rotation: toRotation(answer),
    versions: Object.entries(versions).map(([versionId, stages]) => ({ id: versionId, stages })),
    kmsKey: answer.KmsKeyId ?? null,
    replicas: (answer.ReplicationStatus ?? []).flatMap(({ Region }) => (Region === undefined ? [] : [Region])),
  };
};

export const createMetadata = (session: AwsSession): Pick<Provider, 'getMetadata' | 'list'> => {
  const getMetadata: Provider['getMetadata'] = (address, options) =>
    session.call(address, options, async (client, http) => toMetadata(await client.describeSecret({ SecretId: address.id }, http)));

  /**
   * The service's filter takes a value for a prefix, by case, and one that begins with `!` for its opposite; so names are compared here again.
   * In a list `deletesAt` is what the service says there: for a secret of its list, when its deletion was asked for.
   */
  const list: Provider['list'] = (query, options) => {
    const { prefix = '', region, pageSize = MOST_ON_PAGE } = query;
    const byName = prefix === '' || prefix.startsWith('!') ? {} : { Filters: [{ Key: 'name' as FilterNameStringType, Values: [prefix] }] };
    const request = {
      ...byName,
      MaxResults: Math.max(1, Math.min(MOST_ON_PAGE, Math.floor(pageSize))),
      IncludePlannedDeletion: query.includeDeleted === true,
      ...(query.pageToken === undefined ? {} : { NextToken: query.pageToken }),
    };
    return session.call({ provider: 'aws', id: '', ...(region === undefined ? {} : { region }) }, options, async (client, http) => {
      const { SecretList = [], NextToken } = await client.listSecrets(request, http);
      const items = SecretList.map((entry) => toMetadata(entry as SecretListEntry & DescribeSecretResponse)).filter(({ name }) => name.startsWith(prefix));
      return { items, ...(NextToken === undefined || NextToken === '' ? {} : { nextPageToken: NextToken }) };
    });
  };
  return { getMetadata, list };
};
