import { isAbsolute, join } from 'node:path';
import { AppError } from '../model/app-error.ts';
import type { AwsSettings, AzureSettings, LocalSettings, ProviderSettings, VaultSettings } from '../model/provider-settings.ts';
import { PROVIDER_IDS, type ProviderId } from '../model/reference.ts';
import { Secret } from '../model/secret.ts';
import { dataFolderOf, type Environment, findRepositoryRoot, type Host, isInside, thisHost } from './user-folders.ts';

/** What a command line may say over the environment. */
export interface ProviderOverrides {
  readonly provider?: ProviderId;
  readonly region?: string;
  readonly profile?: string;
}

/** Seconds for a call with all of its retries, when `WATERTIGHT_TIMEOUT` says nothing. */
const DEADLINE_SECONDS = 30;

/**
 * Reads who asks which store from the environment and the command line, and from nothing else: no file of the repository may say where a
 * value goes. An empty variable counts as absent, as a workflow's `${{ secrets.MISSING }}` leaves it.
 * @throws AppError `usage` for a variable that can't be used; the value of one that may be a credential is not shown
 */
export const loadProviderSettings = (env: Environment, overrides: ProviderOverrides = {}, host: Host = thisHost()): ProviderSettings => {
  const aws = awsOf(env, overrides);
  return {
    defaultProvider: overrides.provider ?? choiceOf(env, 'WATERTIGHT_PROVIDER', PROVIDER_IDS) ?? (isAwsSet(aws) ? 'aws' : 'local'),
    deadlineMs: 1000 * (numberOf(env, 'WATERTIGHT_TIMEOUT', 1, 3600) ?? DEADLINE_SECONDS),
    ...present('auditLog', wholePath(env, 'WATERTIGHT_AUDIT_LOG')),
    aws,
    vault: vaultOf(env),
    azure: azureOf(env),
    local: localOf(env, host),
  };
};

/** Who names a region or a profile means AWS. Files such as `~/.aws/config` don't count: nothing goes to an account because it happens to be there. */
const isAwsSet = ({ region, profile }: AwsSettings): boolean => region !== undefined || profile !== undefined;

/** Whether the environment says anything of this store. AWS finds credentials in more places than can be told without asking. */
export const isEnabled = (id: ProviderId, { aws, vault, azure }: ProviderSettings): boolean => {
  if (id === 'vault') return vault.address !== undefined;
  if (id === 'azure') return azure.vaultUrl !== undefined;
  return id === 'local' || isAwsSet(aws);
};

const awsOf = (env: Environment, overrides: ProviderOverrides): AwsSettings => {
  // The SDK's own switch: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
  const endpoints = textOf(env, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')?.toLowerCase() !== 'true';
  const endpoint = (name: string) => (endpoints ? (urlOf(env, name) ?? urlOf(env, 'AWS_ENDPOINT_URL')) : undefined);
  return {
    ...present('region', regionOf(overrides.region ?? textOf(env, 'AWS_REGION') ?? textOf(env, 'AWS_DEFAULT_REGION'))),
    ...present('profile', overrides.profile ?? textOf(env, 'AWS_PROFILE')),
    ...present('secretsManagerEndpoint', endpoint('AWS_ENDPOINT_URL_SECRETS_MANAGER')),
    ...present('ssmEndpoint', endpoint('AWS_ENDPOINT_URL_SSM')),
    batch: choiceOf(env, 'WATERTIGHT_AWS_BATCH', ['auto', 'never'] as const) ?? 'auto',
    maxAttempts: numberOf(env, 'AWS_MAX_ATTEMPTS', 1, 20) ?? 4,
  };
};

/** Becomes part of a host name, so nothing but a region may stand there. */
const regionOf = (region: string | undefined): string | undefined => {
  if (region === undefined || /^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/.test(region)) return region;
  throw new AppError('usage', `this is not the name of an AWS region: ${region}`, 'Write it as in eu-west-1.');
};

/** Variables of the vault command line: https://developer.hashicorp.com/vault/docs/commands#environment-variables */
const vaultOf = (env: Environment): VaultSettings => ({
  ...present('address', urlOf(env, 'VAULT_ADDR')),
  ...present('token', secretOf(env, 'VAULT_TOKEN')),
  ...present('namespace', textOf(env, 'VAULT_NAMESPACE')),
  ...present('roleId', textOf(env, 'VAULT_ROLE_ID')),
  ...present('secretId', secretOf(env, 'VAULT_SECRET_ID')),
  appRoleMount: textOf(env, 'VAULT_APPROLE_MOUNT') ?? 'approle',
  mount: textOf(env, 'VAULT_MOUNT') ?? 'secret',
});

/** Variables of Azure's own libraries: https://learn.microsoft.com/javascript/api/@azure/identity/environmentcredential */
const azureOf = (env: Environment): AzureSettings => ({
  ...present('vaultUrl', urlOf(env, 'AZURE_KEY_VAULT_URL')),
  ...present('tenantId', textOf(env, 'AZURE_TENANT_ID')),
  ...present('clientId', textOf(env, 'AZURE_CLIENT_ID')),
  ...present('clientSecret', secretOf(env, 'AZURE_CLIENT_SECRET')),
  ...present('federatedTokenFile', textOf(env, 'AZURE_FEDERATED_TOKEN_FILE')),
  authorityHost: urlOf(env, 'AZURE_AUTHORITY_HOST') ?? 'https://login.microsoftonline.com',
  ...present('identityEndpoint', urlOf(env, 'IDENTITY_ENDPOINT')),
  ...present('identityHeader', secretOf(env, 'IDENTITY_HEADER')),
});

const localOf = (env: Environment, host: Host): LocalSettings => {
  const key = secretOf(env, 'WATERTIGHT_KEY');
  const passphrase = secretOf(env, 'WATERTIGHT_PASSPHRASE');
  const keyFile = folderOutside(env, 'WATERTIGHT_KEY_FILE', host);
  const given = [key && 'WATERTIGHT_KEY', passphrase && 'WATERTIGHT_PASSPHRASE', keyFile && 'WATERTIGHT_KEY_FILE'].filter((name) => name !== undefined);
  if (given.length > 1) throw new AppError('usage', `only one of these opens the local store: ${given.join(', ')}`, 'Unset the others.');
  const home = folderOutside(env, 'WATERTIGHT_HOME', host) ?? join(dataFolderOf(env, host), 'watertight');
  return { home, ...present('key', key), ...present('passphrase', passphrase), ...present('keyFile', keyFile) };
};

/** A place for keys and secrets, outside of the repository: what is in it gets committed. */
const folderOutside = (env: Environment, name: string, { cwd }: Host): string | undefined => {
  const path = wholePath(env, name);
  const root = findRepositoryRoot(cwd);
  if (path !== undefined && root !== undefined && isInside(root, path))
    throw new AppError('usage', `${name} lies inside the repository: ${path}`, 'Name a place outside of it: what lies inside gets committed sooner or later.');
  return path;
};

const wholePath = (env: Environment, name: string): string | undefined => {
  const path = textOf(env, name);
  if (path === undefined || isAbsolute(path)) return path;
  throw new AppError('usage', `${name} must be a whole path: ${path}`, 'A relative one would mean another place in every folder.');
};

/** The text of a variable; undefined where it is absent or empty. */
const textOf = (env: Environment, name: string): string | undefined => env[name]?.trim() || undefined;

/** A credential keeps its spaces: only an empty one counts as absent. */
const secretOf = (env: Environment, name: string): Secret | undefined => {
  const value = env[name] ?? '';
  return value === '' ? undefined : new Secret(value);
};

/** A URL without a slash at its end. It may hold a password, so it is never shown. */
const urlOf = (env: Environment, name: string): string | undefined => {
  const text = textOf(env, name);
  if (text === undefined) return undefined;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new AppError('usage', `${name} is not a URL that starts with https:// or http://`, 'Write it as in https://vault.example.com:8200.');
  return text.replace(/\/+$/, '');
};

const numberOf = (env: Environment, name: string, least: number, most: number): number | undefined => {
  const text = textOf(env, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new AppError('usage', `${name} must be a whole number from ${least} to ${most}: ${text}`);
};

const choiceOf = <T extends string>(env: Environment, name: string, choices: readonly T[]): T | undefined => {
  const text = textOf(env, name);
  if (text === undefined) return undefined;
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw new AppError('usage', `${name} must be one of ${choices.join(', ')}: ${text}`);
};

const present = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } => (value === undefined ? {} : ({ [key]: value } as { [P in K]?: V }));
