import { AppError } from '../model/app-error.ts';
import { Secret } from '../model/secret.ts';
import type { Environment } from './user-folders.ts';

/** How GitHub's API is reached. */
export interface GithubSettings {
  /** Base of the API, e.g. `https://api.github.com`. */
  readonly apiUrl: string;
  /** Web address of the server, without a slash at its end; undefined where only the API's is known. */
  readonly serverUrl: string | undefined;
  readonly token: Secret | undefined;
  /** `owner/name` that a workflow runs in. */
  readonly repository: string | undefined;
}

const PUBLIC_API = 'https://api.github.com';

const setting = (env: Environment, name: string): string | undefined => {
  const value = env[name]?.trim() ?? '';
  return value === '' ? undefined : value;
};

/**
 * The variables that a workflow sets and GitHub's own command line reads: `GITHUB_TOKEN` or `GH_TOKEN`; `GITHUB_API_URL`, else `GH_HOST` for a server
 * of one's own; `GITHUB_SERVER_URL`; `GITHUB_REPOSITORY`.
 */
export const readGithubSettings = (env: Environment): GithubSettings => {
  const host = setting(env, 'GH_HOST');
  if (host !== undefined && !/^[\w.-]{1,250}(?::\d{1,5})?$/.test(host))
    throw new AppError('usage', 'GH_HOST is no name of a host', 'Write it as in github.example.com.');
  const own = host === undefined || host === 'github.com' ? undefined : `https://${host}/api/v3`;
  const token = setting(env, 'GITHUB_TOKEN') ?? setting(env, 'GH_TOKEN');
  const apiUrl = setting(env, 'GITHUB_API_URL') ?? own ?? PUBLIC_API;
  const serverUrl =
    setting(env, 'GITHUB_SERVER_URL') ?? (host === undefined ? undefined : `https://${host}`) ?? (apiUrl === PUBLIC_API ? 'https://github.com' : undefined);
  return {
    apiUrl,
    serverUrl: serverUrl?.replace(/\/+$/, ''),
    token: token === undefined ? undefined : new Secret(token),
    repository: setting(env, 'GITHUB_REPOSITORY'),
  };
};
