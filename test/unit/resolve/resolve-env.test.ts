import { describe, expect, it } from '@jest/globals';
import { createResolver } from '../../../shared/resolve/create-resolver.ts';
import { type ResolveEnvOptions, resolveReferences, valuesOf } from '../../../shared/resolve/resolve-env.ts';
import { createMemoryProvider } from '../../support/memory-provider.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:';

const run = async (env: Record<string, string>, options: Partial<ResolveEnvOptions> = {}) => {
  const provider = createMemoryProvider({
    [`${ARN}prod/db-AbCdEf`]: '{"user":"app","password":"from-the-store","nested":{"a":[1,2]},"LD_PRELOAD":"x","path":"y"}',
    [`${ARN}prod/key-AbCdEf`]: 'text-of-key',
    [`${ARN}prod/zero-AbCdEf`]: 'a\0b',
    'app/dev': '{"KEY":"local-value"}',
    'app/odd': '{"__proto__":"of its own","constructor":"too"}',
  });
  const resolver = createResolver({ open: async () => provider });
  const resolved = await resolveReferences({ env, resolver, stage: 'production', allowFallback: false, ...options });
  await resolver.close();
  return { ...resolved, provider };
};
const set = async (env: Record<string, string>, options: Partial<ResolveEnvOptions> = {}) => valuesOf(await run(env, options));

describe('the references of an environment', () => {
  it('are resolved where they stand, all in one call, and plain values left alone', async () => {
    const env = { PLAIN: 'x', KEY: `${ARN}prod/key-AbCdEf`, PASSWORD: `${ARN}prod/db-AbCdEf:password::`, OTHER: 'local://app/dev#KEY' };
    const { provider, ...resolved } = await run(env);
    expect(valuesOf(resolved)).toEqual({ KEY: 'text-of-key', PASSWORD: 'from-the-store', OTHER: 'local-value' });
    expect(provider.calls).toEqual({ single: 0, batch: 1 });
  });

  it('give the members of a JSON secret to variables of their own, but to no dangerous ones', async () => {
    const { notes, ...resolved } = await run({ DB_SECRET_ARN: `${ARN}prod/db-AbCdEf` });
    expect(valuesOf({ notes, ...resolved })).toMatchObject({ DB_USER: 'app', DB_PASSWORD: 'from-the-store', DB_NESTED: '{"a":[1,2]}', DB_PATH: 'y' });
    const whole = await run({ AWS_SECRET_ARN: `${ARN}prod/db-AbCdEf` });
    expect(Object.keys(valuesOf(whole)).sort()).toEqual(['nested', 'password', 'user']);
    expect(whole.notes.join('\n')).toMatch(/LD_PRELOAD is not set[\s\S]*path is not set/);
  });

  it('are set under any name, be it one that every object has', async () => {
    const values = await set({ AWS_SECRET_NAME: 'local://app/odd', valueOf: 'local://app/dev#KEY' }, { stage: 'development' });
    expect(Object.entries(values).sort()).toEqual([
      ['__proto__', 'of its own'],
      ['constructor', 'too'],
      ['valueOf', 'local-value'],
    ]);
  });

  it('fail all or nothing, naming each and showing no value', async () => {
    const resolved = await run({ KEY: `${ARN}prod/key-AbCdEf`, A: 'local://none', B: `${ARN}prod/db-AbCdEf:nothing::` });
    expect(resolved.failures.map(({ variable }) => variable)).toEqual(['A', 'B']);
    expect(() => valuesOf(resolved)).toThrow(
      /^2 references can't be resolved:\n {2}A \(local:\/\/none\): .*\n {2}B \(arn:.*\): the value has no JSON key: \/nothing$/,
    );
    expect(() => valuesOf(resolved)).toThrow(expect.objectContaining({ code: 'secret-missing' }));
  });

  it('take the plain value first in development, and in production only as an allowed fall-back', async () => {
    const env = { DB: 'plain', DB_SECRET_ARN: `${ARN}prod/key-AbCdEf` };
    expect(await set(env, { stage: 'development' })).toEqual({});
    expect(await set(env)).toEqual({ DB: 'text-of-key' });
    const gone = { DB: 'plain', DB_SECRET_ARN: `${ARN}prod/gone-AbCdEf` };
    await expect(set(gone)).rejects.toThrow("can't be resolved");
    const { notes, ...resolved } = await run(gone, { allowFallback: true });
    expect(valuesOf({ notes, ...resolved })).toEqual({ DB: 'plain' });
    expect(notes).toEqual(["DB: the plain value serves, for DB_SECRET_ARN can't be resolved now"]);
  });

  it('leave a member that has a plain value in development', async () => {
    const env = { DB_USER: 'me', DB_SECRET_ARN: `${ARN}prod/db-AbCdEf` };
    expect((await set(env, { stage: 'development' }))['DB_USER']).toBeUndefined();
    expect((await set(env))['DB_USER']).toBe('app');
  });

  it('refuse a value that no variable can hold', async () => {
    await expect(set({ KEY: `${ARN}prod/zero-AbCdEf` })).rejects.toThrow('the value has a zero byte, which no variable can hold: KEY');
  });
});
