import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFetchJob, type FetchJob } from '../../support/fetch-job.ts';

/** The examples of the AWS action's README (v1 to v3) and its own integration workflows, in which the line `uses:` alone is another one. */
let job: FetchJob;

beforeEach(async () => {
  job = await createFetchJob();
});
afterEach(() => job.close());

const fetched = async (inputs: Record<string, string>): Promise<Record<string, string>> => {
  const { status, stdout } = await job.step(inputs);
  if (status !== 0) throw new Error(stdout);
  const { WATERTIGHT_EXPORTS: _, ...env } = job.env;
  return env;
};

describe("workflows of the AWS action's README", () => {
  it('1: secrets by name and by ARN', async () => {
    job.store.put('exampleSecretName', 'secretValue1');
    const first = job.store.put('test1', 'secretValue2', { region: 'us-east-2' });
    job.store.put('0/test/secret', 'secretValue3');
    job.store.put('/prod/example/secret', 'secretValue4');
    job.store.put('test/secret', 'secretValue5');
    const second = job.store.put('test2', 'secretValue6', { region: 'us-east-2' });
    job.store.put('secret2', 'secretValue7');
    const ids = ['exampleSecretName', first, '0/test/secret', '/prod/example/secret', 'SECRET_ALIAS_1,test/secret', `SECRET_ALIAS_2,${second}`, ',secret2'];
    expect(await fetched({ 'secret-ids': `${ids.join('\n')}\n` })).toEqual({
      EXAMPLESECRETNAME: 'secretValue1',
      TEST1: 'secretValue2',
      _0_TEST_SECRET: 'secretValue3',
      _PROD_EXAMPLE_SECRET: 'secretValue4',
      SECRET_ALIAS_1: 'secretValue5',
      SECRET_ALIAS_2: 'secretValue6',
      SECRET2: 'secretValue7',
    });
  });

  it('2: all secrets that begin with a prefix, with its comment', async () => {
    for (const [name, value] of [
      ['betaSecretName', 'secretValue1'],
      ['betaTest', 'secretValue2'],
      ['beta/NewSecret', 'secretValue3'],
      ['Beta', 'other'],
    ] as const)
      job.store.put(name, value);
    expect(await fetched({ 'secret-ids': "beta*    # Retrieves all secrets that start with 'beta'\n" })).toEqual({
      BETASECRETNAME: 'secretValue1',
      BETATEST: 'secretValue2',
      BETA_NEWSECRET: 'secretValue3',
    });
  });

  const json = (): void => {
    job.store.put('test/secret', '{\n  "api_user": "user",\n  "api_key": "key",\n  "config": {\n    "active": "true"\n  }\n}');
    job.store.put('secret2', '{\n  "myusername": "alejandro_rosalez",\n  "mypassword": "EXAMPLE_PASSWORD"\n}');
  };
  const parsed = {
    TEST_SECRET_API_USER: 'user',
    TEST_SECRET_API_KEY: 'key',
    TEST_SECRET_CONFIG_ACTIVE: 'true',
    MYUSERNAME: 'alejandro_rosalez',
    MYPASSWORD: 'EXAMPLE_PASSWORD',
  };

  it('3: JSON in secrets', async () => {
    json();
    expect(await fetched({ 'secret-ids': 'test/secret\n,secret2\n', 'parse-json-secrets': 'true' })).toEqual(parsed);
  });

  it('3, as version 1 printed it: an input among the ids', async () => {
    json();
    expect(await fetched({ 'secret-ids': 'test/secret\n,secret2\nparse-json-secrets: true\n' })).toEqual(parsed);
  });

  it('4: lower-case names', async () => {
    job.store.put('exampleSecretName', 'secretValue');
    expect(await fetched({ 'secret-ids': 'exampleSecretName', 'name-transformation': 'lowercase' })).toEqual({ examplesecretname: 'secretValue' });
  });

  it('5: a longer attempt for each address', async () => {
    job.store.put('test/secret', 'secretValue1');
    job.store.put('prod/secret', 'secretValue2');
    expect(await fetched({ 'secret-ids': 'test/secret\nprod/secret\n', 'auto-select-family-attempt-timeout': '2000' })).toEqual({
      TEST_SECRET: 'secretValue1',
      PROD_SECRET: 'secretValue2',
    });
  });

  it('fetches and does not scan: the workspace may be no repository', async () => {
    job.store.put('exampleSecretName', 'secretValue');
    const { status, outputs } = await job.step({ 'secret-ids': 'exampleSecretName' }, { GITHUB_EVENT_PATH: '' });
    expect([status, outputs['leaked']]).toEqual([0, undefined]);
  });
});

describe("the AWS action's own integration workflows", () => {
  beforeEach(() => {
    job.store.put('SampleSecret1', 'SomeSampleSecret1');
    job.store.put('/special/chars/secret', 'SomeSampleSecret2');
    job.store.put('0/special/chars/secret', 'SomeSampleSecret3');
    job.store.put('PrefixSecret1', 'PrefixSecret1Value');
    job.store.put('PrefixSecret2', 'PrefixSecret2Value');
    job.store.put('JsonSecret', '{"api_user": "user", "api_key": "key", "config": {"active": "true"}}');
  });
  const expected: Readonly<Record<string, string>> = {
    SampleSecret1: 'SomeSampleSecret1',
    _special_chars_secret: 'SomeSampleSecret2',
    _0_special_chars_secret: 'SomeSampleSecret3',
    PrefixSecret1: 'PrefixSecret1Value',
    PrefixSecret2: 'PrefixSecret2Value',
    JsonSecret_api_user: 'user',
    JsonSecret_api_key: 'key',
    JsonSecret_config_active: 'true',
    SampleSecret1_Alias: 'SomeSampleSecret1',
  };
  const cases: readonly (readonly [string, (name: string) => string])[] = [
    ['uppercase', (name) => name.toUpperCase()],
    ['lowercase', (name) => name.toLowerCase()],
    ['none', (name) => name],
  ];

  it.each(cases)('names in %s', async (transformation, transform) => {
    const ids = [
      'SampleSecret1',
      '/special/chars/secret',
      '0/special/chars/secret',
      'PrefixSecret*',
      'JsonSecret',
      `${transform('SampleSecret1_Alias')}, SampleSecret1`,
    ];
    const env = await fetched({ 'name-transformation': transformation, 'parse-json-secrets': 'true', 'secret-ids': ids.join('\n') });
    expect(env).toEqual(Object.fromEntries(Object.entries(expected).map(([name, value]) => [transform(name), value])));
  });

  it('names by default, and JSON left whole by default', async () => {
    expect(await fetched({ 'secret-ids': 'JsonSecret' })).toEqual({ JSONSECRET: '{"api_user": "user", "api_key": "key", "config": {"active": "true"}}' });
  });

  it('a region far away', async () => {
    job.store.put('JsonSecret', '{"api_user": "user"}', { region: 'af-south-1' });
    const { status } = await job.step(
      { 'secret-ids': 'JsonSecret', 'auto-select-family-attempt-timeout': '2000' },
      { AWS_REGION: 'af-south-1', AWS_DEFAULT_REGION: 'af-south-1' },
    );
    expect([status, job.env['JSONSECRET']]).toEqual([0, '{"api_user": "user"}']);
  });
});
