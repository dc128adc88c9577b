import { afterAll, beforeAll } from '@jest/globals';
import type { AwsSettings } from '../../shared/model/provider-settings.ts';
import type { ProviderUnderTest } from './provider-contract.ts';

/** Settings of a client that talks to a server on loopback. */
export const awsSettings = (url: string, more: Partial<AwsSettings> = {}): AwsSettings => ({
  region: 'eu-west-1',
  secretsManagerEndpoint: url,
  ssmEndpoint: url,
  batch: 'auto',
  maxAttempts: 3,
  ...more,
});

/** Credentials that no service takes, and no shared file of the machine that runs the tests. */
export const TEST_CREDENTIALS: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Puts the environment of the SDK in place for the tests of a file, and takes out what could lead it elsewhere. */
export const withTestCredentials = (): void => {
  const before = { ...process.env };
  beforeAll(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, TEST_CREDENTIALS);
  });
  afterAll(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    for (const [name, value] of Object.entries(before)) if (name.startsWith('AWS_')) process.env[name] = value;
  });
};

/** What the contract must know of Secrets Manager. */
export const AWS_LIMITS = {
  address: (name) => ({ provider: 'aws', id: name }),
  maxBytes: 65_536,
  badNames: ['', 'with space', 'with:colon', 'täg', 'a'.repeat(513), 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:new'],
  previousStage: 'AWSPREVIOUS',
} as const satisfies Partial<ProviderUnderTest>;
