import { randomUUID } from 'node:crypto';
import type { Provider } from '../model/provider.ts';
import type { AwsSettings } from '../model/provider-settings.ts';
import { addressOfArn } from './aws-arn.ts';
import { checkRotationDays } from './aws-limits.ts';
import { createMetadata } from './aws-metadata.ts';
import { createReads } from './aws-read.ts';
import { type AwsSession, openAwsSession } from './aws-session.ts';
import { createWrites } from './aws-write.ts';

/** Where a URL leads, without what may be a credential in it. */
const hostOf = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return pathname === '/' ? origin : origin + pathname;
};

const createRotation = (session: AwsSession): Pick<Provider, 'enableRotation' | 'rotate'> => ({
  /** From its next turn on: enabling alone replaces no value. */
  enableRotation: async (address, { everyDays, lambdaArn }, options) => {
    checkRotationDays(everyDays);
    const request = {
      SecretId: address.id,
      RotationRules: { AutomaticallyAfterDays: everyDays },
      RotateImmediately: false,
      ClientRequestToken: randomUUID(),
      ...(lambdaArn === undefined ? {} : { RotationLambdaARN: lambdaArn }),
    };
    await session.call(address, options, (client, http) => client.rotateSecret(request, http));
  },
  /** Begins it; the function that rotates works on. */
  rotate: async (address, options) => {
    const request = { SecretId: address.id, ClientRequestToken: randomUUID() };
    await session.call(address, options, (client, http) => client.rotateSecret(request, http));
  },
});

/** Lists one secret at most: it proves the address, the credentials and the clock. Who we are is told by nobody but by an ARN on the way. */
const createTest =
  (session: AwsSession, settings: AwsSettings): Provider['test'] =>
  async (options) => {
    const startedAt = performance.now();
    return session.call({ provider: 'aws', id: '' }, options, async (client, http) => {
      const { SecretList = [] } = await client.listSecrets({ MaxResults: 1 }, http);
      const latencyMs = Math.round(performance.now() - startedAt);
      const credentials = await client.config.credentials();
      const account = addressOfArn(SecretList[0]?.ARN ?? '').account ?? credentials.accountId;
      const region = await client.config.region();
      const endpoint = settings.secretsManagerEndpoint;
      return {
        identity: account === undefined ? null : `account ${account}`,
        endpoint: endpoint === undefined ? `secretsmanager.${region}` : hostOf(endpoint),
        latencyMs,
      };
    });
  };

/**
 * AWS Secrets Manager. `deadlineMs` is for each call with all of its retries, pages and batches. Nothing is asked of the network before the
 * first call.
 * @throws AppError `config-invalid` for an endpoint that is no URL
 */
export const createAwsProvider = async (settings: AwsSettings, deadlineMs: number): Promise<Provider> => {
  const session = await openAwsSession(settings, deadlineMs);
  const { profile = 'default', region = 'default', secretsManagerEndpoint: endpoint } = settings;
  return {
    id: 'aws',
    identity: `aws profile:${profile} region:${region} endpoint:${endpoint === undefined ? 'default' : hostOf(endpoint)}`,
    unsupported: {},
    ...createReads(session),
    ...createMetadata(session),
    ...createWrites(session),
    ...createRotation(session),
    test: createTest(session, settings),
  };
};
