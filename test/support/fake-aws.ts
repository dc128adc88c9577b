import { inspect } from 'node:util';
import { afterEach, beforeEach, jest } from '@jest/globals';
import { AppError } from '../../shared/model/app-error.ts';
import type { Provider, ReadResult } from '../../shared/model/provider.ts';
import type { AwsSettings } from '../../shared/model/provider-settings.ts';
import type { SecretAddress } from '../../shared/model/reference.ts';
import { createAwsProvider } from '../../shared/providers/aws.ts';
import { type FakeSecretsManager, type SecretsManagerOptions, startSecretsManager } from '../fakes/secrets-manager.ts';
import { awsSettings, withTestCredentials } from './aws.ts';

/** A Secrets Manager on loopback, new for each test of the file, and providers that ask it. */
export interface FakeAws {
  readonly fake: FakeSecretsManager;
  /** Another one in its place. */
  readonly restart: (options: SecretsManagerOptions) => Promise<void>;
  readonly open: (settings?: Partial<AwsSettings>, deadlineMs?: number) => Promise<Provider>;
}

export const createFakeAws = (): FakeAws => {
  withTestCredentials();
  let fake: FakeSecretsManager;
  beforeEach(async () => {
    // Waits between attempts are random: none here.
    jest.spyOn(Math, 'random').mockReturnValue(0);
    fake = await startSecretsManager();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await fake.close();
  });
  return {
    get fake() {
      return fake;
    },
    restart: async (options) => {
      await fake.close();
      fake = await startSecretsManager(options);
    },
    open: (settings = {}, deadlineMs = 10_000) => createAwsProvider(awsSettings(fake.url, settings), deadlineMs),
  };
};

export const at = (id: string, more: Partial<SecretAddress> = {}): SecretAddress => ({ provider: 'aws', id, ...more });

/** The values that were read, or the codes of the errors. */
export const shown = (results: readonly ReadResult[]): string[] =>
  results.map((result) => ('value' in result ? result.value.secret.reveal() : (result.error as AppError).code));

/** The error that a call must end with. */
export const errorOf = async (promise: Promise<unknown>): Promise<AppError> => {
  const error = await promise.then(
    (value) => new Error(`no error, but ${inspect(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
};
