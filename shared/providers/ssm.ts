import type { Provider } from '../model/provider.ts';
import type { AwsSettings } from '../model/provider-settings.ts';
import { unsupported } from './failure.ts';
import { listParameters } from './ssm-list.ts';
import { createSsmReads } from './ssm-read.ts';
import { openSsmSession, SSM_STORE } from './ssm-session.ts';
import { createSsmWrites } from './ssm-write.ts';

const NO_ROTATION = 'nothing makes new values of parameters; Secrets Manager does';
const NO_RESTORE = 'what is deleted is gone at once and for good';

/** Where a URL leads, without what may be a credential in it. */
const hostOf = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return pathname === '/' ? origin : origin + pathname;
};

/**
 * AWS SSM Parameter Store; what it makes are SecureStrings, what it reads may be of any type. `deadlineMs` is for each call with all of its retries.
 * Nothing is asked of the network before the first call.
 * @throws AppError `config-invalid` for an endpoint that is no URL
 */
export const createSsmProvider = async (settings: AwsSettings, deadlineMs: number): Promise<Provider> => {
  const session = await openSsmSession(settings, deadlineMs);
  const reads = createSsmReads(session);
  const { profile = 'default', region = 'default', ssmEndpoint: endpoint } = settings;
  const refuse = (what: string, why: string) => async (): Promise<never> => {
    throw unsupported(SSM_STORE, what, why);
  };
  return {
    id: 'ssm',
    identity: `ssm profile:${profile} region:${region} endpoint:${endpoint === undefined ? 'default' : hostOf(endpoint)}`,
    unsupported: { restore: NO_RESTORE, enableRotation: NO_ROTATION, rotate: NO_ROTATION },
    ...reads,
    ...createSsmWrites(session, reads.get),
    restore: refuse('restoring', NO_RESTORE),
    enableRotation: refuse('rotation', NO_ROTATION),
    rotate: refuse('rotation', NO_ROTATION),
    list: (query, options) => session.within(options, (call) => listParameters(session, query, call)),
    test: (options) =>
      session.within(options, (call) => {
        const startedAt = performance.now();
        return session.ask(undefined, '', call, async (client, http) => {
          await client.describeParameters({ MaxResults: 1 }, http);
          const latencyMs = Math.round(performance.now() - startedAt);
          const { accountId } = await client.config.credentials();
          return {
            identity: accountId === undefined ? null : `account ${accountId}`,
            endpoint: endpoint === undefined ? `ssm.${await client.config.region()}` : hostOf(endpoint),
            latencyMs,
          };
        });
      }),
  };
};
