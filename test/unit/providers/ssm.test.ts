import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider } from '../../../shared/model/provider.ts';
import type { SecretAddress, VersionChoice } from '../../../shared/model/reference.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createSsmProvider } from '../../../shared/providers/ssm.ts';
import { toParameterName } from '../../../shared/providers/ssm-name.ts';
import type { Fault } from '../../fakes/aws-json.ts';
import { type FakeSsm, startFakeSsm } from '../../fakes/ssm.ts';
import { awsSettings, withTestCredentials } from '../../support/aws.ts';
import { everythingOf, failureOf } from '../../support/failure-of.ts';

withTestCredentials();

const CANARY = ['can', 'ary', 'Q7w2', 'x9'].join('-');
const at = (id: string, version?: VersionChoice): SecretAddress => ({ provider: 'ssm', id, ...(version === undefined ? {} : { version }) });

describe('names of parameters', () => {
  it.each([
    ['name', 'name'],
    ['/name', '/name'],
    ['prod/api/key', '/prod/api/key'],
    ['/prod/api/key', '/prod/api/key'],
    ['arn:aws:ssm:eu-west-1:123456789012:parameter/prod/key', '/prod/key'],
    ['arn:aws-cn:ssm:cn-north-1:123456789012:parameter/name', 'name'],
  ])('%s is %s', (id, name) => expect(toParameterName(id)).toBe(name));
});

describe('SSM Parameter Store', () => {
  let ssm: FakeSsm;
  let provider: Provider;
  beforeEach(async () => {
    ssm = await startFakeSsm();
    provider = await createSsmProvider(awsSettings(ssm.url), 20_000);
  });
  afterEach(() => ssm.close());
  const valuesOf = async (addresses: readonly SecretAddress[], from = provider): Promise<string[]> =>
    (await from.getMany(addresses)).map((result) =>
      'value' in result ? result.value.secret.reveal() : ((result.error as { code?: string }).code ?? 'unknown'),
    );

  it('reads in tens, and says which are missing', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `/many/${index}`);
    for (const name of names) ssm.put(name, `value of ${name}`);
    const addresses = [...names, '/many/none', names[3]!].map((id) => at(id));
    expect(await valuesOf(addresses)).toEqual([...names.map((name) => `value of ${name}`), 'secret-missing', 'value of /many/3']);
    expect(ssm.calls['GetParameters']).toBe(3);
  });

  it('reads versions and labels, several of one parameter, too', async () => {
    ssm.put('/app', 'one', { label: 'stable' });
    ssm.put('/app', 'two');
    expect(await valuesOf([at('/app'), at('/app', { id: '1' }), at('/app', { stage: 'stable' }), at('/app', { id: '9' })])).toEqual([
      'two',
      'one',
      'one',
      'secret-missing',
    ]);
    expect(await provider.get(at('/app', { stage: 'stable' }))).toMatchObject({ versionId: '1', stages: ['stable'] });
  });

  it('goes to the region of an ARN, and to another account by the ARN alone', async () => {
    ssm.put('/shared/key', 'ours');
    const theirs = ssm.put('/shared/key', 'theirs', { region: 'us-east-1', account: '999988887777' });
    ssm.put('/shared/key', 'ours there', { region: 'us-east-1' });
    expect(await valuesOf([at('/shared/key'), at(theirs), { ...at('/shared/key'), region: 'us-east-1' }])).toEqual(['ours', 'theirs', 'ours there']);
    expect(ssm.requests.map(({ region }) => region).sort()).toEqual(['eu-west-1', 'us-east-1', 'us-east-1']);
  });

  it('changes no parameter of ours where the ARN is of another account', async () => {
    ssm.put('/shared/key', 'ours', { region: 'us-east-1' });
    const theirs = ssm.put('/shared/key', 'theirs', { region: 'us-east-1', account: '999988887777' });
    for (const call of [
      () => provider.update({ address: at(theirs), value: new Secret('x') }),
      () => provider.delete(at(theirs)),
      () => provider.getMetadata(at(theirs)),
    ])
      expect((await failureOf(call())).code).toBe('secret-missing');
    expect(ssm.valueOf('/shared/key', 'us-east-1')).toBe('ours');
  });

  it('reads the others where one is denied or invalid', async () => {
    for (const name of ['a', 'b', 'c']) ssm.put(name, name);
    ssm.fault({ kind: 'deny', operations: ['GetParameters'], times: 2 });
    expect(await valuesOf([at('a'), at('b'), at('c')])).toEqual(expect.arrayContaining(['denied', 'b', 'c']));
    expect(await valuesOf([at('a'), at('no name'), at('b', { stage: 'no label' })])).toEqual(['a', 'secret-invalid', 'secret-missing']);
  });

  it('makes standard parameters, and advanced ones where the value needs it, and never back', async () => {
    const store = (id: string, length: number) => provider.create({ address: at(id), value: new Secret('x'.repeat(length)) });
    await store('/small', 4096);
    await store('/large', 4097);
    expect([ssm.tierOf('/small'), ssm.tierOf('/large')]).toEqual(['Standard', 'Advanced']);
    await provider.update({ address: at('/large'), value: new Secret('short') });
    await provider.update({ address: at('/small'), value: new Secret('x'.repeat(5000)) });
    expect([ssm.tierOf('/small'), ssm.tierOf('/large')]).toEqual(['Advanced', 'Advanced']);
    expect((await failureOf(store('/huge', 8193))).code).toBe('secret-invalid');
  });

  it('gives the ARN of what it stored, and keeps tags and the type', async () => {
    const stored = await provider.create({ address: at('prod/api/key'), value: new Secret('x'), tags: { team: 'core' }, kmsKey: 'alias/mine' });
    expect(stored).toMatchObject({
      id: 'arn:aws:ssm:eu-west-1:123456789012:parameter/prod/api/key',
      address: { id: '/prod/api/key', region: 'eu-west-1' },
      versionId: '1',
    });
    await provider.update({ address: at(stored.id), value: new Secret('y'), tags: { tier: '1' } });
    expect(await provider.getMetadata(at(stored.id))).toMatchObject({
      tags: { team: 'core', tier: '1' },
      kmsKey: 'alias/mine',
      region: 'eu-west-1',
      account: '123456789012',
    });
  });

  it('counts the same value under the same token as stored before', async () => {
    const secret = { address: at('/once'), value: new Secret('x'), token: 'a'.repeat(32) };
    const first = await provider.create(secret);
    expect(await provider.create(secret)).toEqual({ ...first, changed: false });
    expect((await failureOf(provider.create({ ...secret, value: new Secret('y') }))).code).toBe('secret-exists');
  });

  it('lists by prefix with and without the slash, over pages that are empty', async () => {
    for (const name of ['/prod/a', '/prod/b', 'prod-c', '/test/d']) ssm.put(name, 'x');
    const all = async (prefix: string): Promise<string[]> => {
      const names: string[] = [];
      let pageToken: string | undefined;
      do {
        const page = await provider.list({ prefix, pageSize: 1, ...(pageToken === undefined ? {} : { pageToken }) });
        names.push(...page.items.map((item) => item.name));
        pageToken = page.nextPageToken;
      } while (pageToken !== undefined);
      return names;
    };
    expect(await all('prod')).toEqual(['/prod/a', '/prod/b', 'prod-c']);
    expect(await all('/prod/')).toEqual(['/prod/a', '/prod/b']);
    expect((await all('')).length).toBe(4);
    expect((await failureOf(provider.list({ pageToken: 'nonsense' }))).code).toBe('usage');
  });

  it('says that nothing deleted comes back', async () => {
    ssm.put('/gone', 'x');
    expect(Object.keys(provider.unsupported).sort()).toEqual(['enableRotation', 'restore', 'rotate']);
    expect((await failureOf(provider.delete(at('/gone'), { recoveryDays: 7 }))).code).toBe('unsupported');
    expect(ssm.valueOf('/gone')).toBe('x');
    await provider.delete(at('/gone'));
    expect(ssm.valueOf('/gone')).toBeNull();
  });

  it('fails in its own words, and shows no value, whatever the service does', async () => {
    ssm.put('/app', CANARY);
    const codes: Partial<Record<Fault['kind'], string>> = {
      throttle: 'throttled',
      fail: 'unreachable',
      unavailable: 'unreachable',
      hang: 'timeout',
      truncate: 'unreachable',
      malformed: 'unreachable',
      deny: 'denied',
      expired: 'authentication',
      drop: 'unreachable',
      echo: 'secret-invalid',
    };
    for (const [kind, code] of Object.entries(codes)) {
      const impatient = await createSsmProvider(awsSettings(ssm.url, { maxAttempts: 1 }), kind === 'hang' ? 200 : 20_000);
      ssm.fault({ kind: kind as Fault['kind'] });
      const create = impatient.create({ address: at(`/new/${kind}`), value: new Secret(CANARY) });
      const errors = await Promise.all([impatient.get(at('/app')), create, impatient.list({}), impatient.getMetadata(at('/app'))].map(failureOf));
      ssm.heal();
      if (kind !== 'echo') expect([kind, ...errors.map((error) => error.code)]).toEqual([kind, ...errors.map(() => code)]);
      for (const error of errors) expect(everythingOf(error)).not.toContain(CANARY);
    }
  });
});
