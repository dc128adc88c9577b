import { describe, expect, it } from '@jest/globals';
import type { Provider } from '../../../shared/model/provider.ts';
import { at, createFakeAws, errorOf } from '../../support/fake-aws.ts';

const aws = createFakeAws();
const { open, restart } = aws;

const LAMBDA = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate';

describe('what AWS tells of a secret', () => {
  it('has rotation, replicas, key, tags and versions', async () => {
    let now = Date.UTC(2026, 0, 1);
    await restart({ now: () => now });
    aws.fake.put('app', 'one', { tags: { team: 'a' }, replicas: ['us-east-1'], kmsKey: 'alias/app' });
    const provider = await open();
    expect((await provider.getMetadata(at('app'))).rotation).toBeNull();
    await provider.enableRotation(at('app'), { everyDays: 30, lambdaArn: LAMBDA });
    expect(aws.fake.valueOf('app')).toBe('one');
    expect((await provider.getMetadata(at('app'))).rotation).toEqual({ enabled: true, everyDays: 30, lastAt: null, nextAt: null });
    now += 86_400_000;
    await provider.rotate(at('app'));
    expect(aws.fake.valueOf('app')).toBe('rotated-1');
    expect(await provider.getMetadata(at('app'))).toMatchObject({
      name: 'app',
      region: 'eu-west-1',
      account: '123456789012',
      kmsKey: 'alias/app',
      replicas: ['us-east-1'],
      tags: { team: 'a' },
      createdAt: '2026-01-01T00:00:00.000Z',
      rotation: { enabled: true, everyDays: 30, lastAt: '2026-01-02T00:00:00.000Z', nextAt: '2026-02-01T00:00:00.000Z' },
      versions: [{ stages: ['AWSPREVIOUS'] }, { stages: ['AWSPENDING', 'AWSCURRENT'] }],
    });
  });

  it('says what to do where no function rotates', async () => {
    aws.fake.put('app', 'one');
    expect(await errorOf((await open()).rotate(at('app')))).toMatchObject({ code: 'unsupported', hint: expect.stringContaining('--lambda') });
  });

  it('lists by the prefix as it is written, and what waits for its deletion where that is asked for', async () => {
    for (const name of ['prod/a', 'prod/b', 'Prod/c', '!odd']) aws.fake.put(name, 'one');
    const provider = await open();
    await provider.delete(at('prod/b'));
    const names = async (query: Parameters<Provider['list']>[0]) =>
      (await provider.list(query)).items.map(({ name, deletesAt }) => name + (deletesAt === null ? '' : ' †'));
    expect(await names({ prefix: 'prod/' })).toEqual(['prod/a']);
    expect(await names({ prefix: 'prod/', includeDeleted: true })).toEqual(['prod/a', 'prod/b †']);
    expect(await names({ prefix: '!' })).toEqual(['!odd']);
    expect(await names({ region: 'us-east-1' })).toEqual([]);
    expect((await errorOf(provider.list({ pageToken: 'damaged' }))).code).toBe('usage');
  });
});
