import { resolve } from 'node:path';
import { loadResolverSettings } from '../shared/config/resolver-settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { OpenProvider } from '../shared/model/provider.ts';
import type { ProviderSettings } from '../shared/model/provider-settings.ts';
import { openAuditLog } from '../shared/resolve/audit.ts';
import { createResolver } from '../shared/resolve/create-resolver.ts';
import { loadEnvFile } from '../shared/resolve/load-env-file.ts';
import { stageOf } from '../shared/resolve/priority.ts';
import { resolveReferences, valuesOf } from '../shared/resolve/resolve-env.ts';
import type { EnvironmentWish, ResolvedEnvironment } from './stores-api.ts';
import { whoAsks } from './who.ts';

/** Variables of `.env`, when it is there, and of the files that were named; a later one wins. */
const readFiles = async ({ folder, envFiles }: EnvironmentWish): Promise<Record<string, string>> => {
  const all: Record<string, string> = {};
  for (const [at, name] of ['.env', ...envFiles].entries()) {
    const variables = await loadEnvFile(resolve(folder, name));
    if (variables === undefined && at > 0) throw new AppError('usage', `the env file is not there: ${name}`, 'Check envFile of the launch configuration.');
    for (const each of variables ?? []) all[each.name] = each.value;
  }
  return all;
};

/** As `watertight run`: what the references of an environment stand for. @throws AppError when one can't be had, naming all of them */
export const resolveEnvironment = async (
  wish: EnvironmentWish,
  env: Readonly<Record<string, string | undefined>>,
  providers: ProviderSettings,
  open: OpenProvider,
): Promise<ResolvedEnvironment> => {
  const files = await readFiles(wish);
  const settings = loadResolverSettings(env);
  const stage = stageOf(wish.env['WATERTIGHT_ENV'] ?? wish.env['NODE_ENV'] ?? settings.environmentName);
  const log = providers.auditLog === undefined ? undefined : openAuditLog(providers.auditLog);
  const resolver = createResolver({ open, who: whoAsks(), ...(log === undefined ? {} : { audit: log.write }) });
  try {
    const resolved = await resolveReferences({ env: { ...files, ...wish.env }, resolver, stage, allowFallback: settings.allowFallback });
    return { plain: files, values: valuesOf(resolved), notes: resolved.notes };
  } finally {
    await resolver.close();
    log?.close();
  }
};
