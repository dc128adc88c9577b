import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { loadProviderSettings } from '../shared/config/provider-settings.ts';
import { AppError, type ErrorCode } from '../shared/model/app-error.ts';
import type { OpenProvider } from '../shared/model/provider.ts';
import type { ProviderId } from '../shared/model/reference.ts';
import { plural } from '../shared/report/by-path.ts';
import { createAuditedOpen } from '../shared/resolve/open-audited.ts';
import { asLine } from '../shared/text/neutralise.ts';
import { noteExports } from './exports-note.ts';
import { type FetchInputs, parseFetchInputs } from './fetch-inputs.ts';
import { checkCommandFiles, writeCommandFile } from './file-commands.ts';

import { EXPORTS_NOTE, type Export, planExports } from './plan-exports.ts';
import { type Reading, readSecrets, type Unread } from './read-secrets.ts';
import { registerMasks } from './register-masks.ts';
import { say, warn } from './say.ts';
import { settleExisting } from './settle-existing.ts';
import { createWatch, keepWatch } from './watch.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Problems that are named one by one. */
const MAX_NAMED = 20;

const named = (texts: readonly string[]): string =>
  [...texts.slice(0, MAX_NAMED), ...(texts.length > MAX_NAMED ? [`and ${texts.length - MAX_NAMED} more`] : [])].map(asLine).join('\n');

const codeOf = (error: Error): ErrorCode => (error instanceof AppError ? error.code : 'bug');

/** Several errors as one: the message names each line, the code is that of the first. */
const asOne = (what: string, unread: readonly Unread[]): AppError => {
  const [first] = unread;
  const error = first?.error;
  const said = unread.map((each) => `${each.line.text}: ${each.error instanceof AppError ? each.error.message : each.error.name}`);
  const hint = error instanceof AppError ? error.hint : '';
  return new AppError(error === undefined ? 'bug' : codeOf(error), `${what}\n${named(said)}`, `${hint}${hint === '' ? '' : ' '}Nothing was exported.`, {
    cause: error,
  });
};

/** @throws AppError when something is missing or failed that the workflow can't do without */
const settleUnread = ({ missing, failed }: Reading, { onMissing }: FetchInputs): void => {
  if (failed.length > 0) throw asOne(`${plural(failed.length, 'secret')} could not be read:`, failed);
  const needed = missing.filter(({ line }) => !line.isOptional);
  if (needed.length > 0 && onMissing === 'fail') throw asOne(`${plural(needed.length, 'secret')} missing:`, needed);
  for (const { line, error } of missing) {
    const text = asLine(`${line.text}: ${error.message}`);
    if (!line.isOptional && onMissing === 'warn') warn(text);
    else say(`Left out: ${text}`);
  }
};

const openFor = (inputs: FetchInputs, env: Env): OpenProvider => {
  const settings = loadProviderSettings(env, inputs.region === undefined ? {} : { region: inputs.region });
  const own = inputs.batch === undefined ? settings : { ...settings, aws: { ...settings.aws, batch: inputs.batch } };
  return createAuditedOpen(own, `${env['GITHUB_ACTOR'] ?? 'unknown'} via the Action`);
};

const listOf = (exports: readonly Export[]): string => named(exports.map(({ name, label }) => `  ${name} from ${label}`));

/** Prepares the search at the end of the job; gives the state for it. Files in which values have their place are left out of it. */
const watchFor = ({ values }: Reading, { maskMinLength, exportTo }: FetchInputs, startedAt: number, env: Env): Readonly<Record<string, string>> => {
  const own = ['GITHUB_ENV', 'GITHUB_STATE', ...(exportTo === 'outputs' ? ['GITHUB_OUTPUT'] : [])].map((name) => env[name] ?? '');
  const { watch, key } = createWatch(values, maskMinLength, startedAt, own);
  return keepWatch(watch, key, env['RUNNER_TEMP']);
};

/** Writes everything that the step leaves behind. */
const publish = (
  inputs: FetchInputs,
  exports: readonly Export[],
  outputs: Readonly<Record<string, string>>,
  state: Readonly<Record<string, string>>,
  env: Env,
): void => {
  const toEnv = inputs.exportTo === 'env' && exports.length > 0;
  const values = exports.map(({ name, secret }) => [name, secret.reveal()] as const);
  writeCommandFile('GITHUB_STATE', Object.entries(state));
  const secrets = inputs.exportTo === 'outputs' ? [...values, ['secrets', JSON.stringify(Object.fromEntries(values))] as const] : [];
  writeCommandFile('GITHUB_OUTPUT', [...Object.entries(outputs), ...secrets]);
  if (!toEnv) return;
  const note = noteExports(env, exports);
  if (note === undefined) say('So many variables are set that a later fetch of this job will not know them for its own.');
  writeCommandFile('GITHUB_ENV', [...values, ...(note === undefined ? [] : [[EXPORTS_NOTE, note] as const])]);
};

/**
 * The fetch job: reads, tells the runner what to hide, and only then exports. When anything fails, nothing is exported.
 * @throws AppError
 */
export const fetchSecrets = async (read: (name: string) => string, env: Env): Promise<void> => {
  if (env['GITHUB_ACTIONS'] !== 'true' && (env['GITHUB_ENV'] ?? '') === '')
    throw new AppError(
      'usage',
      'secrets are fetched in a workflow only',
      "Elsewhere nobody would hide what is told to the runner. Use 'watertight run' or 'watertight resolve'.",
    );
  const startedAt = Date.now();
  // A plain name is one of Secrets Manager, as in the AWS action, unless the environment says otherwise.
  const assume: ProviderId = (env['WATERTIGHT_PROVIDER'] ?? '') === '' ? 'aws' : loadProviderSettings(env).defaultProvider;
  const inputs = parseFetchInputs(read, assume);
  for (const note of inputs.notes) warn(note);
  setDefaultAutoSelectFamilyAttemptTimeout(inputs.attemptTimeoutMs);
  say(`Fetching ${plural(inputs.lines.length, 'line')} of secret-ids.`);
  const reading = await readSecrets(inputs.lines, openFor(inputs, env), assume);
  const plan = registerMasks(reading.values, inputs.maskMinLength);
  settleUnread(reading, inputs);
  const { exports, errors } = planExports(reading.secrets, inputs);
  const { kept, conflicts, notes } = settleExisting(exports, inputs, env);
  const refused = [...errors, ...conflicts];
  if (refused.length > 0)
    throw new AppError(
      'secret-invalid',
      `${plural(refused.length, 'name')} can't be used:\n${named(refused)}`,
      "Give the secret a name of its own: 'NAME,secret-id'. Nothing was exported.",
    );
  checkCommandFiles(inputs.exportTo === 'env' ? ['GITHUB_ENV'] : inputs.exportTo === 'outputs' ? ['GITHUB_OUTPUT'] : []);
  const names = kept.map(({ name }) => name);
  const state = {
    ...(inputs.verify && reading.values.length > 0 && (env['GITHUB_STATE'] ?? '') !== '' ? watchFor(reading, inputs, startedAt, env) : {}),
    ...(inputs.cleanup && inputs.exportTo === 'env' ? { names: names.join(',') } : {}),
  };
  const outputs = {
    'exported-names': JSON.stringify(names),
    'masked-count': String(plan.masked),
    'skipped-mask-count': String(plan.spared.length),
    'missing-ids': JSON.stringify(reading.missing.map(({ line }) => line.id)),
  };
  publish(inputs, kept, outputs, state, env);
  for (const note of notes) say(note);
  if (kept.length > 0) say(`${inputs.exportTo === 'env' ? 'Set in the environment' : 'Outputs'}:\n${listOf(kept)}`);
};
