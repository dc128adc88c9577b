import { loadProviderSettings, type ProviderOverrides } from '../../shared/config/provider-settings.ts';
import { loadSettings } from '../../shared/config/settings.ts';
import { AppError, EXIT_CLEAN, exitStatusOf } from '../../shared/model/app-error.ts';
import type { ConnectionStatus } from '../../shared/model/provider.ts';
import { PROVIDER_IDS, type ProviderId } from '../../shared/model/reference.ts';
import { projectNameOf } from '../../shared/move/project-name.ts';
import { toSecretName } from '../../shared/move/secret-name.ts';
import { KNOWN_RULES } from '../../shared/scan/rule-list.ts';
import { asLine, forLog } from '../../shared/text/neutralise.ts';
import { askChoice, askText, askYes, canAsk, EXIT_CANCELLED } from '../prompt.ts';
import { type Streams, writeAll } from '../run.ts';
import { type SetUp, setupSteps } from '../setup-steps.ts';
import { openStore, TITLES } from '../store.ts';
import { move } from './move.ts';

export interface SetupOptions extends ProviderOverrides {
  readonly steps?: true;
}

const WHAT: Readonly<Record<ProviderId, string>> = {
  aws: 'for a team, on AWS; rotation',
  ssm: 'for a team, on AWS; free for small values',
  vault: 'for a team, on your own servers',
  azure: 'for a team, on Azure',
  local: 'an encrypted file of this machine: no account',
};

/** What has to be known of each store, besides credentials: the variable, the question, an example. */
const QUESTIONS: Readonly<Record<ProviderId, readonly (readonly [name: string, question: string, example: string, isNeeded: boolean])[]>> = {
  aws: [
    ['AWS_REGION', 'Region', 'eu-west-1', true],
    ['AWS_PROFILE', 'Profile of the AWS command line (empty: none)', '', false],
  ],
  ssm: [
    ['AWS_REGION', 'Region', 'eu-west-1', true],
    ['AWS_PROFILE', 'Profile of the AWS command line (empty: none)', '', false],
  ],
  vault: [['VAULT_ADDR', 'Address of Vault', 'https://vault.example.com:8200', true]],
  azure: [['AZURE_KEY_VAULT_URL', 'Address of the key vault', 'https://acme.vault.azure.net', true]],
  local: [],
};

/** A variable as it is, unless the command line says it; the address of a store may hold a password, which is not shown. */
const known = (name: string, { region, profile }: SetupOptions): string => {
  const given = { AWS_REGION: region, AWS_PROFILE: profile }[name] ?? process.env[name]?.trim() ?? '';
  return /^https?:\/\/[^/]*@/i.test(given) ? '' : given;
};

const prefixFor = (provider: ProviderId): string => {
  const { config } = loadSettings({ root: process.cwd(), baseline: false }, KNOWN_RULES);
  return toSecretName([config.naming.prefix ?? projectNameOf(process.cwd())], provider);
};

const setUpOf = (provider: ProviderId, variables: Readonly<Record<string, string>>, status?: ConnectionStatus): SetUp => ({
  provider,
  variables: { WATERTIGHT_PROVIDER: provider, ...variables },
  prefix: prefixFor(provider),
  region: variables['AWS_REGION'] || undefined,
  account: /^account (\d{12})$/.exec(status?.identity ?? '')?.[1],
});

/** Undefined when the person stops. */
const askVariables = async (streams: Streams, provider: ProviderId, options: SetupOptions): Promise<Record<string, string> | undefined> => {
  const variables: Record<string, string> = {};
  for (const [name, question, example, isNeeded] of QUESTIONS[provider]) {
    const answer = await askText(streams, question, { initial: known(name, options), example, isNeeded });
    if (answer === undefined) return undefined;
    if (answer !== '') variables[name] = answer;
  }
  return variables;
};

const testIt = async (streams: Streams, options: ProviderOverrides): Promise<ConnectionStatus | AppError> => {
  try {
    const { provider } = await openStore('setup', options);
    const status = await provider.test();
    const { endpoint, identity, latencyMs, warning } = status;
    streams.err.write(`${asLine(`It works: ${[endpoint, identity && `as ${identity}`, `${Math.round(latencyMs)} ms`].filter(Boolean).join(', ')}`)}\n`);
    if (warning !== undefined) streams.err.write(`${asLine(warning)}\n`);
    return status;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    streams.err.write(forLog(`It does not work yet: ${error.message}\n  ${error.hint}\n`));
    return error;
  }
};

/** Asks until a store works or the person stops. What they answer is set for this process alone. */
const guide = async (streams: Streams, options: SetupOptions): Promise<number> => {
  const choices = PROVIDER_IDS.map((id) => ({ value: id, label: TITLES[id], hint: WHAT[id] }));
  for (;;) {
    const usual = loadProviderSettings(process.env, options).defaultProvider;
    const provider = options.provider ?? (await askChoice(streams, 'Where are your secrets to live?', choices, usual));
    if (provider === undefined) return EXIT_CANCELLED;
    const variables = await askVariables(streams, provider, options);
    if (variables === undefined) return EXIT_CANCELLED;
    Object.assign(process.env, variables, { WATERTIGHT_PROVIDER: provider });
    const status = await testIt(streams, { provider });
    await writeAll(streams.out, `\n${forLog(setupSteps(setUpOf(provider, variables, status instanceof AppError ? undefined : status)))}\n`);
    if (!(status instanceof AppError)) return offerMove(streams, provider);
    if (!(await askYes(streams, 'Try again?'))) return exitStatusOf(status);
  }
};

/** `move` shows its plan and asks before it changes anything. */
const offerMove = async (streams: Streams, provider: ProviderId): Promise<number> => {
  if (!(await askYes(streams, 'Look for plaintext secrets in this folder, and show how they would be moved?'))) return EXIT_CLEAN;
  return move(streams, [], { [provider]: true, format: 'pretty', inline: true, color: true });
};

/** `watertight setup`: asks on a terminal, shows the steps elsewhere. */
export const setup = async (streams: Streams, options: SetupOptions): Promise<number> => {
  if (options.steps !== true && canAsk(streams)) return guide(streams, options);
  const provider = loadProviderSettings(process.env, options).defaultProvider;
  const variables = Object.fromEntries(
    QUESTIONS[provider]
      .map(([name, , , isNeeded]) => [name, known(name, options), isNeeded] as const)
      .filter(([, value, isNeeded]) => isNeeded || value !== '')
      .map(([name, value]) => [name, value]),
  );
  await writeAll(streams.out, forLog(setupSteps(setUpOf(provider, variables))));
  return EXIT_CLEAN;
};
