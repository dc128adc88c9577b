import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Reference } from '../../../shared/model/reference.ts';
import { parseReference } from '../../../shared/references/parse.ts';
import { createPolicy, type PolicyOptions } from '../../../shared/references/policy.ts';

const HEAD = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';

const references = (...texts: string[]): Reference[] =>
  texts.map((text) => {
    const reference = parseReference(text, { assume: 'aws' });
    if (reference === undefined) throw new Error(`no reference: ${text}`);
    return reference;
  });

const make = (texts: string[], options: Partial<PolicyOptions> = {}) => createPolicy(references(...texts), { batch: false, ...options });

const resourcesFor = (action: string, texts: string[], options: Partial<PolicyOptions> = {}): string[] =>
  make(texts, options).document.Statement.flatMap(({ Action, Resource }) => (Action.includes(action) ? Resource : []));

/** As IAM matches a resource: `*` is any text, `?` one character. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
const iamMatches = (pattern: string, arn: string): boolean =>
  new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, (char) => (char === '*' ? '.*' : char === '?' ? '.' : `\\${char}`))}$`, 's').test(arn);

const allows = (texts: string[], name: string): boolean =>
  resourcesFor('secretsmanager:GetSecretValue', texts).some((pattern) => iamMatches(pattern, `${HEAD}${name}`));

describe('createPolicy', () => {
  it('matches the secret that is meant, whatever its suffix, and no other', () => {
    const texts = [`${HEAD}prod/name-AbCdEf`];
    expect(allows(texts, 'prod/name-AbCdEf')).toBe(true);
    expect(allows(texts, 'prod/name-GhIjKl')).toBe(true);
    for (const other of ['prod/name-other-AbCdEf', 'prod/name2-AbCdEf', 'prod/name', 'prod/name-AbCdEf-GhIjKl', 'prod/name-AbCdEfg', 'other/prod/name-AbCdEf'])
      expect(allows(texts, other)).toBe(false);
  });

  it('matches the full ARN of what a partial ARN, a key or a version names', () => {
    expect(allows([`${HEAD}prod/name`], 'prod/name-AbCdEf')).toBe(true);
    expect(allows([`${HEAD}prod/my-secret`], 'prod/my-secret-AbCdEf')).toBe(true);
    expect(allows([`${HEAD}prod/name-AbCdEf:key:AWSPREVIOUS:`], 'prod/name-AbCdEf')).toBe(true);
    expect(allows([`${HEAD}prod/name-AbCdEf@AWSPREVIOUS#/a/b`], 'prod/name-AbCdEf')).toBe(true);
  });

  it('never matches another name', () => {
    const name = fc.stringMatching(/^[a-z/_+=.@-]{1,8}$/);
    const suffix = fc.stringMatching(/^[A-Z][a-z0-9]{4}[A-Z]$/);
    fc.assert(
      fc.property(name, name, suffix, suffix, (one, other, first, second) => {
        expect(allows([`${HEAD}${one}-${first}`], `${other}-${second}`)).toBe(one === other);
      }),
    );
  });

  it('has one statement for each service, by region, partition and account', () => {
    const { document, notes } = make(
      [
        `${HEAD}b-AbCdEf`,
        `${HEAD}b-AbCdEf#key`,
        `${HEAD}a-AbCdEf`,
        'arn:aws:secretsmanager:us-east-1:444455556666:secret:c-AbCdEf',
        'ssm:/x/y',
        'ssm:name',
        'vault://a/b',
      ],
      { batch: true, account: '111122223333', region: 'eu-west-1' },
    );
    expect(document).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ReadSecrets',
          Effect: 'Allow',
          Action: ['secretsmanager:GetSecretValue'],
          Resource: [`${HEAD}a-??????`, `${HEAD}b-??????`, 'arn:aws:secretsmanager:us-east-1:444455556666:secret:c-??????'],
        },
        {
          Sid: 'ReadSecretsInBatches',
          Effect: 'Allow',
          Action: ['secretsmanager:BatchGetSecretValue'],
          Resource: '*',
          Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
        },
        {
          Sid: 'ReadParameters',
          Effect: 'Allow',
          Action: ['ssm:GetParameter', 'ssm:GetParameters'],
          Resource: ['arn:aws:ssm:eu-west-1:111122223333:parameter/name', 'arn:aws:ssm:eu-west-1:111122223333:parameter/x/y'],
        },
      ],
    });
    expect(notes).toEqual([expect.stringContaining('several accounts')]);
  });

  it('grants metadata where that is asked for', () => {
    expect(resourcesFor('secretsmanager:DescribeSecret', [`${HEAD}a-AbCdEf`])).toEqual([]);
    expect(resourcesFor('secretsmanager:DescribeSecret', [`${HEAD}a-AbCdEf`], { describe: true })).toEqual([`${HEAD}a-??????`]);
  });

  it('puts names where they are said to be, in the partition of the region', () => {
    expect(resourcesFor('secretsmanager:GetSecretValue', ['prod/api'], { account: '111122223333', region: 'cn-north-1' })).toEqual([
      'arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:prod/api-??????',
    ]);
    expect(resourcesFor('secretsmanager:GetSecretValue', ['aws-sm://prod/api?region=us-gov-west-1'], { account: '111122223333' })).toEqual([
      'arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:prod/api-??????',
    ]);
    expect(make(['prod/api', `${HEAD}a-AbCdEf`]).unplaced.map(({ text }) => text)).toEqual(['prod/api']);
  });

  it('lets keys decrypt for these services alone', () => {
    const key = 'arn:aws-cn:kms:cn-north-1:111122223333:key/0123abcd';
    const statements = make(['arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:a-AbCdEf', 'arn:aws-cn:ssm:cn-north-1:111122223333:parameter/b'], {
      kmsKeys: [key],
    }).document.Statement;
    expect(statements.at(-1)).toEqual({
      Sid: 'DecryptThem',
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: [key],
      Condition: { StringEquals: { 'kms:ViaService': ['secretsmanager.cn-north-1.amazonaws.com.cn', 'ssm.cn-north-1.amazonaws.com.cn'] } },
    });
    expect(make([], { kmsKeys: [key], batch: true }).document.Statement).toEqual([]);
  });

  it('grants nothing for what can be no secret', () => {
    const { document, notes } = make([
      `${HEAD}prod/*`,
      'arn:aws:secretsmanager:cn-north-1:111122223333:secret:a-AbCdEf',
      `${HEAD.replace('111122223333', '1')}a-AbCdEf`,
    ]);
    expect(document.Statement).toEqual([]);
    expect(notes).toHaveLength(3);
  });

  it('says when IAM takes no policy of that length', () => {
    const many = Array.from({ length: 100 }, (_, i) => `${HEAD}prod/service-${i}/key-AbCdEf`);
    expect(make(many).notes).toEqual([expect.stringMatching(/\d+ characters, of which a managed policy takes 6144/)]);
  });
});
