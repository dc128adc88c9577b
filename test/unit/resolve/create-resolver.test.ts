import { describe, expect, it } from '@jest/globals';
import type { AuditRecord, Resolved, Resolver } from '../../../shared/model/resolver.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createResolver, type ResolverOptions } from '../../../shared/resolve/create-resolver.ts';
import { createFakeClock, settle } from '../../support/fake-clock.ts';
import { createMemoryProvider, referenceTo } from '../../support/memory-provider.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const setUp = (values: Record<string, string> = { one: 'first' }, options: Partial<ResolverOptions> = {}) => {
  const clock = createFakeClock();
  const provider = createMemoryProvider(values);
  let opened = 0;
  const open = async () => {
    opened++;
    return provider;
  };
  const resolver = createResolver({ open, clock, random: () => 0.5, ...options });
  return { clock, provider, resolver, opened: () => opened };
};

const textOf = (resolved: Resolved): string => resolved.secret.reveal();
const read = async (resolver: Resolver, id = 'one') => {
  const resolved = await resolver.resolve(referenceTo(id));
  return `${resolved.from} ${textOf(resolved)}`;
};
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'read',
    (error) => error.code,
  );

/** Fifty secrets, read `reads` times in a minute in an order that looks random but is always the same. */
const readFifty = async ({ resolver, clock }: ReturnType<typeof setUp>, references: ReturnType<typeof referenceTo>[], reads: number) => {
  let state = 1;
  for (let read = 0; read < reads; read++) {
    state = (state * 48271) % 2147483647;
    await resolver.resolve(references[state % references.length]!);
    if (read % 10 === 9) await clock.advance((MINUTE / reads) * 10);
  }
};
const FIFTY = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`app/secret-${i}`, `value-${i}`]));
const fiftyReferences = Object.keys(FIFTY).map((id) => referenceTo(id));

describe('a resolver', () => {
  it('makes one call for a thousand reads of one cold key at once', async () => {
    const { resolver, provider, opened } = setUp();
    const all = await Promise.all(Array.from({ length: 1000 }, () => resolver.resolve(referenceTo('one'))));
    expect(all.map(textOf)).toEqual(Array.from({ length: 1000 }, () => 'first'));
    expect({ ...provider.calls, opened: opened() }).toEqual({ single: 1, batch: 0, opened: 1 });
    expect(resolver.metrics()).toMatchObject({ reads: 1000, misses: 1000, providerCalls: 1, entries: 1 });
  });

  it('makes three batch calls for ten thousand reads of fifty secrets at once', async () => {
    const { resolver, provider } = setUp(FIFTY);
    await Promise.all(Array.from({ length: 10_000 }, (_, i) => resolver.resolve(fiftyReferences[i % 50]!)));
    expect(provider.calls).toEqual({ single: 0, batch: 3 });
  });

  it.each([5 * MINUTE, 20_000, 2_000])(
    'makes at most three batch calls an expiry for ten thousand reads of fifty secrets in a minute, TTL %i ms',
    async (ttlMs) => {
      const all = setUp(FIFTY, { ttlMs, random: Math.random });
      // First read one by one, at different times: they fall due together from the first refresh on.
      for (const reference of fiftyReferences) {
        await all.resolver.resolve(reference);
        await all.clock.advance(ttlMs / 200);
      }
      expect(all.provider.calls).toEqual({ single: 50, batch: 0 });
      const minutes = ttlMs === 5 * MINUTE ? 10 : 1;
      const before = { ...all.provider.calls };
      for (let minute = 0; minute < minutes; minute++) await readFifty(all, fiftyReferences, 10_000);
      // Each value is read again after 80 % of its TTL at the earliest.
      const expiries = Math.ceil((minutes * MINUTE) / (ttlMs * 0.8));
      expect(all.provider.calls.single - before.single).toBe(0);
      expect(all.provider.calls.batch - before.batch).toBeGreaterThan(0);
      expect(all.provider.calls.batch - before.batch).toBeLessThanOrEqual(3 * expiries);
      expect(all.resolver.metrics().hitRate).toBeGreaterThan(0.99);
    },
  );

  it('makes three batch calls for fifty secrets, read one after the other, that expired an hour ago', async () => {
    const { resolver, provider, clock } = setUp(FIFTY);
    await resolver.resolveMany(fiftyReferences);
    await clock.advance(HOUR);
    const before = { ...provider.calls };
    for (const reference of fiftyReferences) await resolver.resolve(reference);
    expect([provider.calls.single - before.single, provider.calls.batch - before.batch]).toEqual([0, 3]);
  });

  it('serves every read in an outage of 23 hours, one of minutes included, with a warm cache', async () => {
    for (const fault of ['unreachable', 'throttled', 'timeout', 'hang'] as const) {
      const { resolver, provider, clock } = setUp(FIFTY);
      await resolver.resolveMany(fiftyReferences);
      await clock.advance(4 * MINUTE);
      provider.fault = fault;
      let failed = 0;
      for (let quarter = 0; quarter < 23 * 4; quarter++) {
        const reads = resolver.resolveMany(fiftyReferences);
        await clock.advance(15 * MINUTE);
        failed += (await reads).filter((result) => 'error' in result).length;
      }
      expect(failed).toBe(0);
      expect(resolver.health().status).toBe('degraded');
      provider.fault = null;
      provider.values.set('app/secret-0', 'rotated');
      if (fault === 'hang') continue;
      await clock.advance(2 * MINUTE);
      await read(resolver, 'app/secret-0');
      await clock.advance(1);
      expect(await read(resolver, 'app/secret-0')).toBe('cache rotated');
      expect(resolver.health().status).toBe('healthy');
      await resolver.close();
    }
  });

  it('fails a read once the emergency window is over, and says that nothing can be read', async () => {
    const { resolver, provider, clock } = setUp();
    await read(resolver);
    provider.fault = 'unreachable';
    await clock.advance(24 * HOUR + 4 * MINUTE);
    expect(await read(resolver)).toBe('emergency first');
    await clock.advance(MINUTE);
    expect(await codeOf(read(resolver))).toBe('unreachable');
    expect(resolver.health()).toMatchObject({ status: 'unavailable', providers: [{ provider: 'aws', lastErrorCode: 'unreachable' }] });
    expect(resolver.metrics().entries).toBe(0);
  });

  it.each(['denied', 'secret-missing', 'secret-deleted', 'authentication'] as const)(
    'serves nothing beyond its TTL when the provider says: %s',
    async (fault) => {
      const { resolver, provider, clock } = setUp();
      await read(resolver);
      provider.fault = fault;
      await clock.advance(4.9 * MINUTE);
      expect(await read(resolver)).toBe('cache first');
      await clock.advance(MINUTE);
      expect(await codeOf(read(resolver))).toBe(fault);
    },
  );

  it('does not serve in an outage what was refused before it', async () => {
    const { resolver, provider, clock } = setUp();
    await read(resolver);
    provider.fault = 'denied';
    await clock.advance(6 * MINUTE);
    expect(await codeOf(read(resolver))).toBe('denied');
    provider.fault = 'unreachable';
    expect(await codeOf(read(resolver))).toBe('unreachable');
  });

  it('reads again ahead of expiry what is in use, without a reader that waits', async () => {
    const { resolver, provider, clock } = setUp();
    await read(resolver);
    provider.values.set('one', 'second');
    await clock.advance(4 * MINUTE);
    expect(await read(resolver)).toBe('cache first');
    await clock.advance(20_000);
    expect(provider.calls.single).toBe(2);
    expect(await read(resolver)).toBe('cache second');
  });

  it('reads nothing again that nobody reads', async () => {
    const { resolver, provider, clock } = setUp();
    await read(resolver);
    await clock.advance(HOUR);
    expect(provider.calls.single).toBeLessThanOrEqual(2);
  });

  it('serves a value just expired at once while it is read again, and waits for the provider later', async () => {
    const { resolver, provider, clock } = setUp({ one: 'first' }, { random: () => 1 });
    await read(resolver);
    // The refresh ahead of expiry, then nobody reads.
    await clock.advance(4.6 * MINUTE);
    provider.values.set('one', 'second');
    await clock.advance(5.5 * MINUTE);
    expect(await read(resolver)).toBe('stale first');
    await settle();
    expect(await read(resolver)).toBe('cache second');
    await clock.advance(HOUR);
    provider.values.set('one', 'third');
    expect(await read(resolver)).toBe('fresh third');
  });

  it('waits two seconds for a provider that hangs, then serves what it has, and the next reader at once', async () => {
    const { resolver, provider, clock } = setUp();
    await read(resolver);
    await clock.advance(HOUR);
    provider.fault = 'hang';
    const first = read(resolver);
    await clock.advance(1_999);
    let isDone = false;
    void first.then(() => {
      isDone = true;
    });
    await settle();
    expect(isDone).toBe(false);
    await clock.advance(1);
    expect(await first).toBe('emergency first');
    expect(await read(resolver)).toBe('emergency first');
  });

  it('asks a provider that is down less and less often', async () => {
    const { resolver, provider, clock } = setUp();
    await read(resolver);
    await clock.advance(6 * MINUTE);
    provider.fault = 'unreachable';
    const before = provider.calls.single;
    for (let second = 0; second < 3600; second++) {
      await resolver.resolve(referenceTo('one'));
      await clock.advance(1000);
    }
    expect(provider.calls.single - before).toBeGreaterThan(50);
    expect(provider.calls.single - before).toBeLessThan(120);
  });

  it('refreshes past the cache, with one call for several at once', async () => {
    const { resolver, provider } = setUp();
    await read(resolver);
    provider.values.set('one', 'second');
    const all = await Promise.all(Array.from({ length: 100 }, () => resolver.refresh(referenceTo('one'))));
    expect(new Set(all.map(textOf))).toEqual(new Set(['second']));
    expect(provider.calls.single).toBe(2);
    expect(await read(resolver)).toBe('cache second');
    provider.fault = 'unreachable';
    expect(await codeOf(resolver.refresh(referenceTo('one')))).toBe('unreachable');
    expect(await read(resolver)).toBe('cache second');
  });

  it('reads two keys of one secret once, and other regions, accounts and versions by themselves', async () => {
    const { resolver, provider } = setUp({ one: '{"a":"x","b":"y"}', 'one@AWSPREVIOUS': 'old' });
    const [a, b] = await Promise.all([resolver.resolve(referenceTo('one', {}, ['a'])), resolver.resolve(referenceTo('one', {}, ['b']))]);
    expect([textOf(a), textOf(b)]).toEqual(['x', 'y']);
    expect(provider.calls).toEqual({ single: 1, batch: 0 });
    const others = [
      { region: 'eu-west-1' },
      { region: 'us-east-1' },
      { account: '111122223333' },
      { partition: 'aws-cn' },
      { version: { stage: 'AWSPREVIOUS' } },
    ];
    await resolver.resolveMany(others.map((more) => referenceTo('one', more)));
    expect(resolver.metrics().entries).toBe(6);
  });

  it('gives the error of one item beside the values of the others, in order', async () => {
    const { resolver } = setUp({ one: '1', two: '{"key":"2"}' });
    const results = await resolver.resolveMany([referenceTo('one'), referenceTo('none'), referenceTo('two', {}, ['key']), referenceTo('two', {}, ['nothing'])]);
    expect(results.map((result) => ('error' in result ? (result.error as Error & { code: string }).code : textOf(result)))).toEqual([
      '1',
      'secret-missing',
      '2',
      'secret-missing',
    ]);
  });

  it('falls back to a plain value where the caller allows it, and only then', async () => {
    const { resolver, provider } = setUp();
    provider.fault = 'denied';
    const resolved = await resolver.resolve(referenceTo('one'), { fallback: new Secret('plain') });
    expect([resolved.from, textOf(resolved), resolved.value]).toEqual(['fallback', 'plain', null]);
    expect(resolver.metrics().fallbacks).toBe(1);
    expect(resolver.health().status).toBe('degraded');
    expect(await codeOf(read(resolver))).toBe('denied');
    expect(resolver.health().status).toBe('unavailable');
  });

  it('falls back when the provider itself can not be opened', async () => {
    const resolver = createResolver({ open: () => Promise.reject(new Error('no SDK here')) });
    expect(textOf(await resolver.resolve(referenceTo('one'), { fallback: new Secret('plain') }))).toBe('plain');
    await expect(resolver.resolve(referenceTo('one'))).rejects.toThrow('no SDK here');
  });

  it('forgets one value or all, also what is on its way', async () => {
    const { resolver, provider } = setUp({ one: '1', two: '2' });
    await resolver.resolveMany([referenceTo('one'), referenceTo('two')]);
    resolver.clear(referenceTo('one'));
    expect(resolver.metrics().entries).toBe(1);
    expect(await read(resolver, 'two')).toBe('cache 2');
    expect(await read(resolver)).toBe('fresh 1');
    resolver.clear();
    expect(resolver.metrics().entries).toBe(0);
    const flying = read(resolver);
    await Promise.resolve();
    resolver.clear();
    expect(await flying).toBe('fresh 1');
    expect(resolver.metrics().entries).toBe(0);
    expect(provider.calls.single).toBe(2);
  });

  it('keeps a bounded number of values, and says when the limit is reached', async () => {
    const notices: string[] = [];
    const { resolver } = setUp(FIFTY, { maxEntries: 10, notice: (message) => notices.push(message) });
    const results = await resolver.resolveMany(fiftyReferences);
    expect(results.filter((result) => 'error' in result)).toEqual([]);
    expect(resolver.metrics()).toMatchObject({ entries: 10, evictions: 40 });
    expect(notices).toEqual(['the cache is full: it keeps 10 values and reads others again when they are asked for']);
    await read(resolver, 'app/secret-40');
    await read(resolver, 'app/secret-0');
    expect(await read(resolver, 'app/secret-40')).toBe('cache value-40');
  });

  it('forgets values after their time, and stops its timers when it is closed', async () => {
    const { resolver, clock } = setUp();
    await read(resolver);
    await clock.advance(26 * HOUR);
    expect(resolver.metrics().entries).toBe(0);
    await read(resolver);
    expect(clock.waiting()).toBe(1);
    await resolver.close();
    expect(clock.waiting()).toBe(0);
    expect(resolver.metrics().entries).toBe(0);
    expect(await codeOf(read(resolver))).toBe('usage');
  });

  it('ends reads that hang when it is closed', async () => {
    const { resolver, provider } = setUp();
    provider.fault = 'hang';
    const hanging = codeOf(read(resolver));
    await settle();
    await resolver.close();
    expect(await hanging).toBe('timeout');
  });

  it('gives the current and the previous version while a rotation is under way', async () => {
    const { resolver, provider } = setUp({ one: 'new', 'one@AWSPREVIOUS': 'old' });
    const both = await resolver.resolveBoth(referenceTo('one'));
    expect([textOf(both.current), both.previous && textOf(both.previous)]).toEqual(['new', 'old']);
    provider.values.delete('one@AWSPREVIOUS');
    resolver.clear();
    expect((await resolver.resolveBoth(referenceTo('one'))).previous).toBeNull();
    provider.fault = 'denied';
    resolver.clear();
    expect(await codeOf(resolver.resolveBoth(referenceTo('one')))).toBe('denied');
  });

  it('knows the previous version of each store that can name one', async () => {
    const both = async (id: 'local' | 'vault' | 'azure', values: Record<string, string>) => {
      const provider = createMemoryProvider(values, id);
      // Versions of Vault are numbers.
      const get: typeof provider.get = async (address, options) => ({ ...(await provider.get(address, options)), versionId: '3' });
      const resolver = createResolver({ open: async () => ({ ...provider, get }) });
      const { current, previous } = await resolver.resolveBoth(referenceTo('one', { provider: id, version: { id: '9' } }));
      await resolver.close();
      return [textOf(current), previous && textOf(previous)];
    };
    expect(await both('local', { one: 'new', 'one@AWSPREVIOUS': 'old' })).toEqual(['new', 'old']);
    expect(await both('vault', { one: 'new', 'one@2': 'old' })).toEqual(['new', 'old']);
    expect(await both('azure', { one: 'new' })).toEqual(['new', null]);
  });

  it('takes no value for fresh because the clock was set back', async () => {
    const { resolver, provider, clock } = setUp();
    await read(resolver);
    provider.values.set('one', 'second');
    await clock.advance(-HOUR);
    expect(await read(resolver)).toBe('stale first');
    await settle();
    expect(await read(resolver)).toBe('cache second');
  });

  it('asks the provider every time with a TTL of 0', async () => {
    const { resolver, provider } = setUp({ one: 'first' }, { ttlMs: 0, emergencyMs: 0 });
    await read(resolver);
    provider.values.set('one', 'second');
    expect(await read(resolver)).toBe('fresh second');
    provider.fault = 'unreachable';
    expect(await codeOf(read(resolver))).toBe('unreachable');
  });

  it('writes a record of each access, and never a value', async () => {
    const records: AuditRecord[] = [];
    const { resolver, provider } = setUp({ one: 'the-value-itself' }, { audit: (record) => records.push(record), who: 'alice' });
    await read(resolver);
    await read(resolver);
    provider.fault = 'denied';
    await codeOf(resolver.refresh(referenceTo('one')));
    await resolver.resolve(referenceTo('two'), { fallback: new Secret('the-fall-back') });
    expect(records.map(({ who, identity, operation, reference, outcome, errorCode }) => [who, identity, operation, reference, outcome, errorCode])).toEqual([
      ['alice', 'profile:test', 'read', 'one', 'fresh', undefined],
      ['alice', 'profile:test', 'read', 'one', 'cache', undefined],
      ['alice', 'profile:test', 'refresh', 'one', 'error', 'denied'],
      ['alice', 'profile:test', 'read', 'two', 'fallback', undefined],
    ]);
    expect(JSON.stringify([records, resolver.metrics(), resolver.health()])).not.toMatch(/the-value-itself|the-fall-back/);
  });
});
