import { readFile } from 'node:fs/promises';
import { AppError } from '../model/app-error.ts';
import type { AzureSettings } from '../model/provider-settings.ts';
import { Secret } from '../model/secret.ts';
import { fetchCliToken } from './azure-cli.ts';
import { type Call, withDeadline } from './deadline.ts';
import { commonFailure, objectOf, strange, textOf } from './failure.ts';
import type { HttpAnswer, Patience, Send } from './http.ts';
import { isLoopback } from './loopback.ts';

export interface AzureToken {
  readonly token: Secret;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/** What tests put in place of the machine. */
export interface AzureMachine {
  /** Default: the link-local address of Azure's own machines. */
  readonly metadataOrigin?: string;
  /** Default: `az`. */
  readonly cli?: string;
}

export interface AzureTokens {
  /** How we sign in, e.g. `client-credential`; without the network. */
  readonly signsInBy: string;
  /** `refused`: a token that a vault did not accept, and which is not given again. */
  readonly tokenFor: (resource: string, call: Call, refused?: Secret) => Promise<Secret>;
}

const STORE = 'Microsoft Entra ID';
/** A token that ends sooner than this is not used any more. */
const MARGIN_MS = 5 * 60 * 1000;
/** How long a machine outside of Azure may take to say that it has no metadata service. */
const METADATA_MS = 1000;

/**
 * Tokens for key vaults, each kept until five minutes before its end and asked for once, however many wait for it. By the secret of an application;
 * else by a federated token (AKS, other clouds); else by the managed identity of an app; else by that of a virtual machine; else by whoever is
 * signed in to the `az` command.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export const createAzureTokens = (settings: AzureSettings, send: Send, patience: Patience, machine: AzureMachine = {}): AzureTokens => {
  const tokens = new Map<string, Promise<AzureToken>>();
  const { fetch: fetchToken, signsInBy } = wayIn(settings, send, patience, machine);

  const tokenFor: AzureTokens['tokenFor'] = async (resource, call, refused) => {
    const known = tokens.get(resource);
    const kept = await known?.catch(() => undefined);
    if (kept !== undefined && kept.token !== refused && kept.endsAt - MARGIN_MS > patience.now()) return kept.token;
    // Another caller may have begun while we waited.
    const newer = tokens.get(resource);
    if (newer !== undefined && newer !== known) return (await newer).token;
    const mine = fetchToken(resource, call);
    tokens.set(resource, mine);
    mine.catch(() => {
      if (tokens.get(resource) === mine) tokens.delete(resource);
    });
    return (await mine).token;
  };
  return { signsInBy, tokenFor };
};

type FetchToken = (resource: string, call: Call) => Promise<AzureToken>;

const wayIn = (settings: AzureSettings, send: Send, patience: Patience, machine: AzureMachine): { readonly fetch: FetchToken; readonly signsInBy: string } => {
  const { tenantId, clientId, clientSecret, federatedTokenFile: file, identityEndpoint, identityHeader } = settings;
  if (tenantId !== undefined && clientId !== undefined && clientSecret !== undefined) {
    const grant = async () => ({ client_secret: clientSecret.reveal() });
    return {
      fetch: (resource, call) => fetchByGrant({ ...settings, tenantId, clientId }, grant, resource, send, patience, call),
      signsInBy: 'client-credential',
    };
  }
  if (tenantId !== undefined && clientId !== undefined && file !== undefined) {
    // Read anew each time: whoever puts it there replaces it every hour or so.
    const grant = async () => ({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await readAssertion(file),
    });
    return { fetch: (resource, call) => fetchByGrant({ ...settings, tenantId, clientId }, grant, resource, send, patience, call), signsInBy: 'federation' };
  }
  if (identityEndpoint !== undefined && identityHeader !== undefined) {
    const headers = { 'x-identity-header': identityHeader.reveal() };
    const fetch: FetchToken = async (resource, call) => {
      const url = withQuery(identityEndpoint, { 'api-version': '2019-08-01', resource, client_id: clientId });
      return tokenOf(await send({ method: 'GET', url, headers }, call), new URL(identityEndpoint).host, patience);
    };
    return { fetch, signsInBy: 'managed-identity' };
  }
  const fetch: FetchToken = async (resource, call) =>
    (await fetchOfMachine(resource, machine.metadataOrigin ?? 'http://169.254.169.254', clientId, send, patience, call)) ??
    fetchCliToken(machine.cli ?? 'az', resource, tenantId, patience.now(), call.signal);
  return { fetch, signsInBy: 'machine-or-cli' };
};

const readAssertion = async (file: string): Promise<string> => {
  const text = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (text !== '') return text;
  throw new AppError('authentication', `the federated token can't be read: ${file}`, 'AZURE_FEDERATED_TOKEN_FILE names it.');
};

const withQuery = (base: string, query: Readonly<Record<string, string | undefined>>): string => {
  const url = new URL(base);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
};

const fetchByGrant = async (
  { authorityHost, tenantId, clientId }: AzureSettings & { readonly tenantId: string; readonly clientId: string },
  grant: () => Promise<Record<string, string>>,
  resource: string,
  send: Send,
  patience: Patience,
  call: Call,
): Promise<AzureToken> => {
  const { origin, hostname, protocol, host } = new URL(authorityHost);
  if (protocol !== 'https:' && !isLoopback(hostname)) throw new AppError('usage', `AZURE_AUTHORITY_HOST must start with https://: ${host}`);
  const form = { client_id: clientId, scope: `${resource}/.default`, grant_type: 'client_credentials', ...(await grant()) };
  const answer = await send({ method: 'POST', url: `${origin}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, form, repeatable: true }, call);
  return tokenOf(answer, host, patience);
};

/** Undefined on a machine that has no managed identity. */
const fetchOfMachine = async (
  resource: string,
  origin: string,
  clientId: string | undefined,
  send: Send,
  patience: Patience,
  call: Call,
): Promise<AzureToken | undefined> => {
  const url = withQuery(`${origin}/metadata/identity/oauth2/token`, { 'api-version': '2018-02-01', resource, client_id: clientId });
  const ask = (part: Call, maxAttempts: number) => send({ method: 'GET', url, headers: { metadata: 'true' }, maxAttempts }, part);
  // Who answers this at all is a machine of Azure, and then gets the time it needs.
  const first = await withDeadline(STORE, Math.min(METADATA_MS, call.leftMs()), call.signal, (part) => ask(part, 1)).catch(() => undefined);
  call.signal.throwIfAborted();
  if (first === undefined) return undefined;
  const answer = first.status === 404 || first.status === 410 || first.status === 429 || first.status >= 500 ? await ask(call, 4) : first;
  // 400: it is one, but has no such identity. 403, 404, 405: a proxy or another cloud.
  if (answer.status >= 400 && answer.status < 429) return undefined;
  return tokenOf(answer, 'the metadata service', patience);
};

/** Of Entra and of managed identities alike; the latter write numbers as text. */
const tokenOf = (answer: HttpAnswer, host: string, patience: Patience): AzureToken => {
  const body = objectOf(answer.body);
  const token = textOf(body?.['access_token']);
  if (answer.status === 200 && token !== undefined && token !== '') {
    const [until, seconds] = [Number(body?.['expires_on']), Number(body?.['expires_in'])];
    return { token: new Secret(token), endsAt: until > 0 ? until * 1000 : patience.now() + (seconds || 0) * 1000 };
  }
  if (answer.status === 400 || answer.status === 401 || answer.status === 403) throw refusal(body, host);
  throw commonFailure(STORE, host, answer) ?? strange(STORE, host, `HTTP ${answer.status}`);
};

/** The number of the error alone: descriptions are long, and may quote. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const refusal = (body: Readonly<Record<string, unknown>> | undefined, host: string): AppError => {
  const [number] = /\bAADSTS\d{1,9}\b/.exec(textOf(body?.['error_description']) ?? '') ?? [];
  const [code] = /^[a-z_]{1,40}$/.exec(textOf(body?.['error']) ?? '') ?? [];
  const why = [code, number].filter(Boolean).join(', ');
  return new AppError(
    'authentication',
    `${STORE} does not let us sign in: ${host}${why === '' ? '' : ` (${why})`}`,
    'Check AZURE_TENANT_ID, AZURE_CLIENT_ID and what proves it; a secret may have ended.',
  );
};
