import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { formsOf } from '../../../shared/text/forms.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { type ActStage, describeWithAct, exampleWorkflow, openActStage, type WorkflowEvent, type WorkflowResult } from '../../support/act.ts';

const value = (name: string): string => `otter-${name}-quartz/7919`;

describeWithAct('examples/workflows/fetch.yml and fetch-outputs.yml, run by act with stand-ins for checkout and configure-aws-credentials', () => {
  let stage: ActStage;
  let store: FakeSecretsManager;
  let sha: string;

  beforeAll(async () => {
    stage = await openActStage({ 'fetch.yml': exampleWorkflow('fetch.yml'), 'fetch-outputs.yml': exampleWorkflow('fetch-outputs.yml') });
    store = await startSecretsManager({ region: 'eu-west-1', account: '111122223333' });
    const arn = store.put('prod/app/stripe', value('stripe'), { region: 'us-east-1' });
    store.put('prod/app/db', JSON.stringify({ user: 'app', password: value('db') }));
    store.put('prod/publish/registry', JSON.stringify({ username: 'otter-publisher', token: value('registry') }));
    store.put('prod/publish/signing-key', value('signing'));
    // the suffix of the example is anybody's: the store has its own
    const fetch = exampleWorkflow('fetch.yml').replace(/arn:aws:secretsmanager:\S+/, arn);
    // a program that prints what it got, and fails unless it is what the store has
    const script = (variable: string, expected: string): string =>
      `echo "got $${variable}"\ntest "$${variable}" = "$(cat '${join(stage.folder, expected)}')"\n`;
    for (const name of ['db', 'stripe', 'registry', 'signing']) writeFileSync(join(stage.folder, name), value(name));
    writeFileSync(join(stage.folder, 'publisher'), 'otter-publisher');
    const shell = '#!/bin/sh\nset -e\n';
    stage.box.write({
      'deploy.sh': shell + script('DATABASE_PASSWORD', 'db') + script('STRIPE_KEY', 'stripe'),
      'publish.sh': shell + script('TOKEN', 'registry') + script('SIGNING_KEY', 'signing'),
      'announce.sh': shell + script('USER_NAME', 'publisher'),
      '.github/workflows/fetch.yml': fetch,
    });
    for (const name of ['deploy.sh', 'publish.sh', 'announce.sh']) chmodSync(join(stage.box.folder, name), 0o755);
    sha = stage.box.commit({}, 'programs');
  });
  afterAll(async () => {
    await stage.close();
    await store.close();
  });

  const run = (workflow: string, event: Pick<WorkflowEvent, 'name' | 'payload'>): Promise<WorkflowResult> =>
    stage.run(workflow, { ...event, sha, ref: 'refs/heads/main' }, { env: { AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url, AWS_EC2_METADATA_DISABLED: 'true' } });
  const expectHidden = (result: WorkflowResult, names: readonly string[]): void => {
    for (const name of names) for (const form of formsOf(value(name))) for (const text of [result.text, result.summary]) expect(text).not.toContain(form);
  };

  it('give the values to the steps that follow, hidden in the log, and go without a secret that may be missing', async () => {
    const result = await run('fetch.yml', { name: 'push', payload: { before: sha, after: sha, ref: 'refs/heads/main' } });
    expect([result.status, result.steps.at(-1)]).toEqual([0, './deploy.sh: success']);
    expect(result.text.match(/^got .*$/gm)).toEqual(['got ***', 'got ***']);
    expect(JSON.parse(result.outputs['missing-ids'] ?? '')).toEqual(['prod/app/feature-flags']);
    expectHidden(result, ['db', 'stripe']);
  });

  it('give outputs to single steps, and put nothing into the environment', async () => {
    const result = await run('fetch-outputs.yml', { name: 'release', payload: { action: 'published', release: { tag_name: 'v1' } } });
    expect([result.status, result.jobs, result.annotations.filter(({ level }) => level === 'error')]).toEqual([0, { publish: 'success' }, []]);
    expect(result.text.match(/^got .*$/gm)).toEqual(['got ***', 'got ***', 'got ***']);
    expectHidden(result, ['registry', 'signing']);
  });

  it('fail, and run nothing after it, when a secret is not there', async () => {
    stage.box.commit({ '.github/workflows/fetch.yml': exampleWorkflow('fetch.yml') });
    const result = await run('fetch.yml', { name: 'push', payload: { before: sha, after: sha, ref: 'refs/heads/main' } });
    expect([result.status, result.steps.at(-1), result.text.includes('got ')]).toEqual([1, 'watertight/watertight: failure', false]);
    expect(result.annotations.at(-1)?.message).toContain('prod/app/stripe-AbCdEf');
  });
});
