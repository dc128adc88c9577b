import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const HEAD = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';

describe('watertight policy', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = createSandbox();
    box.write({
      '.env': `A=${HEAD}prod/a-AbCdEf#key\n`,
      'deploy/task.json': `{"secrets":[{"name":"B","valueFrom":"${HEAD}prod/b-AbCdEf:key::"}]}`,
      'README.md': `${HEAD}example-AbCdEf`,
      'empty/app.yml': 'a: 1\n',
      'names/main.tf': 'secret_id = "prod/api"\n',
      'names/.env': 'AWS_SECRET_STRIPE=prod/stripe\n',
    });
  });
  afterAll(() => box.remove());

  const policy = (...args: string[]) => runCli(box.folder, ['policy', ...args]);
  const resources = (text: string): string[] =>
    (JSON.parse(text) as { Statement: { Sid: string; Resource: string[] }[] }).Statement.flatMap(({ Sid, Resource }) =>
      Sid === 'ReadSecrets' ? Resource : [],
    );

  it('grants what files refer to, each secret once, and nothing of the prose', () => {
    const { status, stdout, stderr } = policy('--exclude', 'names', '--exclude', 'template');
    expect({ status, stderr, resources: resources(stdout) }).toEqual({ status: 0, stderr: '', resources: [`${HEAD}prod/a-??????`, `${HEAD}prod/b-??????`] });
    expect(stdout).toContain('BatchGetSecretValue');
    expect(policy('--exclude', 'names', '--no-batch').stdout).not.toContain('Batch');
    expect(resources(policy('deploy').stdout)).toEqual([`${HEAD}prod/b-??????`]);
    expect(resources(policy('README.md').stdout)).toEqual([`${HEAD}example-??????`]);
  });

  it('says what it can not read', () => {
    box.write({ 'template/app.yml': `a: ${HEAD}prod/a-AbCdEf\nb: !Sub arn:aws:secretsmanager:\${AWS::Region}:111122223333:secret:prod/b-AbCdEf\n` });
    const { status, stdout, stderr } = policy('template');
    expect({ status, resources: resources(stdout) }).toEqual({ status: 0, resources: [`${HEAD}prod/a-??????`] });
    expect(stderr).toBe('watertight: template/app.yml: left out 1 ARN that variables are filled into\n');
  });

  it('grants what the command line names', () => {
    expect(resources(policy(`${HEAD}c-AbCdEf`).stdout)).toEqual([`${HEAD}c-??????`]);
    expect(resources(policy('prod/d', '--account', '111122223333', '--region', 'eu-west-1').stdout)).toEqual([`${HEAD}prod/d-??????`]);
    expect(resources(policy('names', '--account', '111122223333', '--region', 'eu-west-1').stdout)).toEqual([
      `${HEAD}prod/api-??????`,
      `${HEAD}prod/stripe-??????`,
    ]);
  });

  it.each([
    [['empty'], 'no reference to AWS was found'],
    [['names'], 'these references say neither account nor region: prod/stripe, prod/api'],
    [[`${HEAD}prod/*`], 'no reference can be granted: left out'],
    [['nowhere.yml'], 'nowhere.yml'],
    [['.', '--account', '12'], '--account takes something like'],
    [['.', '--kms-key', 'alias/x'], '--kms-key takes something like'],
  ])('%j is a mistake', (args, message) => {
    const { status, stdout, stderr } = policy(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('says where references are, for a program', () => {
    const { stdout } = policy('deploy', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      policy: { Version: '2012-10-17' },
      references: [{ reference: `${HEAD}prod/b-AbCdEf:key::`, path: 'deploy/task.json' }],
      notes: [],
    });
  });

  it('has examples', () => expect(policy('--help').stdout).toContain('Examples:'));
});
