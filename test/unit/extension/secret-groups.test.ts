import { describe, expect, it } from '@jest/globals';
import { groupSecrets } from '../../../extension/secret-groups.ts';
import type { SecretMetadata } from '../../../shared/model/provider.ts';

const secret = (name: string, more: Partial<SecretMetadata> = {}): SecretMetadata => ({
  provider: 'aws',
  id: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`,
  name,
  description: null,
  region: 'eu-west-1',
  account: '123456789012',
  tags: {},
  createdAt: null,
  changedAt: null,
  accessedAt: null,
  deletesAt: null,
  rotation: null,
  versions: [],
  kmsKey: null,
  replicas: [],
  ...more,
});
const use = (name: string, path = '.env', line = 0, region?: string) => ({
  name,
  root: '/work',
  path,
  line,
  address: { provider: 'aws' as const, id: name, ...(region === undefined ? {} : { region }) },
});

describe('groups of secrets', () => {
  it('tell what is used, unused and missing', () => {
    const groups = groupSecrets({ provider: 'aws', stored: [secret('b'), secret('a'), secret('gone', { deletesAt: '2026-12-01' })] }, [
      use('b'),
      use('b', 'x.tf', 3),
      use('gone'),
      use('nowhere'),
    ]);
    expect(groups.stored.map(({ name }) => name)).toEqual(['a', 'b', 'gone']);
    expect(groups.referenced.map(({ name, places }) => [name, places.length])).toEqual([
      ['b', 2],
      ['gone', 1],
      ['nowhere', 1],
    ]);
    expect(groups.unused.map(({ name }) => name)).toEqual(['a']);
    expect(groups.drifting.map(({ name }) => name)).toEqual(['gone', 'nowhere']);
  });

  it('tell regions apart: a secret of another one is used there, and is no drift', () => {
    const [here, there] = [use('a'), use('a', 'other.env', 0, 'us-east-1')];
    const elsewhere = secret('a', { id: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf', region: 'us-east-1' });
    const missing = groupSecrets({ provider: 'aws', stored: [secret('a')] }, [there]);
    expect([missing.unused.length, missing.drifting.length]).toEqual([1, 1]);
    const found = groupSecrets({ provider: 'aws', stored: [secret('a')], elsewhere: [elsewhere] }, [here, there]);
    expect([found.unused, found.drifting]).toEqual([[], []]);
    expect(found.referenced.map(({ places }) => places.map(({ path }) => path))).toEqual([['.env'], ['other.env']]);
  });

  it('call no drift what the store does not answer for', () => {
    const reference = use('a', '.env', 0, 'us-east-1');
    const groups = groupSecrets({ provider: 'aws', stored: [], unanswered: new Set([reference]) }, [reference]);
    expect(groups.drifting).toEqual([]);
    expect(groups.referenced).toMatchObject([{ name: 'a', isUnknown: true }]);
  });

  it('leave references to other stores out, also where nothing is stored', () => {
    const other = { name: 'x', root: '/work', path: '.env', line: 0, address: { provider: 'local', id: 'x' } } as const;
    expect(groupSecrets({ provider: 'aws', stored: [secret('a')] }, [other]).referenced).toEqual([]);
    expect(groupSecrets({ provider: 'aws', stored: [] }, [other]).drifting).toEqual([]);
  });
});
