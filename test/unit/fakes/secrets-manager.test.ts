import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { state } from '@aws-sdk/core/client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';

// The SDK's warning about Node 20, which our own client silences.
state.warningEmitted = true;

const DAY = 86_400_000;
let now = Date.UTC(2026, 0, 1);
let fake: FakeSecretsManager;
const clients: SecretsManager[] = [];

const client = (region = 'eu-west-1'): SecretsManager => {
  const sdk = new SecretsManager({ region, endpoint: fake.url, maxAttempts: 1, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  clients.push(sdk);
  return sdk;
};

const nameOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'no error';
  } catch (error) {
    return (error as Error).name;
  }
};

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  fake = await startSecretsManager({ now: () => now });
});

afterEach(async () => {
  for (const sdk of clients.splice(0)) sdk.destroy();
  await fake.close();
});

describe('the Secrets Manager on loopback', () => {
  it('finds a secret by name, full ARN and ARN without suffix, but takes what looks like a suffix for one', async () => {
    const sdk = client();
    const { ARN = '' } = await sdk.createSecret({ Name: 'prod/api', SecretString: 'one' });
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod\/api-[A-Za-z0-9]{6}$/);
    for (const SecretId of ['prod/api', ARN, ARN.slice(0, -7)]) expect(await sdk.getSecretValue({ SecretId })).toMatchObject({ SecretString: 'one', ARN });
    expect(await nameOf(sdk.getSecretValue({ SecretId: ARN.slice(ARN.indexOf('prod/')) }))).toBe('ResourceNotFoundException');

    const trap = fake.put('prod/db-backup', 'two');
    expect(await nameOf(sdk.getSecretValue({ SecretId: trap.slice(0, -7) }))).toBe('ResourceNotFoundException');
    expect(await sdk.getSecretValue({ SecretId: trap })).toMatchObject({ SecretString: 'two' });
  });

  it('keeps a secret in the region that signed, in its partition', async () => {
    await client('cn-north-1').createSecret({ Name: 'app', SecretString: 'one' });
    expect(await nameOf(client().getSecretValue({ SecretId: 'app' }))).toBe('ResourceNotFoundException');
    expect((await client('cn-north-1').describeSecret({ SecretId: 'app' })).ARN).toMatch(/^arn:aws-cn:secretsmanager:cn-north-1:/);
    expect(fake.requests.map(({ operation, region }) => `${operation} ${region}`)).toEqual([
      'CreateSecret cn-north-1',
      'GetSecretValue eu-west-1',
      'DescribeSecret cn-north-1',
    ]);
  });

  it('moves stages, and does the same token with the same value once', async () => {
    const sdk = client();
    const [first, second] = ['1'.repeat(32), '2'.repeat(32)];
    await sdk.createSecret({ Name: 'app', SecretString: 'one', ClientRequestToken: first });
    await sdk.putSecretValue({ SecretId: 'app', SecretString: 'two', ClientRequestToken: second });
    await sdk.putSecretValue({ SecretId: 'app', SecretString: 'two', ClientRequestToken: second });
    expect((await sdk.describeSecret({ SecretId: 'app' })).VersionIdsToStages).toEqual({ [first]: ['AWSPREVIOUS'], [second]: ['AWSCURRENT'] });
    expect(await sdk.getSecretValue({ SecretId: 'app', VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'one', VersionId: first });
    expect(await nameOf(sdk.putSecretValue({ SecretId: 'app', SecretString: 'three', ClientRequestToken: second }))).toBe('ResourceExistsException');
    expect(await nameOf(sdk.createSecret({ Name: 'app', SecretString: 'one', ClientRequestToken: first }))).toBe('no error');
    expect(await nameOf(sdk.createSecret({ Name: 'app', SecretString: 'one' }))).toBe('ResourceExistsException');

    await sdk.putSecretValue({ SecretId: 'app', SecretString: 'three', ClientRequestToken: '3'.repeat(32), VersionStages: ['AWSPENDING'] });
    expect((await sdk.getSecretValue({ SecretId: 'app' })).SecretString).toBe('two');
    await sdk.updateSecretVersionStage({ SecretId: 'app', VersionStage: 'AWSCURRENT', MoveToVersionId: '3'.repeat(32), RemoveFromVersionId: second });
    expect((await sdk.getSecretValue({ SecretId: 'app' })).SecretString).toBe('three');
    expect((await sdk.listSecretVersionIds({ SecretId: 'app' })).Versions).toHaveLength(2);
  });

  it('takes neither nothing nor more than 65,536 bytes, nor any other name', async () => {
    const sdk = client();
    expect(await nameOf(sdk.createSecret({ Name: 'app', SecretString: '' }))).toBe('ValidationException');
    expect(await nameOf(sdk.createSecret({ Name: 'app', SecretString: 'é'.repeat(32_769) }))).toBe('ValidationException');
    expect(await nameOf(sdk.createSecret({ Name: 'app', SecretString: 'é'.repeat(32_768) }))).toBe('no error');
    expect(await nameOf(sdk.createSecret({ Name: 'my app', SecretString: 'one' }))).toBe('ValidationException');
    expect(await nameOf(sdk.createSecret({ Name: 'a'.repeat(513), SecretString: 'one' }))).toBe('ValidationException');
  });

  it('lets a deleted secret wait 7 to 30 days, and gives it back until then', async () => {
    const sdk = client();
    fake.put('app', 'one');
    expect(await nameOf(sdk.deleteSecret({ SecretId: 'app', RecoveryWindowInDays: 6 }))).toBe('InvalidParameterException');
    expect((await sdk.deleteSecret({ SecretId: 'app', RecoveryWindowInDays: 7 })).DeletionDate?.getTime()).toBe(now + 7 * DAY);
    expect(await nameOf(sdk.getSecretValue({ SecretId: 'app' }))).toBe('InvalidRequestException');
    expect(await nameOf(sdk.createSecret({ Name: 'app', SecretString: 'two' }))).toBe('InvalidRequestException');
    expect((await sdk.listSecrets({})).SecretList).toEqual([]);
    expect((await sdk.listSecrets({ IncludePlannedDeletion: true })).SecretList).toHaveLength(1);
    await sdk.restoreSecret({ SecretId: 'app' });
    expect((await sdk.getSecretValue({ SecretId: 'app' })).SecretString).toBe('one');
    await sdk.deleteSecret({ SecretId: 'app' });
    now += 30 * DAY;
    expect(await nameOf(sdk.restoreSecret({ SecretId: 'app' }))).toBe('ResourceNotFoundException');
  });

  it('answers a batch with values and errors of single items', async () => {
    for (const name of ['a', 'b', 'gone']) fake.put(name, `value of ${name}`);
    const sdk = client();
    await sdk.deleteSecret({ SecretId: 'gone' });
    const { SecretValues = [], Errors = [] } = await sdk.batchGetSecretValue({ SecretIdList: ['a', 'gone', 'no', 'b'] });
    expect(SecretValues.map((value) => value.SecretString)).toEqual(['value of b', 'value of a']);
    expect(Errors.map(({ SecretId, ErrorCode }) => `${SecretId} ${ErrorCode}`)).toEqual(['gone InvalidRequestException', 'no ResourceNotFoundException']);
    expect(await nameOf(sdk.batchGetSecretValue({ SecretIdList: Array.from({ length: 21 }, (_, i) => `s${i}`) }))).toBe('ValidationException');
  });

  it('lists by prefix, by case, in pages', async () => {
    for (const name of ['prod/a', 'prod/b', 'prod/c', 'Prod/d', 'dev/e']) fake.put(name, 'one');
    const Filters = [{ Key: 'name' as const, Values: ['prod/'] }];
    const first = await client().listSecrets({ Filters, MaxResults: 2 });
    const second = await client().listSecrets({ Filters, MaxResults: 2, NextToken: first.NextToken });
    expect([first, second].map((page) => page.SecretList?.map((secret) => secret.Name))).toEqual([['prod/a', 'prod/b'], ['prod/c']]);
    expect(second.NextToken).toBeUndefined();
  });

  it.each([
    ['throttle', 'ThrottlingException'],
    ['fail', 'InternalServiceError'],
    ['deny', 'AccessDeniedException'],
    ['expired', 'ExpiredTokenException'],
    ['malformed', 'SyntaxError'],
    ['echo', 'InvalidParameterException'],
  ] as const)('can %s as often as it is told, and then heals', async (kind, name) => {
    fake.put('app', 'one');
    fake.fault({ kind, operations: ['GetSecretValue'], times: 2 });
    const sdk = client();
    const names = [];
    for (let i = 0; i < 3; i++) names.push(await nameOf(sdk.getSecretValue({ SecretId: 'app' })));
    expect(names).toEqual([name, name, 'no error']);
    expect(fake.calls).toEqual({ GetSecretValue: 3 });
  });

  it.each(['drop', 'truncate', 'unavailable'] as const)('can %s', async (kind) => {
    fake.put('app', 'one');
    fake.fault({ kind, times: 1 });
    expect(await nameOf(client().getSecretValue({ SecretId: 'app' }))).not.toBe('no error');
    expect(await nameOf(client().getSecretValue({ SecretId: 'app' }))).toBe('no error');
  });

  it('can hang until it is healed', async () => {
    fake.put('app', 'one');
    fake.fault({ kind: 'hang' });
    const call = nameOf(client().getSecretValue({ SecretId: 'app' }));
    while (fake.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    fake.heal();
    expect(await call).not.toBe('no error');
    expect(await nameOf(client().getSecretValue({ SecretId: 'app' }))).toBe('no error');
  });
});
