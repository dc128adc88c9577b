import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeCredentials, startCredentials } from '../../fakes/credentials.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { runCliAsync } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const ROLE = 'arn:aws:iam::123456789012:role/app';
/** Made up; long enough for the SDK. */
const KEYS = 'aws_access_key_id = BASE\naws_secret_access_key = x\n';

describe('credentials of AWS', () => {
  let box: Sandbox;
  let fake: FakeSecretsManager;
  let issuer: FakeCredentials;

  beforeEach(async () => {
    box = createSandbox();
    [fake, issuer] = await Promise.all([startSecretsManager(), startCredentials()]);
    fake.put('app', 'one');
  });
  afterEach(async () => {
    await Promise.all([fake.close(), issuer.close()]);
    box.remove();
  });

  const resolve = (env: Readonly<Record<string, string>>) =>
    runCliAsync(box.folder, ['resolve', 'app', '--provider', 'aws'], {
      env: {
        AWS_ENDPOINT_URL_SECRETS_MANAGER: fake.url,
        AWS_ENDPOINT_URL_STS: issuer.url,
        AWS_ENDPOINT_URL_SSO: issuer.url,
        AWS_EC2_METADATA_DISABLED: 'true',
        WATERTIGHT_TIMEOUT: '10',
        ...env,
      },
    });

  /** The SDK's cache of a session, as `aws sso login` leaves it. */
  const ssoToken = (session: string): Record<string, string> => ({
    [`.aws/sso/cache/${createHash('sha1').update(session).digest('hex')}.json`]: JSON.stringify({
      accessToken: 'x',
      expiresAt: '2099-01-01T00:00:00Z',
      region: 'eu-west-1',
      startUrl: 'https://corp.awsapps.com/start',
    }),
  });

  it.each<[string, Record<string, string>, (box: Sandbox, issuer: FakeCredentials) => Record<string, string>, string, string[]]>([
    ['of the environment', {}, () => ({ AWS_ACCESS_KEY_ID: 'ENV', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'eu-west-1' }), 'ENV', []],
    ['of the default profile', { '.aws/config': `[default]\nregion = eu-west-1\n${KEYS}` }, () => ({}), 'BASE', []],
    [
      'of a profile in the file of credentials',
      { '.aws/config': '[profile dev]\nregion = eu-west-1\n', '.aws/credentials': `[dev]\n${KEYS}` },
      () => ({ AWS_PROFILE: 'dev' }),
      'BASE',
      [],
    ],
    [
      'of a role that a profile names',
      { '.aws/config': `[profile dev]\nregion = eu-west-1\nrole_arn = ${ROLE}\nsource_profile = base\n[profile base]\n${KEYS}` },
      () => ({ AWS_PROFILE: 'dev' }),
      'ROLE',
      [`AssumeRole ${ROLE} as BASE`],
    ],
    [
      'of a web identity, as a workflow has it',
      { token: 'a.b.c' },
      ({ folder }) => ({ AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'), AWS_REGION: 'eu-west-1' }),
      'WEB',
      [`AssumeRoleWithWebIdentity ${ROLE} as nobody`],
    ],
    [
      'of a session of single sign-on',
      {
        '.aws/config':
          '[profile dev]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\n' +
          '[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n',
        ...ssoToken('corp'),
      },
      () => ({ AWS_PROFILE: 'dev' }),
      'SSO',
      ['SSO 123456789012 reader'],
    ],
    ['of a container', {}, (_, { url }) => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/container`, AWS_REGION: 'eu-west-1' }), 'CONTAINER', ['container']],
  ])('are those %s', async (_, files, env, key, asked) => {
    box.write(files);
    const result = await resolve(env(box, issuer));
    expect(result).toEqual({ status: 0, stdout: 'one', stderr: '' });
    expect(fake.requests.map(({ accessKeyId }) => accessKeyId)).toEqual([key]);
    expect(issuer.asked).toEqual(asked);
  });
});
