import { userInfo } from 'node:os';
import { loadProviderSettings, type ProviderOverrides } from '../shared/config/provider-settings.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { OpenProvider, Provider } from '../shared/model/provider.ts';
import type { ProviderSettings } from '../shared/model/provider-settings.ts';
import type { ProviderId, Reference } from '../shared/model/reference.ts';
import type { AuditRecord } from '../shared/model/resolver.ts';
import { parseReference } from '../shared/references/parse.ts';
import { openAuditLog } from '../shared/resolve/audit.ts';
import { createAuditedOpen } from '../shared/resolve/open-audited.ts';

/** Options of every command that asks a store, as commander gives them. */
export interface StoreOptions extends ProviderOverrides {
  readonly format: 'pretty' | 'json';
}

/** The name of the person and the command, for audit records. A container may run as a user without a name. */
export const whoAsks = (command: string): string => {
  try {
    return `${userInfo().username} via watertight ${command}`;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'} via watertight ${command}`;
  }
};

/** Where records of accesses go; undefined where the environment names no log. */
export const auditFor = ({ auditLog }: ProviderSettings): ((record: AuditRecord) => void) | undefined =>
  auditLog === undefined ? undefined : openAuditLog(auditLog).write;

/** Reads what names a secret: a reference of any kind, or a name in the store that the options or the environment choose. */
export const referenceFrom = (text: string, options: ProviderOverrides, settings: ProviderSettings): Reference => {
  const reference = parseReference(text, { assume: settings.defaultProvider });
  if (reference === undefined)
    throw new AppError(
      'reference-invalid',
      `this names no secret of ${TITLES[settings.defaultProvider]}: ${text}`,
      'Give a name, an ARN, or a reference such as local://name#key.',
    );
  const { provider } = reference.address;
  if (options.provider !== undefined && provider !== options.provider)
    throw new AppError('usage', `this reference belongs to ${TITLES[provider]}, not to ${TITLES[options.provider]}: ${text}`, 'Leave --provider out.');
  return reference;
};

export interface Store {
  readonly provider: Provider;
  readonly settings: ProviderSettings;
}

export interface NamedSecret extends Store {
  readonly reference: Reference;
}

const openAudited = (settings: ProviderSettings, id: ProviderId, command: string): Promise<Provider> => createAuditedOpen(settings, whoAsks(command))(id);

/** Opens the store that the options or the environment choose. */
export const openStore = async (command: string, options: ProviderOverrides): Promise<Store> => {
  const settings = loadProviderSettings(process.env, options);
  return { settings, provider: await openAudited(settings, settings.defaultProvider, command) };
};

/** Opens any store when it is asked for. */
export const openStores = (command: string, options: ProviderOverrides): OpenProvider => {
  const settings = loadProviderSettings(process.env, options);
  return createAuditedOpen(settings, whoAsks(command));
};

/** Opens the store of a secret. */
export const openSecret = async (command: string, text: string, options: ProviderOverrides): Promise<NamedSecret> => {
  const settings = loadProviderSettings(process.env, options);
  const reference = referenceFrom(text, options, settings);
  return { settings, reference, provider: await openAudited(settings, reference.address.provider, command) };
};

/** The same for a command that is about a whole secret. @throws AppError `usage` for a reference to a part or a version */
export const openWholeSecret = async (command: string, text: string, options: ProviderOverrides): Promise<NamedSecret> => {
  const named = await openSecret(command, text, options);
  const { pointer, address } = named.reference;
  if (pointer.length === 0 && address.version === undefined) return named;
  const part = pointer.length > 0 ? 'a key of a secret' : 'a version of a secret';
  throw new AppError('usage', `this command takes a whole secret, and this names ${part}: ${text}`, `Name the secret alone: ${named.reference.name}`);
};

/** The same for a command that is about a whole secret, or one key at the top of its JSON. @throws AppError `usage` for any other part */
export const openSecretOrKey = async (command: string, text: string, options: ProviderOverrides): Promise<NamedSecret> => {
  const named = await openSecret(command, text, options);
  const { pointer, address } = named.reference;
  if (pointer.length <= 1 && address.version === undefined) return named;
  throw new AppError('usage', `this command takes a secret, or a key at the top of its JSON: ${text}`, 'Write NAME or NAME#KEY.');
};

export const TITLES: Readonly<Record<ProviderId, string>> = {
  aws: 'AWS Secrets Manager',
  ssm: 'SSM Parameter Store',
  vault: 'HashiCorp Vault',
  azure: 'Azure Key Vault',
  local: 'the local store',
};
