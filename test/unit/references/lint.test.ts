import { describe, expect, it } from '@jest/globals';
import type { SecretMetadata } from '../../../shared/model/provider.ts';
import type { ProviderId } from '../../../shared/model/reference.ts';
import { type LintFacts, lintReference } from '../../../shared/references/lint.ts';
import { parseReference } from '../../../shared/references/parse.ts';
import { isKnownPartition, isKnownRegion, partitionOf } from '../../../shared/references/regions.ts';

const HEAD = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';

const metadata = (changes: Partial<SecretMetadata>): SecretMetadata => ({
  provider: 'aws',
  id: `${HEAD}prod/api-AbCdEf`,
  name: 'prod/api',
  description: null,
  region: 'eu-west-1',
  account: '111122223333',
  tags: {},
  createdAt: null,
  changedAt: null,
  accessedAt: null,
  deletesAt: null,
  rotation: null,
  versions: [],
  kmsKey: null,
  replicas: [],
  ...changes,
});

/** Code, severity and what the range says. */
const lint = (text: string, facts?: LintFacts, assume?: ProviderId): string[] => {
  const reference = parseReference(text, { assume });
  if (reference === undefined) throw new Error(`no reference: ${text}`);
  return lintReference(reference, facts).map(({ code, severity, range }) => `${severity} ${code} ${text.slice(range.start, range.end)}`);
};

describe('lintReference', () => {
  it.each([
    `${HEAD}prod/api-AbCdEf`,
    `${HEAD}prod/api-AbCdEf:key::`,
    `${HEAD}prod/api-AbCdEf#/a/b`,
    `${HEAD}name-AbCdEf-GhIjKl`,
    'arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:a-AbCdEf',
    'arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:a-AbCdEf',
    'arn:aws-eusc:secretsmanager:eusc-de-east-1:111122223333:secret:a-AbCdEf',
    'arn:aws:ssm:eu-west-1:111122223333:parameter/prod/db',
    'aws-sm://prod/api?region=eu-west-1',
    'aws-sm://prod/my-secret',
    'vault://secret/prod/api#password',
    'https://acme.vault.azure.net/secrets/api-key',
    'local://prod/api#a',
  ])('finds nothing wrong with %s', (text) => expect(lint(text)).toEqual([]));

  it.each<[string, string[]]>([
    [`${HEAD}prod/api`, ['warning no-suffix prod/api']],
    [`${HEAD}prod/my-secret`, ['error suffix-trap secret']],
    [`${HEAD}backup-202401`, ['error suffix-trap 202401']],
    [`${HEAD}name-abcdef`, ['warning suffix-trap abcdef']],
    ['aws-sm://prod/api-AbCdEf', ['warning suffix-without-arn AbCdEf']],
    [`${HEAD}prod/*`, ['error wildcard prod/*', 'warning no-suffix prod/*']],
    ['arn:aws:secretsmanager:cn-north-1:111122223333:secret:a-AbCdEf', ['error wrong-partition aws']],
    ['arn:aws-cn:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf', ['error wrong-partition aws-cn']],
    ['arn:aws:secretsmanager:eu-west-9:111122223333:secret:a-AbCdEf', ['warning unknown-region eu-west-9']],
    ['arn:aws:secretsmanager:ireland:111122223333:secret:a-AbCdEf', ['error bad-region ireland']],
    ['arn:aws:secretsmanager::111122223333:secret:a-AbCdEf', ['error no-region ']],
    ['arn:awss:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf', ['warning unknown-partition awss', 'error wrong-partition awss']],
    ['arn:aws:secretsmanager:eu-west-1:11112222333:secret:a-AbCdEf', ['error bad-account 11112222333']],
    ['arn:aws:secretsmanager:eu-west-1::secret:a-AbCdEf', ['error bad-account ']],
    ['aws-sm://a?region=ireland', ['error bad-region ireland']],
    [`${HEAD}a-AbCdEf:key:AWSPREVIOUS:0123456789abcdef0123456789abcdef`, ['error stage-and-id 0123456789abcdef0123456789abcdef']],
    [`${HEAD}a-AbCdEf:::AWSPREVIOUS`, ['error bad-version-id AWSPREVIOUS']],
    [`${HEAD}a-AbCdEf:key`, ['warning ecs-colons :key']],
    [`${HEAD}a-AbCdEf:key::#/b`, ['warning ecs-pointer key::#/b']],
    [`${HEAD}pröd-AbCdEf`, ['error bad-name pröd']],
    [`${HEAD}${'a'.repeat(513)}-AbCdEf`, [`error long-name ${'a'.repeat(513)}`]],
    ['ssm:prod/db', ['error bad-name prod/db']],
    ['ssm:/prod/d+b', ['error bad-name /prod/d+b']],
    ['azure://acme/api_key', ['error bad-name api_key']],
    ['vault://secret/data/api', ['warning vault-data data/api']],
  ])('%s', (text, issues) => expect(lint(text)).toEqual(issues));

  it('knows more with the secret at hand', () => {
    expect(lint(`${HEAD}name-abcdef`, { metadata: metadata({ name: 'name' }) })).toEqual([]);
    expect(lint(`${HEAD}name-AbCdEf`, { metadata: metadata({ name: 'name-AbCdEf' }) })).toEqual(['error suffix-trap AbCdEf']);
    expect(lint('aws-sm://prod/api-AbCdEf', { metadata: metadata({ name: 'prod/api-AbCdEf' }) })).toEqual([]);
    expect(lint('aws-sm://prod/api', { metadata: metadata({ deletesAt: '2026-12-01T00:00:00.000Z' }) })).toEqual(['error scheduled-for-deletion prod/api']);
    const versions = [{ id: '0123456789abcdef0123456789abcdef', stages: ['AWSCURRENT'] }];
    expect(lint('aws-sm://prod/api@AWSPREVIOUS', { metadata: metadata({ versions }) })).toEqual(['error missing-version AWSPREVIOUS']);
    expect(lint('aws-sm://prod/api@AWSCURRENT', { metadata: metadata({ versions }) })).toEqual([]);
    expect(lint(`aws-sm://prod/api@@${'f'.repeat(32)}`, { metadata: metadata({ versions }) })).toEqual([`error missing-version ${'f'.repeat(32)}`]);
  });

  it('knows which keys there are', () => {
    const leafPaths = [['db', 'password'], ['tls.crt'], ['list', '0']];
    for (const pointer of ['db', 'db.password', '/db/password', 'tls.crt', '/tls.crt', '/list/0'])
      expect(lint(`local://a#${pointer}`, { leafPaths })).toEqual([]);
    expect(lint('local://a', { leafPaths })).toEqual([]);
    for (const pointer of ['d', 'db.user', '/list/1', 'Db']) expect(lint(`local://a#${pointer}`, { leafPaths })).toEqual([`error missing-key ${pointer}`]);
  });

  it('says what to do about each', () => {
    for (const issue of lintReference(parseReference('arn:awss:secretsmanager:x:1:secret:a*b')!)) {
      expect(issue.message).toMatch(/^\S.*[^.]$/);
      expect(issue.hint).toMatch(/^[A-Z].*\.$|…$/);
    }
  });
});

describe('regions', () => {
  it.each([
    ['eu-west-1', 'aws'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-north-1', 'aws-cn'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['ap-nowhere-12', 'aws'],
    ['nowhere', undefined],
    ['', undefined],
  ])('%s is in %s', (region, partition) => expect(partitionOf(region)).toBe(partition));

  it('tells the known from the others', () => {
    expect(['eu-west-1', 'us-isof-south-1'].map(isKnownRegion)).toEqual([true, true]);
    expect(['eu-west-4', 'aws-global', ''].map(isKnownRegion)).toEqual([false, false, false]);
    expect(['aws', 'aws-iso-f', 'awss'].map(isKnownPartition)).toEqual([true, true, false]);
  });
});
