import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../model/app-error.ts';
import type { VaultSettings } from '../model/provider-settings.ts';
import { Secret } from '../model/secret.ts';
import type { Call } from './deadline.ts';
import { commonFailure, objectOf, strange, textOf } from './failure.ts';
import type { HttpAnswer, HttpRequest, Patience, Send } from './http.ts';

/** A request to Vault: the path is below `/v1/`, already encoded. */
export interface VaultRequest {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly json?: unknown;
}

export interface VaultSession {
  /** Without a slash at its end. */
  readonly address: string;
  readonly host: string;
  /** `bearer` (of a token given) or `approle:MOUNT`: how we sign in. */
  readonly signsInBy: string;
  /**
   * Sends as whoever we are. Answers below 400, 400 itself and 404 come back as they are: they mean something else to each caller.
   * @throws AppError for all others
   */
  readonly ask: (request: VaultRequest, call: Call) => Promise<HttpAnswer>;
}

interface Login {
  readonly token: Secret;
  /** Milliseconds since 1970; infinite for a token that does not end, or whose end we don't know. */
  readonly endsAt: number;
}

const STORE = 'Vault';
/** A new log-in is made when this part of the lease is over, so that no request starts with a token that ends on its way. */
const LEASE_PART = 0.9;

/**
 * Signs in to the Vault of the settings and to no other: a reference never says where Vault is.
 * By `VAULT_TOKEN`; else by AppRole, anew when its lease ends or the token is refused; else by the token that `vault login` left in the user's
 * home. Wire: https://developer.hashicorp.com/vault/api-docs and …/api-docs/auth/approle#login-with-approle.
 */
export const createVaultSession = (settings: VaultSettings, send: Send, patience: Patience, home: string): VaultSession => {
  const address = addressOf(settings);
  const { host } = new URL(address);
  const headers = { 'x-vault-request': 'true', ...(settings.namespace === undefined ? {} : { 'x-vault-namespace': settings.namespace }) };
  const byRole = settings.token === undefined && settings.roleId !== undefined;
  let login: Promise<Login> | undefined;

  const post = (path: string, json: unknown, call: Call): Promise<HttpAnswer> =>
    send({ method: 'POST', url: `${address}/v1/${path}`, headers, json, repeatable: true }, call);

  const signIn = async (call: Call): Promise<Login> => {
    if (settings.token !== undefined) return { token: settings.token, endsAt: Number.POSITIVE_INFINITY };
    if (settings.roleId === undefined) return { token: await tokenOfHome(home), endsAt: Number.POSITIVE_INFINITY };
    const mount = settings.appRoleMount.split('/').filter(Boolean).map(encodeURIComponent).join('/');
    const secretId = settings.secretId === undefined ? {} : { secret_id: settings.secretId.reveal() };
    const answer = await post(`auth/${mount}/login`, { role_id: settings.roleId, ...secretId }, call);
    const auth = objectOf(objectOf(answer.body)?.['auth']);
    const token = textOf(auth?.['client_token']);
    if (answer.status === 200 && token !== undefined && token !== '') {
      const seconds = Number(auth?.['lease_duration'] ?? 0);
      return { token: new Secret(token), endsAt: seconds > 0 ? patience.now() + seconds * 1000 * LEASE_PART : Number.POSITIVE_INFINITY };
    }
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429)
      throw new AppError(
        'authentication',
        `Vault refuses this AppRole: auth/${mount} on ${host}`,
        'Check VAULT_ROLE_ID, VAULT_SECRET_ID (it may have ended) and VAULT_APPROLE_MOUNT.',
      );
    throw commonFailure(STORE, host, answer) ?? strange(STORE, host);
  };

  /** One log-in at a time, kept while it holds. */
  const signedIn = async (call: Call): Promise<Login> => {
    const known = login;
    if (known !== undefined) {
      const kept = await known.catch(() => undefined);
      if (kept !== undefined && kept.endsAt > patience.now()) return kept;
      if (login !== known && login !== undefined) return login;
    }
    const mine = signIn(call);
    login = mine;
    mine.catch(() => {
      if (login === mine) login = undefined;
    });
    return mine;
  };

  const askAs = ({ token }: Login, { method, path, json }: VaultRequest, call: Call): Promise<HttpAnswer> =>
    send({ method, url: `${address}/v1/${path}`, headers: { ...headers, 'x-vault-token': token.reveal() }, json }, call);

  /** 403 means "no such token" as well as "not allowed"; before 1.13 both in the same words. */
  const isTokenDead = async (answer: HttpAnswer, current: Login, call: Call): Promise<boolean> =>
    errorsOf(answer).some((error) => /invalid token|bad token/.test(error)) ||
    (await askAs(current, { method: 'GET', path: 'auth/token/lookup-self' }, call)).status === 403;

  const ask = async (request: VaultRequest, call: Call): Promise<HttpAnswer> => {
    const first = await signedIn(call);
    let answer = await askAs(first, request, call);
    if (answer.status === 403) {
      const dead = await isTokenDead(answer, first, call);
      if (dead && !byRole)
        throw new AppError(
          'authentication',
          `Vault does not know this token: ${host}`,
          'It may have ended: `vault login` makes a new one, VAULT_TOKEN names it.',
        );
      if (dead) {
        if ((await login?.catch(() => undefined)) === first) login = undefined;
        answer = await askAs(await signedIn(call), request, call);
      }
    }
    if (answer.status < 300 || answer.status === 400 || answer.status === 404) return answer;
    throw failureOf(answer, host, request.path, settings.namespace);
  };

  return { address, host, signsInBy: settings.token === undefined && byRole ? `approle:${settings.appRoleMount}` : 'bearer', ask };
};

/** Plain `http://` is used where VAULT_ADDR says so, as Vault's own tools do: it is common inside a cluster, and no file of a repository can say it. */
const addressOf = ({ address }: VaultSettings): string => {
  if (address === undefined) throw new AppError('usage', 'it is not known where Vault is', 'Set VAULT_ADDR, e.g. to https://vault.example.com:8200.');
  const url = new URL(address);
  if (url.username !== '' || url.password !== '')
    throw new AppError('usage', 'VAULT_ADDR holds a user name or a password', 'Sign in by VAULT_TOKEN or AppRole.');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
};

/** Where Vault's command line keeps what `vault login` got: https://developer.hashicorp.com/vault/docs/commands/token-helper */
const tokenOfHome = async (home: string): Promise<Secret> => {
  const text = await readFile(join(home, '.vault-token'), 'utf8').catch(() => '');
  if (text.trim() !== '') return new Secret(text.trim());
  throw new AppError(
    'authentication',
    'there is nothing to sign in to Vault with',
    'Set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, or run `vault login`.',
  );
};

/** Vault's own words. For comparing alone: they may quote what was sent. */
export const errorsOf = ({ body }: HttpAnswer): readonly string[] => {
  const errors = objectOf(body)?.['errors'];
  return Array.isArray(errors) ? errors.filter((error) => typeof error === 'string') : [];
};

const failureOf = (answer: HttpAnswer, host: string, path: string, namespace: string | undefined): AppError => {
  const where = `${path.replace(/\?.*$/, '')} on ${host}${namespace === undefined ? '' : `, namespace ${namespace}`}`;
  if (answer.status === 403)
    return new AppError('denied', `Vault's policy does not allow this: ${where}`, 'docs/providers.md lists the least policy that is needed.');
  if (answer.status === 405) return new AppError('unsupported', `Vault has no such operation here: ${where}`, 'Is this mount a KV engine?');
  if (errorsOf(answer).some((error) => /sealed/i.test(error)))
    return new AppError('unreachable', `Vault is sealed: ${host}`, 'Someone with the keys has to unseal it.');
  return commonFailure(STORE, host, answer) ?? strange(STORE, host, `HTTP ${answer.status}`);
};
