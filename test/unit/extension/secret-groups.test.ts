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
    const groups = groupSecrets(
      [secret('b'), secret('a'), secret('gone', { deletesAt: '2026-12-01' })],
      [use('b'), use('b', 'x.tf', 3), use('gone'), use('nowhere')],
    );
    expect(groups.stored.map(({ name }) => name)).toEqual(['a', 'b', 'gone']);
    expect(groups.referenced.map(({ name, places }) => [name, places.length])).toEqual([
      ['b', 2],
      ['gone', 1],
      ['nowhere', 1],
    ]);
    expect(groups.unused.map(({ name }) => name)).toEqual(['a']);
    expect(groups.drifting.map(({ name }) => name)).toEqual(['gone', 'nowhere']);
  });

  it('tell regions apart', () => {
    const groups = groupSecrets([secret('a')], [use('a', '.env', 0, 'us-east-1')]);
    expect(groups.unused).toHaveLength(1);
    expect(groups.drifting).toHaveLength(1);
  });

  it('leave references to other stores out', () => {
    const groups = groupSecrets([secret('a')], [{ name: 'x', root: '/work', path: '.env', line: 0, address: { provider: 'local', id: 'x' } }]);
    expect(groups.referenced).toEqual([]);
  });
});
