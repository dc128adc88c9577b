import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { AppError } from '../../../shared/model/app-error.ts';
import type { Provider, ReadResult } from '../../../shared/model/provider.ts';
import type { AwsSettings } from '../../../shared/model/provider-settings.ts';
import type { SecretAddress } from '../../../shared/model/reference.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createAwsProvider } from '../../../shared/providers/aws.ts';
import type { Fault } from '../../fakes/aws-json.ts';
import { startCredentials } from '../../fakes/credentials.ts';
import { type FakeSecretsManager, type SecretsManagerOptions, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { awsSettings, withTestCredentials } from '../../support/aws.ts';

withTestCredentials();

const LAMBDA = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate';
let fake: FakeSecretsManager;

const restart = async (options: SecretsManagerOptions): Promise<void> => {
  await fake.close();
  fake = await startSecretsManager(options);
};
const open = (settings: Partial<AwsSettings> = {}, deadlineMs = 10_000): Promise<Provider> => createAwsProvider(awsSettings(fake.url, settings), deadlineMs);
const at = (id: string, more: Partial<SecretAddress> = {}): SecretAddress => ({ provider: 'aws', id, ...more });
const shown = (results: readonly ReadResult[]): string[] =>
  results.map((result) => ('value' in result ? result.value.secret.reveal() : (result.error as AppError).code));
const errorOf = async (promise: Promise<unknown>): Promise<AppError> => {
  const error = await promise.then(
    (value) => new Error(`no error, but ${inspect(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
};

beforeEach(async () => {
  // Waits between attempts are random: none here.
  jest.spyOn(Math, 'random').mockReturnValue(0);
  fake = await startSecretsManager();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await fake.close();
});

describe('reading many from AWS', () => {
  const put = (count: number, region?: string): string[] =>
    Array.from({ length: count }, (_, i) => {
      fake.put(`app/s${i}`, `value ${i}`, region === undefined ? {} : { region });
      return `app/s${i}`;
    });

  it('asks for twenty at a time, once for each, in the order asked for', async () => {
    const names = put(45);
    const addresses = [...names, ...names.slice(0, 10)].map((name) => at(name));
    const results = await (await open()).getMany(addresses);
    expect(shown(results)).toEqual([...names, ...names.slice(0, 10)].map((name) => `value ${name.slice(5)}`));
    expect(results.map(({ address }) => address)).toEqual(addresses);
    expect(fake.calls).toEqual({ BatchGetSecretValue: 3 });
    expect(fake.requests.map(({ body }) => (body['SecretIdList'] as string[]).length).sort()).toEqual([20, 20, 5]);
  });

  it('asks each region of the ARNs once, and the home region for names and its own ARNs together', async () => {
    const regions = [
      'us-east-1',
      'us-east-2',
      'us-west-2',
      'eu-central-1',
      'eu-west-1',
      'ap-south-1',
      'sa-east-1',
      'cn-north-1',
      'us-gov-west-1',
      'us-iso-east-1',
    ];
    const arns = regions.flatMap((region) => [1, 2].map((i) => fake.put(`app/${i}`, `${region} ${i}`, { region })));
    const results = await (await open()).getMany([...arns.map((arn) => at(arn)), at('app/1')]);
    expect(shown(results)).toEqual([...regions.flatMap((region) => [`${region} 1`, `${region} 2`]), 'eu-west-1 1']);
    expect(fake.calls).toEqual({ BatchGetSecretValue: 10 });
    expect(fake.requests.map(({ region }) => region).sort()).toEqual([...regions].sort());
  });

  it('reads one by one where batches are denied, and remembers it for the region', async () => {
    const names = put(5);
    put(5, 'us-east-1');
    fake.fault({ kind: 'deny', operations: ['BatchGetSecretValue'], region: 'eu-west-1' });
    const provider = await open();
    for (let i = 0; i < 2; i++) expect(shown(await provider.getMany(names.map((name) => at(name))))).toEqual(names.map((name) => `value ${name.slice(5)}`));
    expect(fake.calls).toEqual({ BatchGetSecretValue: 1, GetSecretValue: 10 });
    fake.forget();
    await provider.getMany(names.map((name) => at(name, { region: 'us-east-1' })));
    expect(fake.calls).toEqual({ BatchGetSecretValue: 1 });
  });

  it('reads no more than eight at once', async () => {
    const names = put(100);
    fake.fault({ kind: 'deny', operations: ['BatchGetSecretValue'] });
    expect(shown(await (await open()).getMany(names.map((name) => at(name))))).toEqual(names.map((name) => `value ${name.slice(5)}`));
    expect(fake.calls['GetSecretValue']).toBe(100);
    expect(fake.mostAtOnce()).toBeLessThanOrEqual(8);
  });

  it('reads one by one where the server knows no batches', async () => {
    const names = put(3);
    fake.fault({ kind: 'unknown', operations: ['BatchGetSecretValue'] });
    const provider = await open();
    for (let i = 0; i < 2; i++) expect(shown(await provider.getMany(names.map((name) => at(name))))).toEqual(['value 0', 'value 1', 'value 2']);
    expect(fake.calls).toEqual({ BatchGetSecretValue: 1, GetSecretValue: 6 });
  });

  it('never asks in batches where the settings say so', async () => {
    const names = put(3);
    await (await open({ batch: 'never' })).getMany(names.map((name) => at(name)));
    expect(fake.calls).toEqual({ GetSecretValue: 3 });
  });

  it('goes on where a batch answers in pages', async () => {
    await restart({ batch: { partial: true } });
    const names = put(4);
    expect(shown(await (await open()).getMany(names.map((name) => at(name))))).toEqual(['value 0', 'value 1', 'value 2', 'value 3']);
    expect(fake.calls).toEqual({ BatchGetSecretValue: 4 });
  });

  it('tells the error of each item, and asks again alone for one that passes', async () => {
    await restart({ batch: { itemErrors: { 'app/s1': 'DecryptionFailure', 'app/s2': 'InternalServiceError', 'app/s3': 'AccessDeniedException' } } });
    const names = put(5);
    const results = await (await open()).getMany([...names, 'app/none'].map((name) => at(name)));
    expect(shown(results)).toEqual(['value 0', 'denied', 'value 2', 'denied', 'value 4', 'secret-missing']);
    expect(fake.calls).toEqual({ BatchGetSecretValue: 1, GetSecretValue: 1 });
    for (const result of results) if ('error' in result) expect(result.error.message).toContain(result.address.id);
  });

  it('reads other versions than the current one alone', async () => {
    fake.put('app/a', 'one', { versionId: '1'.repeat(32) });
    fake.put('app/a', 'two', { versionId: '2'.repeat(32) });
    fake.put('app/b', 'three');
    const results = await (await open()).getMany([
      at('app/a', { version: { stage: 'AWSPREVIOUS' } }),
      at('app/a'),
      at('app/a', { version: { id: '1'.repeat(32) } }),
      at('app/b', { version: { stage: 'AWSCURRENT' } }),
      at('app/b', { version: { stage: 'AWSPENDING' } }),
    ]);
    expect(shown(results)).toEqual(['one', 'two', 'one', 'three', 'secret-missing']);
    expect(fake.calls).toEqual({ BatchGetSecretValue: 1, GetSecretValue: 3 });
  });

  it('lets an address that no service takes fail alone', async () => {
    const names = put(2);
    expect(shown(await (await open()).getMany([at(''), ...names.map((name) => at(name)), at('a'.repeat(2049))]))).toEqual([
      'secret-invalid',
      'value 0',
      'value 1',
      'secret-invalid',
    ]);
  });

  it('gives what came in time when a region hangs', async () => {
    put(3);
    const arn = fake.put('app/far', 'far', { region: 'ap-south-1' });
    const near = fake.put('app/near', 'near', { region: 'ap-south-1' });
    fake.fault({ kind: 'hang', region: 'ap-south-1' });
    const results = await (await open({}, 1000)).getMany([at('app/s0'), at(arn), at(near), at('app/s2')]);
    expect(shown(results)).toEqual(['value 0', 'timeout', 'timeout', 'value 2']);
  });

  it('waits for no region that hangs before it reads alone what another denies in batches', async () => {
    const names = put(3);
    const far = put(2, 'ap-south-1').map((name) => at(name, { region: 'ap-south-1' }));
    fake.fault({ kind: 'hang', region: 'ap-south-1' });
    fake.fault({ kind: 'deny', operations: ['BatchGetSecretValue'] });
    const results = await (await open({}, 1000)).getMany([...far, ...names.map((name) => at(name))]);
    expect(shown(results)).toEqual(['timeout', 'timeout', 'value 0', 'value 1', 'value 2']);
  });

  it('says of each secret why a whole batch failed', async () => {
    put(3);
    fake.fault({ kind: 'expired' });
    const results = await (await open()).getMany([at('app/s0'), at('app/s1')]);
    expect(shown(results)).toEqual(['authentication', 'authentication']);
    expect(results.map((result) => 'error' in result && result.error.message.endsWith(result.address.id))).toEqual([true, true]);
  });

  it('finds each by what was asked for: name, ARN, ARN without suffix, bytes too', async () => {
    const arn = fake.put('app/one', 'one');
    const other = fake.put('app/two', Buffer.from([0, 255, 128]));
    const results = await (await open()).getMany([at(arn.slice(0, -7)), at(other), at('app/one'), at(arn)]);
    expect(shown(results)).toEqual(['one', 'AP+A', 'one', 'one']);
    expect(results.map((result) => 'value' in result && result.value.encoding)).toEqual(['text', 'base64', 'text', 'text']);
    expect(fake.calls).toEqual({ BatchGetSecretValue: 1 });
  });

  it('gives of many what single reads give, whatever is asked for', async () => {
    const arns = ['a', 'b', 'c-abcdef'].map((name) => fake.put(`app/${name}`, `value of ${name}`));
    const far = fake.put('app/a', 'far', { region: 'us-east-1' });
    const provider = await open();
    await provider.delete(at('app/b'));
    const ids = [...arns, far, ...arns.map((arn) => arn.slice(0, -7)), 'app/a', 'app/b', 'app/c-abcdef', 'app/none', 'x', ''];
    const address = fc.record(
      { id: fc.constantFrom(...ids), version: fc.constantFrom({ stage: 'AWSCURRENT' }, { stage: 'AWSPREVIOUS' }, { id: '0'.repeat(32) }) },
      { requiredKeys: ['id'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(address, { maxLength: 60 }), async (some) => {
        const addresses = some.map((each) => at(each.id, each.version === undefined ? {} : { version: each.version }));
        const alone = await Promise.all(
          addresses.map((each) =>
            provider.get(each).then(
              (value) => value.secret.reveal(),
              (error: AppError) => error.code,
            ),
          ),
        );
        expect(shown(await provider.getMany(addresses))).toEqual(alone);
      }),
      { numRuns: 15 },
    );
  });

  it('explains the trap of a name that ends like a suffix', async () => {
    const arn = fake.put('app/db-backup', 'one');
    const error = await errorOf((await open()).get(at(arn.slice(0, -7))));
    expect(error.code).toBe('secret-missing');
    expect(error.hint).toContain('hyphen and six characters');
    expect((await (await open()).get(at(arn))).secret.reveal()).toBe('one');
  });
});

describe('AWS in trouble', () => {
  it('is asked again when it throttles or fails, as often as the settings say', async () => {
    fake.put('app', 'one');
    for (const kind of ['throttle', 'fail', 'unavailable', 'drop'] as const) {
      fake.forget();
      fake.fault({ kind, times: 2 });
      expect((await (await open({ maxAttempts: 3 })).get(at('app'))).secret.reveal()).toBe('one');
      expect(fake.calls).toEqual({ GetSecretValue: 3 });
    }
    fake.forget();
    fake.fault({ kind: 'throttle' });
    expect((await errorOf((await open({ maxAttempts: 4 })).get(at('app')))).code).toBe('throttled');
    expect(fake.calls).toEqual({ GetSecretValue: 4 });
  });

  it('waits a random while between attempts', async () => {
    fake.put('app', 'one');
    fake.fault({ kind: 'throttle', times: 2 });
    const random = jest.spyOn(Math, 'random').mockReturnValue(0.001);
    await (await open({ maxAttempts: 3 })).get(at('app'));
    expect(random.mock.calls.length).toBeGreaterThanOrEqual(2);
  });

  it('writes once however often it is asked', async () => {
    fake.fault({ kind: 'truncate', operations: ['CreateSecret'], times: 1 });
    const provider = await open();
    await provider.create({ address: at('app'), value: new Secret('one') });
    expect(fake.calls).toEqual({ CreateSecret: 2 });
    expect(fake.valueOf('app')).toBe('one');
    fake.fault({ kind: 'truncate', operations: ['PutSecretValue'], times: 1 });
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
    const arn = fake.put('app', value);
    fake.fault({ kind });
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
    fake.fault({ kind: 'deny' });
    expect((await errorOf((await open()).get(at('app')))).message).toBe(
      'AWS Secrets Manager in eu-west-1 denies this to arn:aws:iam::123456789012:user/test: app',
    );
  });

  it('is unreachable where nobody listens', async () => {
    const { url } = fake;
    const closed = await startSecretsManager();
    await closed.close();
    const provider = await createAwsProvider(awsSettings(closed.url), 5000);
    expect(url).not.toBe(closed.url);
    const error = await errorOf(provider.get(at('app')));
    expect([error.code, error.message]).toEqual(['unreachable', "AWS Secrets Manager in eu-west-1 can't be reached (ECONNREFUSED): app"]);
  });

  it('is given up at the deadline, however many attempts are left', async () => {
    fake.fault({ kind: 'hang' });
    const error = await errorOf((await open({ maxAttempts: 20 }, 100)).get(at('app')));
    expect(error.code).toBe('timeout');
    expect(fake.calls['GetSecretValue']).toBeLessThanOrEqual(3);
  });

  it('says that a secret has no value yet', async () => {
    const sdk = new SecretsManager({ region: 'eu-west-1', endpoint: fake.url });
    await sdk.createSecret({ Name: 'empty' });
    sdk.destroy();
    const error = await errorOf((await open()).get(at('empty')));
    expect([error.code, error.message]).toEqual(['secret-missing', 'the secret has no such version, or no value yet: empty']);
  });
});

describe('who asks AWS, and where', () => {
  let folder: string;
  const profile = (text: string): void => {
    writeFileSync(join(folder, 'config'), text);
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
  };
  const before = { ...process.env };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'watertight-test-'));
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) before[name] = process.env[name];
  });
  afterEach(() => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) process.env[name] = before[name];
    rmSync(folder, { recursive: true });
  });

  const openWithoutRegion = (more: Partial<AwsSettings> = {}): Promise<Provider> => {
    const { region: _, ...settings } = awsSettings(fake.url, more);
    return createAwsProvider(settings, 10_000);
  };

  it('says that no region is known, of each that needs one', async () => {
    const arn = fake.put('app', 'one', { region: 'us-east-1' });
    const provider = await openWithoutRegion();
    expect(await errorOf(provider.get(at('app')))).toMatchObject({ code: 'config-invalid', hint: expect.stringContaining('AWS_REGION') });
    expect(shown(await provider.getMany([at('app'), at(arn)]))).toEqual(['config-invalid', 'one']);
  });

  it('takes region and credentials from a profile, before those of the environment', async () => {
    fake.put('app', 'one', { region: 'ap-south-1' });
    profile('[profile dev]\nregion = ap-south-1\naws_access_key_id = fromprofile\naws_secret_access_key = x\n');
    const warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
    const provider = await openWithoutRegion({ profile: 'dev' });
    expect((await provider.get(at('app'))).secret.reveal()).toBe('one');
    expect(fake.requests[0]).toMatchObject({ region: 'ap-south-1', accessKeyId: 'fromprofile' });
    expect(provider.identity).toContain('profile:dev');
    expect(warn).not.toHaveBeenCalled();
  });

  it('assumes a role once for all regions', async () => {
    const issuer = await startCredentials();
    process.env['AWS_ENDPOINT_URL_STS'] = issuer.url;
    try {
      profile(
        '[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/app\nsource_profile = base\n[profile base]\naws_access_key_id = base\naws_secret_access_key = x\n',
      );
      const arns = ['eu-west-1', 'us-east-1', 'ap-south-1'].map((region) => fake.put('app', region, { region }));
      const provider = await open({ profile: 'dev' });
      await provider.get(at('app'));
      expect(shown(await provider.getMany(arns.map((arn) => at(arn))))).toEqual(['eu-west-1', 'us-east-1', 'ap-south-1']);
      expect(issuer.asked).toHaveLength(1);
    } finally {
      delete process.env['AWS_ENDPOINT_URL_STS'];
      await issuer.close();
    }
  });

  it('keeps its connection from one call to the next', async () => {
    fake.put('app', 'one');
    const provider = await open();
    for (let i = 0; i < 5; i++) await provider.get(at('app'));
    expect(fake.connections()).toBe(1);
  });

  it.each([
    ['[profile dev]\nregion = eu-west-1\n', 'no AWS credentials were found in the profile dev: app', 'aws sso login'],
    [
      '[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n',
      'the AWS session of single sign-on has expired, or was never begun: app',
      'Run: aws sso login --profile dev',
    ],
  ])('says how to sign in where a profile gives no credentials', async (text, message, hint) => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    profile(text);
    const home = process.env['HOME'];
    process.env['HOME'] = folder;
    try {
      const error = await errorOf((await open({ profile: 'dev' })).get(at('app')));
      expect([error.code, error.message]).toEqual(['authentication', message]);
      expect(error.hint).toContain(hint);
    } finally {
      process.env['HOME'] = home;
    }
  });

  it('names itself and its version, and prints nothing', async () => {
    const warning = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    fake.put('app', 'one');
    await (await open()).get(at('app'));
    expect(fake.requests[0]?.userAgent).toMatch(/ watertight\/\d/);
    expect(warning).not.toHaveBeenCalled();
  });

  it('has an identity without the network and without what an endpoint may hide', async () => {
    const credentials = ['user', 'pass'].join(':');
    const provider = await createAwsProvider(awsSettings(`https://${credentials}@vpce.example.com/base?x=1`), 1000);
    expect(provider.identity).toBe('aws profile:default region:eu-west-1 endpoint:https://vpce.example.com/base');
  });

  it('refuses an endpoint that is no URL', async () => {
    expect((await errorOf(createAwsProvider(awsSettings('not a url'), 1000))).code).toBe('config-invalid');
  });

  it('tests the connection with one call', async () => {
    fake.put('app', 'one');
    expect(await (await open()).test()).toMatchObject({ identity: 'account 123456789012', endpoint: fake.url });
    expect(fake.calls).toEqual({ ListSecrets: 1 });
  });
});

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
    expect(fake.calls).toEqual({});
  });

  it('keeps description, key and tags up to date', async () => {
    const provider = await open();
    await provider.create({ address: at('app'), value: new Secret('one'), tags: { team: 'a' } });
    await provider.update({ address: at('app'), value: new Secret('two'), description: 'new', kmsKey: 'alias/app', tags: { env: 'prod' } });
    expect(await provider.getMetadata(at('app'))).toMatchObject({ description: 'new', kmsKey: 'alias/app', tags: { team: 'a', env: 'prod' } });
    expect(fake.calls).toEqual({ CreateSecret: 1, PutSecretValue: 1, UpdateSecret: 1, TagResource: 1, DescribeSecret: 1 });
  });

  it('undoes its own version when another writer came between the comparison and the write', async () => {
    let meddle = true;
    await restart({
      onRequest: ({ operation }) => {
        if (operation !== 'PutSecretValue' || !meddle) return;
        meddle = false;
        fake.put('app', "the other's", { versionId: VERSION.two });
      },
    });
    fake.put('app', 'one', { versionId: VERSION.one });
    const provider = await open();
    const ours = { address: at('app'), value: new Secret('ours'), token: VERSION.three };
    expect((await errorOf(provider.update(ours, { expected: VERSION.one }))).code).toBe('conflict');
    expect(await provider.get(at('app'))).toMatchObject({ versionId: VERSION.two });
    expect(fake.valueOf('app')).toBe("the other's");
  });

  it('lets one of many writers through who began with the same version, and keeps what that one wrote', async () => {
    for (let round = 0; round < 5; round++) {
      const name = `app/${round}`;
      fake.put(name, 'one', { versionId: VERSION.one });
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
      expect(fake.valueOf(name)).toBe(done[0]);
    }
  });

  it('writes nothing when the version is another one already, nor when another of us was faster', async () => {
    const provider = await open();
    fake.put('app', 'one', { versionId: VERSION.one });
    const { versionId } = await provider.update({ address: at('app'), value: new Secret('two') }, { expected: VERSION.one });
    fake.put('app', 'three', { versionId: VERSION.three });
    expect((await errorOf(provider.update({ address: at('app'), value: new Secret('four') }, { expected: VERSION.two }))).code).toBe('conflict');
    expect(fake.calls).toMatchObject({ PutSecretValue: 1 });

    // The faster one has the token that follows from the version, and is replaced in its turn before we hear of it.
    let meddle = true;
    await restart({
      onRequest: ({ operation }) => {
        if (operation !== 'PutSecretValue' || !meddle) return;
        meddle = false;
        fake.put('app', 'two', { versionId: versionId ?? '' });
        fake.put('app', 'three', { versionId: VERSION.three });
      },
    });
    fake.put('app', 'one', { versionId: VERSION.one });
    expect((await errorOf((await open()).update({ address: at('app'), value: new Secret('four') }, { expected: VERSION.one }))).code).toBe('conflict');
    expect(fake.calls).toMatchObject({ PutSecretValue: 1 });
    expect(fake.valueOf('app')).toBe('three');
  });

  it('replaces a version again that was made current again', async () => {
    let now = Date.now() - 3_600_000;
    await restart({ now: () => now });
    fake.put('app', 'one', { versionId: VERSION.one });
    const provider = await open();
    const back = async (): Promise<void> => {
      const sdk = new SecretsManager({ region: 'eu-west-1', endpoint: fake.url });
      const { VersionId } = await sdk.getSecretValue({ SecretId: 'app' });
      await sdk.updateSecretVersionStage({ SecretId: 'app', VersionStage: 'AWSCURRENT', RemoveFromVersionId: VersionId, MoveToVersionId: VERSION.one });
      sdk.destroy();
    };
    for (const value of ['two', 'three', 'four']) {
      await provider.update({ address: at('app'), value: new Secret(value) }, { expected: VERSION.one });
      expect(fake.valueOf('app')).toBe(value);
      now += 1000;
      await back();
    }
    // One that made the same again just before is another writer.
    now = Date.now();
    fake.put('fresh', 'one', { versionId: VERSION.one });
    await provider.update({ address: at('fresh'), value: new Secret('two') }, { expected: VERSION.one });
    expect((await errorOf(provider.update({ address: at('fresh'), value: new Secret('three') }, { expected: VERSION.one }))).code).toBe('conflict');
    expect(fake.valueOf('fresh')).toBe('two');
  });

  it('does not take an old version for the current one when a token comes again late', async () => {
    const provider = await open();
    fake.put('app', 'one', { versionId: VERSION.one });
    fake.put('app', 'two', { versionId: VERSION.two });
    const again = { address: at('app'), value: new Secret('one'), token: VERSION.one };
    expect((await errorOf(provider.update(again))).code).toBe('conflict');
  });

  it('says that a deleted secret waits, to whoever wants its name', async () => {
    const provider = await open();
    fake.put('app', 'one');
    await provider.delete(at('app'));
    const error = await errorOf(provider.create({ address: at('app'), value: new Secret('two') }));
    expect([error.code, error.hint]).toEqual(['secret-deleted', expect.stringContaining('restore')]);
  });

  it('deletes no secret that has replicas', async () => {
    fake.put('app', 'one', { replicas: ['us-east-1'] });
    expect(await errorOf((await open()).delete(at('app')))).toMatchObject({ code: 'conflict', hint: expect.stringContaining('other regions') });
  });
});

describe('what AWS tells of a secret', () => {
  it('has rotation, replicas, key, tags and versions', async () => {
    let now = Date.UTC(2026, 0, 1);
    await restart({ now: () => now });
    fake.put('app', 'one', { tags: { team: 'a' }, replicas: ['us-east-1'], kmsKey: 'alias/app' });
    const provider = await open();
    expect((await provider.getMetadata(at('app'))).rotation).toBeNull();
    await provider.enableRotation(at('app'), { everyDays: 30, lambdaArn: LAMBDA });
    expect(fake.valueOf('app')).toBe('one');
    expect((await provider.getMetadata(at('app'))).rotation).toEqual({ enabled: true, everyDays: 30, lastAt: null, nextAt: null });
    now += 86_400_000;
    await provider.rotate(at('app'));
    expect(fake.valueOf('app')).toBe('rotated-1');
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
    fake.put('app', 'one');
    expect(await errorOf((await open()).rotate(at('app')))).toMatchObject({ code: 'unsupported', hint: expect.stringContaining('--lambda') });
  });

  it('lists by the prefix as it is written, and what waits for its deletion where that is asked for', async () => {
    for (const name of ['prod/a', 'prod/b', 'Prod/c', '!odd']) fake.put(name, 'one');
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
