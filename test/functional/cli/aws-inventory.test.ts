import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { type CliResult, runCliAsync } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

/** What is counted and compared with a store of AWS, through the bundle, against a server. */
describe('watertight cost and drift with AWS', () => {
  let box: Sandbox;
  let fake: FakeSecretsManager;
  beforeAll(async () => {
    box = createSandbox();
    fake = await startSecretsManager();
    const arn = fake.put('prod/api', '{"password":"from the store"}', { replicas: ['us-east-1', 'us-west-2'] });
    fake.put('prod/other', 'x');
    fake.put('eu/only', 'x', { region: 'eu-central-1' });
    box.write({
      'fits/.env': `PASSWORD=${arn}#password\nUSER_NAME=aws-sm://prod/other\nPARTIAL=${arn.slice(0, -7)}\nFAR=aws-sm://eu/only?region=eu-central-1\n`,
      'drifted/.env': 'A=aws-sm://prod/none\nB=aws-sm://prod/api#user\n',
      'drifted/.env.local': 'B=plain\n',
    });
  });
  afterAll(async () => {
    await fake.close();
    box.remove();
  });

  const run = (...args: string[]): Promise<CliResult> =>
    runCliAsync(box.folder, args, {
      env: { ...TEST_CREDENTIALS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SECRETS_MANAGER: fake.url, AWS_MAX_ATTEMPTS: '1', WATERTIGHT_TIMEOUT: '20' },
    });

  it('counts secrets and their copies, page by page', async () => {
    const { status, stdout } = await run('cost', '--live', '--provider', 'aws', '--format', 'json');
    const { perMonth, lines } = JSON.parse(stdout) as { perMonth: number; lines: { what: string; count: number }[] };
    expect({ status, perMonth, lines: lines.map(({ what, count }) => `${what} ${count}`) }).toEqual({
      status: 0,
      perMonth: 1.6,
      lines: ['secrets 2', 'replicas 2'],
    });
  });

  it('counts what it may where it may not look at single secrets', async () => {
    fake.fault({ kind: 'deny', operations: ['DescribeSecret'] });
    const { status, stdout, stderr } = await run('cost', '--live', '--provider', 'aws');
    fake.heal();
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'watertight: copies in other regions are not counted: DescribeSecret is denied\n' });
    expect(stdout).toContain('$0.80');
  });

  it('finds no drift in references of several regions, full and partial', async () => {
    expect(await run('drift', 'fits')).toEqual({ status: 0, stdout: 'no drift (1 .env file, 4 references, 4 secrets)\n', stderr: '' });
  });

  it('tells what is gone, by name alone', async () => {
    const { status, stdout } = await run('drift', 'drifted');
    expect(status).toBe(1);
    expect(stdout.split('\n')).toEqual([
      'note   drifted/.env  aws-sm://prod/api: nothing refers to the key password of this secret',
      'drift  drifted/.env  A: the store has no such secret',
      'drift  drifted/.env  B: the secret has no JSON key user',
      expect.stringMatching(/^drift {2}drifted\/\.env\.local {2}B: a plain value here, a reference in drifted\/\.env \(file [0-9a-f]{12}\)$/),
      '',
      '3 differences (2 .env files, 2 references, 2 secrets)',
      '',
    ]);
  });

  it('says so when it may not look', async () => {
    fake.fault({ kind: 'deny' });
    expect(await run('drift', 'fits')).toMatchObject({ status: 3, stdout: '' });
  });
});
