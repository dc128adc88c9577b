import { AppError } from '../model/app-error.ts';
import type { AzureSettings } from '../model/provider-settings.ts';
import { isLoopback } from './loopback.ts';

/** A key vault that may get a token, and for whom the token is to be made. */
export interface AzureVault {
  /** e.g. `https://acme.vault.azure.net`. */
  readonly origin: string;
  /** e.g. `https://vault.azure.net`; undefined: the vault itself has to say. */
  readonly resource: string | undefined;
}

/**
 * Azure's clouds: where vaults live, and who signs tokens for them. Public, China, US government, Germany (closed), the isolated ones.
 * https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 */
const CLOUDS: readonly { readonly suffix: string; readonly authorities: readonly string[] }[] = [
  { suffix: 'vault.azure.net', authorities: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com'] },
  { suffix: 'vault.azure.cn', authorities: ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'] },
  { suffix: 'vault.usgovcloudapi.net', authorities: ['login.microsoftonline.us'] },
  { suffix: 'vault.microsoftazure.de', authorities: ['login.microsoftonline.de'] },
  { suffix: 'vault.azure.eaglex.ic.gov', authorities: ['login.microsoftonline.eaglex.ic.gov'] },
  { suffix: 'vault.cloudapi.microsoft.scloud', authorities: ['login.microsoftonline.microsoft.scloud'] },
];

const cloudOf = (hostname: string) =>
  CLOUDS.find(({ suffix }) => hostname.endsWith(`.${suffix}`) && /^[a-z0-9-]{3,24}$/.test(hostname.slice(0, -suffix.length - 1)));

/**
 * The vault of a reference, or that of the settings. A reference may come from anybody who can write to the repository, so a host of its choice gets
 * a token only where Azure itself runs it; any other, even on this machine, has to be named by `AZURE_KEY_VAULT_URL`.
 * @throws AppError `usage` when none is named, `denied` for a host that gets no token
 */
export const vaultOf = (host: string | undefined, { vaultUrl, authorityHost, clientId, tenantId }: AzureSettings): AzureVault => {
  const text = host ?? vaultUrl;
  if (text === undefined)
    throw new AppError('usage', 'it is not known which key vault is meant', 'Set AZURE_KEY_VAULT_URL, e.g. to https://acme.vault.azure.net.');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const own = vaultUrl !== undefined && URL.canParse(vaultUrl) ? new URL(vaultUrl).origin : undefined;
  const cloud = url === undefined ? undefined : cloudOf(url.hostname);
  const isOwn = url !== undefined && url.origin === own;
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && isOwn && isLoopback(url.hostname));
  if (url === undefined || !isPrivate || url.username !== '' || url.password !== '' || !(isOwn || (cloud !== undefined && url.port === '')))
    throw new AppError(
      'denied',
      `this is no key vault of Azure, so it gets no token: ${url?.host ?? 'not a URL'}`,
      'If it is yours, name it in AZURE_KEY_VAULT_URL.',
    );
  const authority = new URL(authorityHost).hostname;
  const authorityCloud = CLOUDS.find(({ authorities }) => authorities.includes(authority));
  if (cloud !== undefined && authorityCloud !== undefined && authorityCloud !== cloud && clientId !== undefined && tenantId !== undefined)
    throw new AppError(
      'authentication',
      `the key vault is of another cloud than the one that is to sign in: ${url.host}, ${authority}`,
      `Set AZURE_AUTHORITY_HOST to https://${cloud.authorities[0]}.`,
    );
  return { origin: url.origin, resource: cloud === undefined ? undefined : `https://${cloud.suffix}` };
};

/** What a vault says of who signs tokens for it: RFC 6750 section 3, with Azure's own parameters. */
export interface Challenge {
  readonly resource: string;
  /** The tenant's id, where it is one. */
  readonly tenant: string | undefined;
}

/**
 * Reads `WWW-Authenticate`. Whoever answers under the name of a vault could ask for a token to another service, so the resource must be the vault's
 * own domain (https://aka.ms/azsdk/blog/vault-uri).
 * @throws AppError `denied` for another domain
 */
export const readChallenge = (header: string | null, origin: string): Challenge | undefined => {
  const parameter = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]{1,500})"`, 'i').exec(header ?? '')?.[1];
  const resource = parameter('resource') ?? parameter('scope')?.replace(/\/\.default$/, '');
  if (!/^bearer\b/i.test(header ?? '') || resource === undefined || !URL.canParse(resource)) return undefined;
  const [asked, vault] = [new URL(resource), new URL(origin)];
  const isSame = isLoopback(vault.hostname) ? asked.host === vault.host : asked.protocol === 'https:' && vault.hostname.endsWith(`.${asked.hostname}`);
  if (!isSame)
    throw new AppError(
      'denied',
      `the key vault asks for a token to another service: ${vault.host} for ${asked.host}`,
      'It is not what its name says, and gets none.',
    );
  const [tenant] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(parameter('authorization') ?? parameter('authorization_uri') ?? '') ?? [];
  return { resource: resource.replace(/\/$/, ''), tenant };
};
