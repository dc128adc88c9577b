import { loadProviderSettings, type ProviderOverrides } from '../../shared/config/provider-settings.ts';
import { loadResolverSettings } from '../../shared/config/resolver-settings.ts';
import { AppError } from '../../shared/model/app-error.ts';
import { childEnvOf } from '../../shared/resolve/child-env.ts';
import { createResolver } from '../../shared/resolve/create-resolver.ts';
import type { EnvVariable } from '../../shared/resolve/env-text.ts';
import { loadEnvFile } from '../../shared/resolve/load-env-file.ts';
import { createOpenProvider } from '../../shared/resolve/open-provider.ts';
import { stageOf } from '../../shared/resolve/priority.ts';
import { type ResolvedEnv, resolveReferences, valuesOf } from '../../shared/resolve/resolve-env.ts';
import { asLine, forLog } from '../../shared/text/neutralise.ts';
import { worthRedacting } from '../../shared/text/worth-redacting.ts';
import { findCommand } from '../child/find-command.ts';
import { runChild } from '../child/run-child.ts';
import { dropRoutesOf } from '../node-env-file.ts';
import type { Streams } from '../run.ts';
import { auditFor, whoAsks } from '../store.ts';

export interface RunOptions extends ProviderOverrides {
  /** False: none. Absent: `WATERTIGHT_ENV_FILE`, else `.env` when it is there. */
  readonly envFile?: readonly string[] | false;
  readonly envName?: readonly string[];
  readonly pristine?: true;
  readonly environment?: string;
  readonly fallback?: true;
  readonly strict?: true;
  readonly redact: boolean;
  readonly quiet?: true;
}

/** As a shell says it (POSIX 2.8.2). */
const STATUS = { missing: 127, 'not executable': 126 } as const;

const filesOf = async (named: readonly string[] | undefined): Promise<readonly (readonly EnvVariable[])[]> => {
  if (named === undefined) return [(await loadEnvFile('.env')) ?? []];
  return Promise.all(
    named.map(async (path) => {
      const variables = await loadEnvFile(path);
      if (variables === undefined) throw new AppError('usage', `the env file is not there: ${path}`, 'Check how its name is written.');
      return variables;
    }),
  );
};

const resolveEnv = async (env: Readonly<Record<string, string>>, options: RunOptions): Promise<ResolvedEnv> => {
  // Who is asked, and as whom, our own environment says: an env file of the repository must not.
  const providers = loadProviderSettings(process.env, options);
  const settings = loadResolverSettings(process.env);
  const audit = auditFor(providers);
  const resolver = createResolver({ open: createOpenProvider(providers), who: whoAsks('run'), ...(audit === undefined ? {} : { audit }) });
  try {
    const stage = stageOf(options.environment ?? settings.environmentName);
    return await resolveReferences({ env, resolver, stage, allowFallback: options.strict !== true && (options.fallback ?? settings.allowFallback) });
  } finally {
    await resolver.close();
  }
};

/** `watertight run`: to the exit status of the command. */
export const run = async (streams: Streams, words: readonly string[], options: RunOptions): Promise<number> => {
  if (options.envName !== undefined && options.pristine !== true)
    throw new AppError('usage', '--env-name goes with --pristine', 'Without --pristine the command gets the whole environment anyway.');
  if (options.envFile !== undefined && options.envFile !== false) await dropRoutesOf(options.envFile, process.env);
  const { envFile: fileOfEnvironment } = loadResolverSettings(process.env);
  const named = options.envFile === false ? [] : (options.envFile ?? (fileOfEnvironment === undefined ? undefined : [fileOfEnvironment]));
  const env = childEnvOf({ env: process.env, files: await filesOf(named), isPristine: options.pristine === true, keep: options.envName ?? [] });

  const [command = ''] = words;
  const found = findCommand(command, env, process.cwd());
  if ('problem' in found) {
    const why = found.problem === 'missing' ? 'there is no such command' : "this can't be executed";
    streams.err.write(`${forLog(`watertight: ${why}: ${asLine(command)}`)}\n`);
    return STATUS[found.problem];
  }

  const resolved = await resolveEnv(env, options);
  const values = valuesOf(resolved);
  if (options.strict === true && resolved.notes.length > 0)
    throw new AppError(
      'reference-invalid',
      `--strict allows none of this:${resolved.notes.map((note) => `\n  ${note}`).join('')}`,
      'Leave --strict out to run all the same.',
    );
  if (options.quiet !== true) for (const note of resolved.notes) streams.err.write(`${forLog(`watertight: ${note}`)}\n`);
  const redact = options.redact ? worthRedacting(Object.values(values)) : [];
  return runChild({ words, env: { ...env, ...values }, redact: redact.length === 0 ? null : redact }, streams);
};
