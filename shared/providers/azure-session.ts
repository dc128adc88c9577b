import { AppError } from '../model/app-error.ts';
import type { AzureSettings } from '../model/provider-settings.ts';
import type { Secret } from '../model/secret.ts';
import type { AzureTokens } from './azure-token.ts';
import { readChallenge, vaultOf } from './azure-vault.ts';
import type { Call } from './deadline.ts';
import { commonFailure, objectOf, strange, textOf } from './failure.ts';
import type { HttpAnswer, HttpRequest, Send } from './http.ts';

/** A request to a key vault. */
export interface AzureRequest {
  readonly method: HttpRequest['method'];
  /** Below the vault's origin, e.g. `secrets/name`; encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

export interface AzureSession {
  /** The origin of the vault that is meant. @throws AppError when none is named, or it gets no token */
  readonly originOf: (host: string | undefined) => string;
  /** What an address says of the vault so that a reference can be made of it: nothing for one outside of Azure's clouds, which only the settings may name. */
  readonly placeOf: (host: string | undefined) => { readonly host?: string };
  /** Answers below 400, and 404, come back as they are. @throws AppError for all others */
  readonly ask: (host: string | undefined, request: AzureRequest, call: Call) => Promise<HttpAnswer>;
  /** Follows the link to a next page, which must be on the same vault. */
  readonly follow: (host: string | undefined, link: string, call: Call) => Promise<HttpAnswer>;
}

const STORE = 'Azure Key Vault';
/** Spoken in every cloud since 2023; newer ones add nothing for secrets. */
export const API_VERSION = '7.4';

/** Sends requests to key vaults as whoever we are. https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses */
export const createAzureSession = (settings: AzureSettings, tokens: AzureTokens, send: Send): AzureSession => {
  /** For whom vaults outside of the known clouds want tokens: they say so to whoever comes without one. */
  const learned = new Map<string, string>();

  const resourceOf = async (host: string | undefined, url: string, call: Call): Promise<string> => {
    const { origin, resource } = vaultOf(host, settings);
    const known = resource ?? learned.get(origin);
    if (known !== undefined) return known;
    const answer = await send({ method: 'GET', url }, call);
    const challenge = readChallenge(answer.headers.get('www-authenticate'), origin);
    // Network rules come before the question who asks.
    if (challenge === undefined && answer.status >= 400 && answer.status !== 401) throw failureOf(answer, origin, new URL(url).pathname);
    if (challenge === undefined) throw strange(STORE, new URL(origin).host, 'it does not say who signs in to it');
    learned.set(origin, challenge.resource);
    return challenge.resource;
  };

  const sendTo = async (host: string | undefined, method: HttpRequest['method'], url: string, json: unknown, call: Call): Promise<HttpAnswer> => {
    const { origin } = vaultOf(host, settings);
    const askAs = (token: Secret): Promise<HttpAnswer> =>
      send({ method, url, headers: { authorization: `Bearer ${token.reveal()}` }, ...(json === undefined ? {} : { json }) }, call);
    const resource = await resourceOf(host, url, call);
    const token = await tokens.tokenFor(resource, call);
    let answer = await askAs(token);
    if (answer.status === 401) {
      const challenge = readChallenge(answer.headers.get('www-authenticate'), origin);
      answer = await askAs(await tokens.tokenFor(challenge?.resource ?? resource, call, token));
      if (answer.status === 401) throw unknownToVault(origin, challenge?.tenant, settings.tenantId);
    }
    if (answer.status < 400 || answer.status === 404) return checked(answer, origin);
    throw failureOf(answer, origin, new URL(url).pathname);
  };

  return {
    originOf: (host) => vaultOf(host, settings).origin,
    placeOf: (host) => {
      const { origin, resource } = vaultOf(host, settings);
      return resource === undefined ? {} : { host: origin };
    },
    ask: (host, { method, path, query = {}, json }, call) => {
      const url = new URL(`${vaultOf(host, settings).origin}/${path}`);
      for (const [name, value] of Object.entries({ 'api-version': API_VERSION, ...query })) url.searchParams.set(name, value);
      return sendTo(host, method, url.href, json, call);
    },
    follow: (host, link, call) => {
      const { origin } = vaultOf(host, settings);
      const url = URL.canParse(link) ? new URL(link) : undefined;
      if (url?.origin !== origin || !/^\/(?:secrets|deletedsecrets)(?:\/|$)/.test(url.pathname))
        throw new AppError('unreachable', `the next page of the list is not on the same key vault: ${url?.host ?? 'not a URL'}`, 'No credential goes there.');
      return sendTo(host, 'GET', url.href, undefined, call);
    },
  };
};

const checked = (answer: HttpAnswer, origin: string): HttpAnswer => {
  if (answer.status === 204 || answer.status === 404 || (answer.status === 200 && objectOf(answer.body) !== undefined)) return answer;
  throw commonFailure(STORE, new URL(origin).host, answer) ?? strange(STORE, new URL(origin).host, `HTTP ${answer.status}`);
};

const unknownToVault = (origin: string, tenant: string | undefined, ours: string | undefined): AppError =>
  new AppError(
    'authentication',
    `the key vault does not accept our token: ${new URL(origin).host}`,
    tenant !== undefined && tenant !== ours ? `It belongs to the tenant ${tenant}: sign in there.` : 'Is it of the same tenant and cloud as who signs in?',
  );

/** The innermost code says most: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes */
export const codesOf = ({ body }: HttpAnswer): readonly string[] => {
  const codes: string[] = [];
  for (let error = objectOf(objectOf(body)?.['error']), depth = 0; error !== undefined && depth < 5; error = objectOf(error['innererror']), depth++)
    codes.push(textOf(error['code']) ?? '');
  return codes;
};

/** Codes are fixed words; messages quote, and are not shown. */
const failureOf = (answer: HttpAnswer, origin: string, pathname: string): AppError => {
  const codes = codesOf(answer);
  const has = (pattern: RegExp): boolean => codes.some((code) => pattern.test(code));
  const where = `${pathname.slice(1)} on ${new URL(origin).host}`;
  if (answer.status === 403 && has(/Firewall|PublicNetworkAccess|VirtualNetwork/i))
    return new AppError('denied', `the key vault's network rules keep us out: ${where}`, 'Allow this address, or come from inside the network.');
  if (answer.status === 403 && has(/Disabled|NotYetValid|Expired/i))
    return new AppError('denied', `the secret is disabled, or not valid now: ${where}`, 'Enable it, or check its dates.');
  if (answer.status === 403) return new AppError('denied', `the key vault does not allow this: ${where}`, 'docs/providers.md lists the roles that are needed.');
  if (answer.status === 409 && has(/^ObjectIsDeletedButRecoverable$/))
    return new AppError('secret-deleted', `this secret is deleted and can be recovered: ${where}`, 'Restore it, or delete it for good to use the name again.');
  if (answer.status === 409) return new AppError('conflict', `the key vault is busy with this secret: ${where}`, 'Try again in a minute.');
  if (answer.status === 400)
    return new AppError('secret-invalid', `the key vault does not take this: ${where}`, 'Is the value larger than 25 kB, or are there more than 15 tags?');
  return commonFailure(STORE, new URL(origin).host, answer) ?? strange(STORE, new URL(origin).host, `HTTP ${answer.status}`);
};
