import { loadResolverSettings } from '../shared/config/resolver-settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import { loadEnvFile } from '../shared/resolve/load-env-file.ts';
import { stageOf } from '../shared/resolve/priority.ts';
import { resolveReferences, valuesOf } from '../shared/resolve/resolve-env.ts';
import { createResolver, innerOf } from './resolver.ts';
import type { resolveEnv as ResolveEnv } from './types.d.ts';

const readFile = async (named: string | undefined): Promise<Record<string, string>> => {
  const variables = await loadEnvFile(named ?? '.env');
  if (variables === undefined && named !== undefined) throw new AppError('usage', `the env file is not there: ${named}`, 'Check WATERTIGHT_ENV_FILE.');
  return Object.fromEntries((variables ?? []).map(({ name, value }) => [name, value]));
};

/**
 * Resolves the references of an environment; see `types.d.ts`. Of an env file only what references set is taken over: plain values are left to
 * whoever loads the file, as `dotenv` does, which overrides nothing that is set.
 */
export const resolveEnv: typeof ResolveEnv = async (options = {}) => {
  const { env = process.env, into = process.env, envFile, resolver } = options;
  const settings = loadResolverSettings(process.env);
  const file = envFile === false ? {} : await readFile(envFile ?? settings.envFile);
  const own = resolver ?? createResolver();
  try {
    const resolved = await resolveReferences({
      env: { ...file, ...env },
      resolver: innerOf(own),
      stage: stageOf(options.environment ?? settings.environmentName),
      allowFallback: options.allowFallback ?? settings.allowFallback,
    });
    const values = valuesOf(resolved);
    Object.assign(into, values);
    return { names: Object.keys(values).sort(), notes: resolved.notes };
  } finally {
    if (resolver === undefined) await own.close();
  }
};
