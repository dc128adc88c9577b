import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import type { ListPage, ListQuery, SecretMetadata } from '../model/provider.ts';
import type { Call } from './deadline.ts';
import { placeOf } from './ssm-name.ts';
import type { SsmSession } from './ssm-session.ts';

/** What the service says of a parameter without its value; it keeps no time of creation, and tags elsewhere. */
export const toMetadata = (parameter: ParameterMetadata): SecretMetadata => ({
  provider: 'ssm',
  id: parameter.ARN ?? parameter.Name ?? '',
  name: parameter.Name ?? '',
  description: parameter.Description ?? null,
  ...placeOf(parameter.ARN ?? ''),
  tags: {},
  createdAt: null,
  changedAt: parameter.LastModifiedDate?.toISOString() ?? null,
  accessedAt: null,
  deletesAt: null,
  rotation: null,
  versions: parameter.Version === undefined ? [] : [{ id: String(parameter.Version), stages: ['current'] }],
  kmsKey: parameter.KeyId ?? null,
  replicas: [],
});

/** The most that DescribeParameters gives. */
const MAX_RESULTS = 50;
/** Pages that are read for one of ours, as some are empty though there are more. */
export const MAX_PAGES = 100;

/** A page of names. A prefix means names with and without the slash in front. Tags are not among what the service lists. */
export const listParameters = async (
  session: SsmSession,
  { prefix = '', region, pageToken, pageSize = MAX_RESULTS }: ListQuery,
  call: Call,
): Promise<ListPage> => {
  const both = prefix.startsWith('/') ? [prefix] : [prefix, `/${prefix}`];
  const filters = prefix === '' ? [] : [{ Key: 'Name', Option: 'BeginsWith', Values: both }];
  let token = pageToken;
  for (let pages = 1; ; pages++) {
    const request = {
      ParameterFilters: filters,
      MaxResults: Math.min(Math.max(1, pageSize), MAX_RESULTS),
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const { Parameters = [], NextToken } = await session.ask(region, '', call, (client, http) => client.describeParameters(request, http));
    const items = Parameters.map(toMetadata);
    token = NextToken || undefined;
    if (token === undefined) return { items };
    if (items.length > 0 || pages === MAX_PAGES) return { items, nextPageToken: token };
  }
};
