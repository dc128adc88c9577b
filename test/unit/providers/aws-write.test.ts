import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import type { AppError } from '../../../shared/model/app-error.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { at, createFakeAws, errorOf } from '../../support/fake-aws.ts';

const aws = createFakeAws();
const { open, restart } = aws;

describe('writing to AWS', () => {
  const VERSION = { one: '1'.repeat(32), two: '2'.repeat(32), three: '3'.repeat(32) };

  it('gives the full ARN and its parts, in the region asked for', async () => {
    const stored = await (await open()).create({ address: at('prod/api', { region: 'us-gov-west-1' }), value: new Secret('one') });
    expect(stored.id).toMatch(/^arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:prod\/api-[A-Za-z0-9]{6}$/);
    expect(stored.address).toEqual({ provider: 'aws', id: stored.id, region: 'us-gov-west-1', partition: 'aws-us-gov', account: '123456789012' });
  });

  it('checks limits before anything is sent', async () => {
    const provider = await open();
    const value = new Secret('one');
    const wrong = [
      provider.create({ address: at('app'), value: new Secret('') }),
      provider.create({ address: at('app'), value: new Secret('a'.repeat(65_537)) }),
      provider.create({ address: at('my app'), value }),
      provider.create({ address: at('app'), value, token: 'short' }),
      provider.create({ address: at('app'), value, description: 'd'.repeat(2049) }),
      provider.create({ address: at('app'), value, tags: { 'aws:x': '1' } }),
      provider.create({ address: at('app'), value, tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`t${i}`, ''])) }),
      provider.update({ address: at('app'), value: new Secret('') }),
    ];
    for (const call of wrong) expect((await errorOf(call)).code).toBe('secret-invalid');
    expect((await errorOf(provider.delete(at('app'), { recoveryDays: 6 }))).message).toContain('7 to 30 days');
    expect(aws.fake.calls).toEqual({});
  });

  it('keeps description, key and tags up to date', async () => {
    const provider = await open();
    await provider.create({ address: at('app'), value: new Secret('one'), tags: { team: 'a' } });
    await provider.update({ address: at('app'), value: new Secret('two'), description: 'new', kmsKey: 'alias/app', tags: { env: 'prod' } });
    expect(await provider.getMetadata(at('app'))).toMatchObject({ description: 'new', kmsKey: 'alias/app', tags: { team: 'a', env: 'prod' } });
    expect(aws.fake.calls).toEqual({ CreateSecret: 1, PutSecretValue: 1, UpdateSecret: 1, TagResource: 1, DescribeSecret: 1 });
  });

  it('undoes its own version when another writer came between the comparison and the write', async () => {
    let meddle = true;
    await restart({
      onRequest: ({ operation }) => {
        if (operation !== 'PutSecretValue' || !meddle) return;
        meddle = false;
        aws.fake.put('app', "the other's", { versionId: VERSION.two });
      },
    });
    aws.fake.put('app', 'one', { versionId: VERSION.one });
    const provider = await open();
    const ours = { address: at('app'), value: new Secret('ours'), token: VERSION.three };
    expect((await errorOf(provider.update(ours, { expected: VERSION.one }))).code).toBe('conflict');
    expect(await provider.get(at('app'))).toMatchObject({ versionId: VERSION.two });
    expect(aws.fake.valueOf('app')).toBe("the other's");
  });

  it('lets one of many writers through who began with the same version, and keeps what that one wrote', async () => {
    for (let round = 0; round < 5; round++) {
      const name = `app/${round}`;
      aws.fake.put(name, 'one', { versionId: VERSION.one });
      const providers = await Promise.all(Array.from({ length: 5 }, () => open()));
      const outcomes = await Promise.all(
        providers.map((provider, i) =>
          provider.update({ address: at(name), value: new Secret(`writer ${i}`), token: `${i}`.repeat(40) }, { expected: VERSION.one }).then(
            () => `writer ${i}`,
            (error: AppError) => error.code,
          ),
        ),
      );
      const done = outcomes.filter((outcome) => outcome !== 'conflict');
      expect(done).toHaveLength(1);
      expect(aws.fake.valueOf(name)).toBe(done[0]);
    }
  });

  it('writes nothing when the version is another one already, nor when another of us was faster', async () => {
    const provider = await open();
    aws.fake.put('app', 'one', { versionId: VERSION.one });
    const { versionId } = await provider.update({ address: at('app'), value: new Secret('two') }, { expected: VERSION.one });
    aws.fake.put('app', 'three', { versionId: VERSION.three });
    expect((await errorOf(provider.update({ address: at('app'), value: new Secret('four') }, { expected: VERSION.two }))).code).toBe('conflict');
    expect(aws.fake.calls).toMatchObject({ PutSecretValue: 1 });

    // The faster one has the token that follows from the version, and is replaced in its turn before we hear of it.
    let meddle = true;
    await restart({
      onRequest: ({ operation }) => {
        if (operation !== 'PutSecretValue' || !meddle) return;
        meddle = false;
        aws.fake.put('app', 'two', { versionId: versionId ?? '' });
        aws.fake.put('app', 'three', { versionId: VERSION.three });
      },
    });
    aws.fake.put('app', 'one', { versionId: VERSION.one });
    expect((await errorOf((await open()).update({ address: at('app'), value: new Secret('four') }, { expected: VERSION.one }))).code).toBe('conflict');
    expect(aws.fake.calls).toMatchObject({ PutSecretValue: 1 });
    expect(aws.fake.valueOf('app')).toBe('three');
  });

  it('replaces a version again that was made current again', async () => {
    let now = Date.now() - 3_600_000;
    await restart({ now: () => now });
    aws.fake.put('app', 'one', { versionId: VERSION.one });
    const provider = await open();
    const back = async (): Promise<void> => {
      const sdk = new SecretsManager({ region: 'eu-west-1', endpoint: aws.fake.url });
      const { VersionId } = await sdk.getSecretValue({ SecretId: 'app' });
      await sdk.updateSecretVersionStage({ SecretId: 'app', VersionStage: 'AWSCURRENT', RemoveFromVersionId: VersionId, MoveToVersionId: VERSION.one });
      sdk.destroy();
    };
    for (const value of ['two', 'three', 'four']) {
      await provider.update({ address: at('app'), value: new Secret(value) }, { expected: VERSION.one });
      expect(aws.fake.valueOf('app')).toBe(value);
      now += 1000;
      await back();
    }
    // One that made the same again just before is another writer.
    now = Date.now();
    aws.fake.put('fresh', 'one', { versionId: VERSION.one });
    await provider.update({ address: at('fresh'), value: new Secret('two') }, { expected: VERSION.one });
    expect((await errorOf(provider.update({ address: at('fresh'), value: new Secret('three') }, { expected: VERSION.one }))).code).toBe('conflict');
    expect(aws.fake.valueOf('fresh')).toBe('two');
  });

  it('does not take an old version for the current one when a token comes again late', async () => {
    const provider = await open();
    aws.fake.put('app', 'one', { versionId: VERSION.one });
    aws.fake.put('app', 'two', { versionId: VERSION.two });
    const again = { address: at('app'), value: new Secret('one'), token: VERSION.one };
    expect((await errorOf(provider.update(again))).code).toBe('conflict');
  });

  it('says that a deleted secret waits, to whoever wants its name', async () => {
    const provider = await open();
    aws.fake.put('app', 'one');
    await provider.delete(at('app'));
    const error = await errorOf(provider.create({ address: at('app'), value: new Secret('two') }));
    expect([error.code, error.hint]).toEqual(['secret-deleted', expect.stringContaining('restore')]);
  });

  it('deletes no secret that has replicas', async () => {
    aws.fake.put('app', 'one', { replicas: ['us-east-1'] });
    expect(await errorOf((await open()).delete(at('app')))).toMatchObject({ code: 'conflict', hint: expect.stringContaining('other regions') });
  });
});
