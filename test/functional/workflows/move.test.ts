import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { type ActStage, describeWithAct, openActStage } from '../../support/act.ts';
import { TEST_CREDENTIALS } from '../../support/aws.ts';
import { runCliAsync } from '../../support/cli.ts';

const KEY = sample('sk_live_{{alnum:24}}', 1);
const DATABASE = sample('{{lower:7}}-{{alnum:6}}', 5);

const WORKFLOW = `name: Deploy
on:
  push:
    branches: [main]
permissions:
  contents: read
  id-token: write
jobs:
  deploy:
    runs-on: ubuntu-latest
    env:
      DB_PASSWORD: ${DATABASE}
      STAGE: prod
    steps:
      - uses: actions/checkout@v5
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: arn:aws:iam::111122223333:role/deploy
          aws-region: eu-west-1
      - run: ./deploy.sh
        env:
          STRIPE_KEY: ${KEY}
      - run: ./again.sh
`;
const SCRIPT = '#!/bin/sh\nset -e\necho "got $DB_PASSWORD"\ntest "$STAGE" = prod\n';

describeWithAct('a workflow that watertight move took its secrets out of, run by act with stand-ins for checkout and configure-aws-credentials', () => {
  let stage: ActStage;
  let store: FakeSecretsManager;

  beforeAll(async () => {
    stage = await openActStage({ 'deploy.yml': WORKFLOW });
    store = await startSecretsManager({ region: 'eu-west-1', account: '111122223333' });
    const is = (variable: string, value: string): string => {
      writeFileSync(join(stage.folder, variable), value);
      return `test "$${variable}" = "$(cat '${join(stage.folder, variable)}')"\n`;
    };
    const password = is('DB_PASSWORD', DATABASE);
    stage.box.write({ 'deploy.sh': SCRIPT + password + is('STRIPE_KEY', KEY), 'again.sh': SCRIPT + password });
    for (const name of ['deploy.sh', 'again.sh']) chmodSync(join(stage.box.folder, name), 0o755);
    stage.box.commit({}, 'programs');
  });
  afterAll(async () => {
    await stage.close();
    await store.close();
  });

  it('gives its steps what they had, from the store and hidden in the log', async () => {
    const endpoint = { AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url, AWS_EC2_METADATA_DISABLED: 'true' };
    const env = { ...TEST_CREDENTIALS, ...endpoint, AWS_REGION: 'eu-west-1', HOME: stage.folder };
    const moved = await runCliAsync(stage.box.folder, ['move', '.github/workflows/deploy.yml', '--yes'], { env });
    expect(moved).toMatchObject({ status: 0, stderr: '' });
    const sha = stage.box.commit({});
    const text = stage.box.git('show', 'HEAD:.github/workflows/deploy.yml');
    expect([text.includes(KEY), text.includes(DATABASE), text.match(/uses: watertight/g)?.length]).toEqual([false, false, 1]);
    const push = { name: 'push', payload: { before: sha, after: sha, ref: 'refs/heads/main' }, sha, ref: 'refs/heads/main' };
    const result = await stage.run('deploy.yml', push, { env: endpoint });
    expect([result.status, result.jobs]).toEqual([0, { deploy: 'success' }]);
    expect(result.text.match(/^got .*$/gm)).toEqual(['got ***', 'got ***']);
    for (const value of [KEY, DATABASE]) for (const form of formsOf(value)) expect(result.text).not.toContain(form);
  });
});
