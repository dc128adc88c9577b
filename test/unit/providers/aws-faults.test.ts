import { inspect } from 'node:util';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, jest } from '@jest/globals';
import type { AppError } from '../../../shared/model/app-error.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createAwsProvider } from '../../../shared/providers/aws.ts';
import type { Fault } from '../../fakes/aws-json.ts';
import { startSecretsManager } from '../../fakes/secrets-manager.ts';
import { awsSettings } from '../../support/aws.ts';
import { at, createFakeAws, errorOf } from '../../support/fake-aws.ts';

const aws = createFakeAws();
const { open } = aws;

describe('AWS in trouble', () => {
  it('is asked again when it throttles or fails, as often as the settings say', async () => {
    aws.fake.put('app', 'one');
    for (const kind of ['throttle', 'fail', 'unavailable', 'drop'] as const) {
      aws.fake.forget();
      aws.fake.fault({ kind, times: 2 });
      expect((await (await open({ maxAttempts: 3 })).get(at('app'))).secret.reveal()).toBe('one');
      expect(aws.fake.calls).toEqual({ GetSecretValue: 3 });
    }
    aws.fake.forget();
    aws.fake.fault({ kind: 'throttle' });
    expect((await errorOf((await open({ maxAttempts: 4 })).get(at('app')))).code).toBe('throttled');
    expect(aws.fake.calls).toEqual({ GetSecretValue: 4 });
  });

  it('waits a random while between attempts', async () => {
    aws.fake.put('app', 'one');
    aws.fake.fault({ kind: 'throttle', times: 2 });
    const random = jest.spyOn(Math, 'random').mockReturnValue(0.001);
    await (await open({ maxAttempts: 3 })).get(at('app'));
    expect(random.mock.calls.length).toBeGreaterThanOrEqual(2);
  });

  it('writes once however often it is asked', async () => {
    aws.fake.fault({ kind: 'truncate', operations: ['CreateSecret'], times: 1 });
    const provider = await open();
    await provider.create({ address: at('app'), value: new Secret('one') });
    expect(aws.fake.calls).toEqual({ CreateSecret: 2 });
    expect(aws.fake.valueOf('app')).toBe('one');
    aws.fake.fault({ kind: 'truncate', operations: ['PutSecretValue'], times: 1 });
    await provider.update({ address: at('app'), value: new Secret('two') });
    expect((await provider.getMetadata(at('app'))).versions).toHaveLength(2);
  });

  it.each<[Fault['kind'], AppError['code']]>([
    ['throttle', 'throttled'],
    ['fail', 'unreachable'],
    ['unavailable', 'unreachable'],
    ['truncate', 'unreachable'],
    ['malformed', 'unreachable'],
    ['deny', 'denied'],
    ['expired', 'authentication'],
    ['drop', 'unreachable'],
    ['echo', 'secret-invalid'],
    ['hang', 'timeout'],
  ])('that it does %s ends every operation with %s, and with no value', async (kind, code) => {
    const value = 'the value that nobody sees';
    const arn = aws.fake.put('app', value);
    aws.fake.fault({ kind });
    const provider = await open({ maxAttempts: 2 }, kind === 'hang' ? 60 : 10_000);
    const secret = { address: at('app'), value: new Secret(value) };
    const results = await provider.getMany([at('app'), at(arn)]);
    const errors = [
      await errorOf(provider.get(at('app'))),
      await errorOf(provider.getMetadata(at('app'))),
      await errorOf(provider.create(secret)),
      await errorOf(provider.update(secret)),
      await errorOf(provider.delete(at('app'))),
      await errorOf(provider.restore(at('app'))),
      await errorOf(provider.rotate(at('app'))),
      await errorOf(provider.enableRotation(at('app'), { everyDays: 30 })),
      ...(kind === 'echo' ? [] : [await errorOf(provider.list({})), await errorOf(provider.test())]),
      ...results.map((result) => ('error' in result ? result.error : new Error('no error'))),
    ];
    expect([...new Set(errors.map((error) => (error as AppError).code))]).toEqual([code]);
    for (const error of errors) {
      expect(inspect(error, { depth: 9, showHidden: true }) + (error as AppError).hint).not.toContain(value);
      expect(error.message.length).toBeLessThan(300);
    }
  });

  it('names who is denied', async () => {
    aws.fake.fault({ kind: 'deny' });
    expect((await errorOf((await open()).get(at('app')))).message).toBe(
      'AWS Secrets Manager in eu-west-1 denies this to arn:aws:iam::123456789012:user/test: app',
    );
  });

  it('is unreachable where nobody listens', async () => {
    const { url } = aws.fake;
    const closed = await startSecretsManager();
    await closed.close();
    const provider = await createAwsProvider(awsSettings(closed.url), 5000);
    expect(url).not.toBe(closed.url);
    const error = await errorOf(provider.get(at('app')));
    expect([error.code, error.message]).toEqual(['unreachable', "AWS Secrets Manager in eu-west-1 can't be reached (ECONNREFUSED): app"]);
  });

  it('is given up at the deadline, however many attempts are left', async () => {
    aws.fake.fault({ kind: 'hang' });
    const error = await errorOf((await open({ maxAttempts: 20 }, 100)).get(at('app')));
    expect(error.code).toBe('timeout');
    expect(aws.fake.calls['GetSecretValue']).toBeLessThanOrEqual(3);
  });

  it('says that a secret has no value yet', async () => {
    const sdk = new SecretsManager({ region: 'eu-west-1', endpoint: aws.fake.url });
    await sdk.createSecret({ Name: 'empty' });
    sdk.destroy();
    const error = await errorOf((await open()).get(at('empty')));
    expect([error.code, error.message]).toEqual(['secret-missing', 'the secret has no such version, or no value yet: empty']);
  });
});
