import { AppError } from '../model/app-error.ts';
import type { Environment } from './user-folders.ts';

/** What the environment says about resolving. Absent: the default of whoever asks. */
export interface ResolverSettings {
  /** `WATERTIGHT_CACHE_TTL`, in seconds there: how long a value serves. */
  readonly ttlMs?: number;
  /** `WATERTIGHT_EMERGENCY_TTL`, in seconds there: how much longer while the provider is down. */
  readonly emergencyMs?: number;
  /** `WATERTIGHT_FALLBACK`: whether a plain value serves where the secret can't be had. */
  readonly allowFallback: boolean;
  /** `WATERTIGHT_ENV`, else `NODE_ENV`. */
  readonly environmentName: string | undefined;
  /** `WATERTIGHT_ENV_FILE`. */
  readonly envFile?: string;
}

/** A week. */
const MAX_SECONDS = 7 * 86_400;

const millisecondsOf = (env: Environment, name: string): number | undefined => {
  const text = env[name]?.trim() ?? '';
  if (text === '') return undefined;
  if (/^\d{1,6}$/.test(text) && Number(text) <= MAX_SECONDS) return Number(text) * 1000;
  throw new AppError('usage', `${name} must be a number of seconds from 0 to ${MAX_SECONDS}: ${text}`);
};

const switchOf = (env: Environment, name: string): boolean => {
  const text = (env[name] ?? '').trim().toLowerCase();
  if (['1', 'true', 'yes', 'on'].includes(text)) return true;
  if (['', '0', 'false', 'no', 'off'].includes(text)) return false;
  throw new AppError('usage', `${name} must be 1 or 0: ${text}`);
};

/**
 * Reads how to resolve from the environment. An empty variable counts as absent.
 * @throws AppError `usage` for a variable that can't be used
 */
export const loadResolverSettings = (env: Environment): ResolverSettings => {
  const ttlMs = millisecondsOf(env, 'WATERTIGHT_CACHE_TTL');
  const emergencyMs = millisecondsOf(env, 'WATERTIGHT_EMERGENCY_TTL');
  const envFile = env['WATERTIGHT_ENV_FILE']?.trim() ?? '';
  return {
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(emergencyMs === undefined ? {} : { emergencyMs }),
    allowFallback: switchOf(env, 'WATERTIGHT_FALLBACK'),
    environmentName: env['WATERTIGHT_ENV']?.trim() || env['NODE_ENV']?.trim() || undefined,
    ...(envFile === '' ? {} : { envFile }),
  };
};
