import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeSecretsManager, type SecretsManagerOptions, startSecretsManager } from '../fakes/secrets-manager.ts';
import { type ActionResult, createJob, type Job } from './runner.ts';
import { createRunnerMasker, type RunnerMasker, replayLog } from './runner-masks.ts';

/** A job on a runner with credentials for a Secrets Manager of its own. */
export interface FetchJob extends Job {
  readonly store: FakeSecretsManager;
  readonly workspace: string;
  /** What the runner hides after the steps so far. */
  readonly masker: RunnerMasker;
  readonly close: () => Promise<void>;
}

export const REGION = 'eu-west-1';

export const createFetchJob = async (
  options: SecretsManagerOptions = {},
  workspace = mkdtempSync(join(tmpdir(), 'watertight-workspace-')),
  sha = '',
): Promise<FetchJob> => {
  const store = await startSecretsManager({ region: REGION, ...options });
  const env = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: store.url,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: ['not', 'a', 'key'].join('-'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '2',
    WATERTIGHT_TIMEOUT: '20',
  };
  const job = createJob({ event: 'push', payload: {}, workspace, sha, env });
  const masker = createRunnerMasker();
  const logged = (result: ActionResult): ActionResult => {
    replayLog(result.stdout, masker);
    return result;
  };
  return {
    ...job,
    get env() {
      return job.env;
    },
    store,
    workspace,
    masker,
    step: async (inputs, more) => logged(await job.step(inputs, more)),
    finish: async () => (await job.finish()).map(logged),
    close: async () => {
      await store.close();
      job.remove();
      rmSync(workspace, { recursive: true, force: true });
    },
  };
};
