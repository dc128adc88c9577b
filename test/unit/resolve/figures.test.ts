import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Provider } from '../../../shared/model/provider.ts';
import type { Reference } from '../../../shared/model/reference.ts';
import type { Resolver } from '../../../shared/model/resolver.ts';
import { createAwsProvider } from '../../../shared/providers/aws.ts';
import { parseReference } from '../../../shared/references/parse.ts';
import { createResolver } from '../../../shared/resolve/create-resolver.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

/** The figures the resolver is held to, with the real client of Secrets Manager and a server on loopback. Only time is not real. */
const HOUR = 3_600_000;
const COUNT = 50;

let server: FakeSecretsManager;
let provider: Provider;
let references: Reference[];
const before = { ...process.env };

beforeAll(async () => {
  server = await startSecretsManager();
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' });
  provider = await createAwsProvider({ region: 'eu-west-1', secretsManagerEndpoint: server.url, batch: 'auto', maxAttempts: 1 }, 5_000);
  references = Array.from({ length: COUNT }, (_, i) => {
    const arn = server.put(`prod/app/secret-${i}`, JSON.stringify({ key: `value ${i}` }));
    return parseReference(`${arn}:key::`)!;
  });
});
afterEach(() => {
  server.heal();
  server.forget();
});
afterAll(async () => {
  process.env = before;
  await server.close();
});

const setUp = (): { resolver: Resolver; clock: FakeClock } => {
  const clock = createFakeClock();
  return { clock, resolver: createResolver({ open: async () => provider, clock }) };
};

/** Waits, in real time, until calls that go on in the background have ended. */
const untilQuiet = async (): Promise<void> => {
  for (let quiet = 0, seen = -1; quiet < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = Object.values(server.calls).reduce((sum, count) => sum + count, 0);
    quiet = seen === now ? quiet + 1 : 0;
    seen = now;
  }
};

describe('the resolver with Secrets Manager', () => {
  it('makes one call for a thousand reads of one cold key at once', async () => {
    const { resolver } = setUp();
    const [reference] = references;
    const all = await Promise.all(Array.from({ length: 1000 }, () => resolver.resolve(reference!)));
    expect(new Set(all.map(({ secret }) => secret.reveal()))).toEqual(new Set(['value 0']));
    expect(server.calls).toEqual({ GetSecretValue: 1 });
    await resolver.close();
  });

  it('makes three batch calls for each expiry of fifty secrets that are read ten thousand times in a minute', async () => {
    const { resolver, clock } = setUp();
    const expiries: Record<string, number>[] = [];
    // Six minutes at this rate: the first reads, then the refresh ahead of the only expiry.
    for (let minute = 0; minute < 6; minute++) {
      for (let tick = 0; tick < 100; tick++) {
        const results = await Promise.all(Array.from({ length: 100 }, (_, i) => resolver.resolve(references[i % COUNT]!)));
        expect(results.length).toBe(100);
        await clock.advance(600);
        if (minute >= 4 && tick % 10 === 0) await untilQuiet();
      }
      expiries.push({ ...server.calls });
    }
    expect(expiries[0]).toEqual({ BatchGetSecretValue: 3 });
    expect(expiries[3]).toEqual({ BatchGetSecretValue: 3 });
    expect(expiries[5]).toEqual({ BatchGetSecretValue: 6 });
    expect(resolver.metrics().hitRate).toBeGreaterThan(0.99);
    await resolver.close();
  });

  it.each(['unavailable', 'throttle', 'drop'] as const)(
    'fails no read in an outage of 23 hours with a warm cache: %s',
    async (kind) => {
      const { resolver, clock } = setUp();
      await resolver.resolveMany(references);
      server.fault({ kind });
      let failed = 0;
      for (let half = 0; half < 46; half++) {
        await clock.advance(HOUR / 2);
        const results = await resolver.resolveMany(references);
        failed += results.filter((result) => 'error' in result || result.secret.reveal() === '').length;
      }
      expect(failed).toBe(0);
      expect(resolver.health().status).toBe('degraded');
      expect(server.calls['BatchGetSecretValue']).toBeGreaterThan(3);
      await untilQuiet();
      server.heal();
      server.put('prod/app/secret-0', '{"key":"changed"}');
      await clock.advance(120_000);
      await resolver.resolveMany(references);
      await untilQuiet();
      expect((await resolver.resolve(references[0]!)).secret.reveal()).toBe('changed');
      expect(resolver.health().status).toBe('healthy');
      await resolver.close();
    },
    60_000,
  );

  it('serves both versions while a rotation is under way', async () => {
    const arn = server.put('prod/rotating', '{"key":"old"}');
    server.put('prod/rotating', '{"key":"new"}');
    const { resolver } = setUp();
    const { current, previous } = await resolver.resolveBoth(parseReference(`${arn}:key::`)!);
    expect([current.secret.reveal(), previous?.secret.reveal()]).toEqual(['new', 'old']);
    await resolver.close();
  });
});
