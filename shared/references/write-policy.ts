import type { PolicyDocument } from './policy.ts';
import { partitionOf } from './regions.ts';

export interface WritePolicyOptions {
  readonly provider: 'aws' | 'ssm';
  /** First part of the names, e.g. `acme`: what is below it may be read, made, changed and deleted, and nothing else. */
  readonly prefix: string;
  readonly region: string;
  /** 12 digits; where it is not known, every account that the role is in, which is one. */
  readonly account?: string | undefined;
}

/** What `move` and `secrets` call, by what a policy may narrow to names. `List…` and `Describe…` of many take no resource but `*`. */
const CALLS = {
  aws: {
    service: 'secretsmanager',
    path: 'secret:',
    byName: ['CreateSecret', 'DeleteSecret', 'DescribeSecret', 'GetSecretValue', 'ListSecretVersionIds', 'PutSecretValue', 'RestoreSecret']
      .concat(['TagResource', 'UpdateSecret', 'UpdateSecretVersionStage'])
      .sort(),
    ofAll: ['BatchGetSecretValue', 'ListSecrets'],
  },
  ssm: {
    service: 'ssm',
    path: 'parameter/',
    byName: ['AddTagsToResource', 'DeleteParameter', 'GetParameter', 'GetParameters', 'ListTagsForResource', 'PutParameter'],
    ofAll: ['DescribeParameters'],
  },
} as const;

/** The IAM policy for whoever moves secrets into a store of AWS, for names below a prefix alone. A program that reads needs less: `createPolicy`. */
export const createWritePolicy = ({ provider, prefix, region, account = '*' }: WritePolicyOptions): PolicyDocument => {
  const { service, path, byName, ofAll } = CALLS[provider];
  const resource = `arn:${partitionOf(region) ?? 'aws'}:${service}:${region}:${account}:${path}${prefix.replace(/^\/+|\/+$/g, '')}/*`;
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'KeepSecrets', Effect: 'Allow', Action: byName.map((name) => `${service}:${name}`), Resource: resource },
      {
        Sid: 'ListThem',
        Effect: 'Allow',
        Action: ofAll.map((name) => `${service}:${name}`),
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': [region] } },
      },
    ],
  };
};
