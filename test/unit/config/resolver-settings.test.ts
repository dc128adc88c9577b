import { describe, expect, it } from '@jest/globals';
import { loadResolverSettings } from '../../../shared/config/resolver-settings.ts';

describe('settings of resolving', () => {
  it('have no values of their own where the environment says nothing', () => {
    expect(loadResolverSettings({ WATERTIGHT_CACHE_TTL: '', WATERTIGHT_FALLBACK: ' ' })).toEqual({ allowFallback: false, environmentName: undefined });
  });

  it('come from variables', () => {
    const env = {
      WATERTIGHT_CACHE_TTL: '3600',
      WATERTIGHT_EMERGENCY_TTL: '0',
      WATERTIGHT_FALLBACK: 'true',
      NODE_ENV: 'production',
      WATERTIGHT_ENV_FILE: ' .env.dev ',
    };
    expect(loadResolverSettings(env)).toEqual({ ttlMs: 3_600_000, emergencyMs: 0, allowFallback: true, environmentName: 'production', envFile: '.env.dev' });
    expect(loadResolverSettings({ ...env, WATERTIGHT_ENV: 'development' }).environmentName).toBe('development');
  });

  it.each([
    { WATERTIGHT_CACHE_TTL: '-1' },
    { WATERTIGHT_CACHE_TTL: '1h' },
    { WATERTIGHT_EMERGENCY_TTL: '99999999' },
    { WATERTIGHT_EMERGENCY_TTL: '604801' },
    { WATERTIGHT_FALLBACK: 'maybe' },
  ])('refuse %j', (env) => expect(() => loadResolverSettings(env)).toThrow(expect.objectContaining({ code: 'usage' })));
});
