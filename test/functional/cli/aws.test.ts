import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fault } from '../../fakes/aws-json.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { type CliResult, runCliAsync } from '../../support/cli.ts';
import { describeWithMoto, type Moto, startMoto } from '../../support/moto.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const VALUE = '{"user":"app","note":"línea 1\\nline 2"}';

let box: Sandbox;
let url = '';
const run = (args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
  runCliAsync(box.folder, [...args, '--provider', 'aws'], {
    input,
    env: { ...TEST_CREDENTIALS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SECRETS_MANAGER: url, AWS_MAX_ATTEMPTS: '2', WATERTIGHT_TIMEOUT: '20', ...env },
  });

beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

/** What a person does with a secret in its life, through the bundle, against a server. */
const livesThrough = (name: string): void => {
  it('takes a secret through its life, and prints nothing on standard error that is not about it', async () => {
    const created = await run(['secrets', 'create', name, '--format', 'json', '--from-file', '-'], VALUE);
    expect({ status: created.status, stderr: created.stderr }).toEqual({ status: 0, stderr: '' });
    const arn = /arn:aws:secretsmanager:eu-west-1:\d{12}:secret:[\w/-]+-[A-Za-z0-9]{6}/.exec(created.stdout)?.[0] ?? '';
    expect(arn).toContain(name);
    for (const reference of [name, arn, arn.slice(0, -7)]) {
      expect(await run(['resolve', reference])).toEqual({ status: 0, stdout: VALUE, stderr: '' });
    }
    expect(await run(['resolve', `${arn}:user::`])).toEqual({ status: 0, stdout: 'app', stderr: '' });
    expect((await run(['secrets', 'update', name, '--from-file', '-'], 'second')).status).toBe(0);
    expect((await run(['resolve', `${arn}::AWSPREVIOUS:`])).stdout).toBe(VALUE);
    expect((await run(['secrets', 'list'])).stdout).toContain(name);
    expect((await run(['secrets', 'describe', name])).stdout).not.toContain('second');
    expect((await run(['secrets', 'delete', name, '--recovery-days', '7', '--yes'])).status).toBe(0);
    expect(await run(['resolve', name])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('waits for its deletion') });
    expect((await run(['secrets', 'restore', name])).status).toBe(0);
    expect((await run(['resolve', name])).stdout).toBe('second');
    expect((await run(['secrets', 'test'])).status).toBe(0);
  });
};

describe('watertight and AWS', () => {
  let fake: FakeSecretsManager;
  beforeEach(async () => {
    fake = await startSecretsManager();
    url = fake.url;
  });
  afterEach(() => fake.close());

  livesThrough('prod/api/token');

  it.each<[Fault['kind'], number, string]>([
    ['throttle', 4, 'throttles'],
    ['unavailable', 4, 'failed with HTTP 503'],
    ['drop', 4, "can't be reached (ECONNRESET)"],
    ['truncate', 4, "can't be reached"],
    ['malformed', 4, 'not its protocol'],
    ['deny', 3, 'denies this to arn:aws:iam::123456789012:user/test'],
    ['expired', 3, 'does not accept the credentials (ExpiredTokenException)'],
    ['hang', 4, 'no answer'],
  ])(
    'ends with a status of its own when AWS does %s, and shows no value',
    async (kind, status, message) => {
      const value = ['canary', 'of', 'the', 'test'].join('-');
      fake.put('app', value);
      fake.fault({ kind });
      const results = [
        await run(['resolve', 'app'], '', { WATERTIGHT_TIMEOUT: kind === 'hang' ? '1' : '15' }),
        await run(['secrets', 'create', 'other', '--from-file', '-'], value, { WATERTIGHT_TIMEOUT: kind === 'hang' ? '1' : '15' }),
      ];
      for (const result of results) {
        expect(result).toEqual({ status, stdout: '', stderr: expect.stringContaining(message) });
        expect(result.stderr).not.toContain(value);
        expect(result.stderr).not.toContain('NodeVersionSupportWarning');
      }
    },
    60_000,
  );

  it('is unreachable where nobody listens', async () => {
    await fake.close();
    const result = await run(['resolve', 'app']);
    expect(result).toEqual({ status: 4, stdout: '', stderr: expect.stringContaining("can't be reached (ECONNREFUSED): app") });
    fake = await startSecretsManager();
  });

  it('says what is missing: a region, credentials', async () => {
    expect(await run(['resolve', 'app'], '', { AWS_REGION: '' })).toMatchObject({ status: 2, stderr: expect.stringContaining('AWS_REGION') });
    expect(await run(['resolve', 'app'], '', { AWS_ACCESS_KEY_ID: '' })).toMatchObject({ status: 3, stderr: expect.stringContaining('aws sso login') });
  });
});

describeWithMoto('watertight and the AWS of moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  beforeEach(() => {
    url = moto.url;
  });
  afterAll(() => moto.close());

  livesThrough('prod/api/token');
});
