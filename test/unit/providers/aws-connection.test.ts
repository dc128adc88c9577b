import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Provider } from '../../../shared/model/provider.ts';
import type { AwsSettings } from '../../../shared/model/provider-settings.ts';
import { createAwsProvider } from '../../../shared/providers/aws.ts';
import { startCredentials } from '../../fakes/credentials.ts';
import { awsSettings } from '../../support/aws.ts';
import { at, createFakeAws, errorOf, shown } from '../../support/fake-aws.ts';

const aws = createFakeAws();
const { open } = aws;

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
    const { region: _, ...settings } = awsSettings(aws.fake.url, more);
    return createAwsProvider(settings, 10_000);
  };

  it('says that no region is known, of each that needs one', async () => {
    const arn = aws.fake.put('app', 'one', { region: 'us-east-1' });
    const provider = await openWithoutRegion();
    expect(await errorOf(provider.get(at('app')))).toMatchObject({ code: 'config-invalid', hint: expect.stringContaining('AWS_REGION') });
    expect(shown(await provider.getMany([at('app'), at(arn)]))).toEqual(['config-invalid', 'one']);
  });

  it('takes region and credentials from a profile, before those of the environment', async () => {
    aws.fake.put('app', 'one', { region: 'ap-south-1' });
    profile('[profile dev]\nregion = ap-south-1\naws_access_key_id = fromprofile\naws_secret_access_key = x\n');
    const warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
    const provider = await openWithoutRegion({ profile: 'dev' });
    expect((await provider.get(at('app'))).secret.reveal()).toBe('one');
    expect(aws.fake.requests[0]).toMatchObject({ region: 'ap-south-1', accessKeyId: 'fromprofile' });
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
      const arns = ['eu-west-1', 'us-east-1', 'ap-south-1'].map((region) => aws.fake.put('app', region, { region }));
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
    aws.fake.put('app', 'one');
    const provider = await open();
    for (let i = 0; i < 5; i++) await provider.get(at('app'));
    expect(aws.fake.connections()).toBe(1);
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
    aws.fake.put('app', 'one');
    await (await open()).get(at('app'));
    expect(aws.fake.requests[0]?.userAgent).toMatch(/ watertight\/\d/);
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
    aws.fake.put('app', 'one');
    expect(await (await open()).test()).toMatchObject({ identity: 'account 123456789012', endpoint: aws.fake.url });
    expect(aws.fake.calls).toEqual({ ListSecrets: 1 });
  });
});
