import type { GithubClient } from './github-client.ts';

/** Whom GitHub names as the author of a comment. */
export interface Author {
  readonly login?: string | undefined;
  readonly type?: string | undefined;
}

/** The author of what a workflow's own token writes. */
const WORKFLOW = 'github-actions[bot]';

/** Each client asks once. */
const logins = new WeakMap<GithubClient, Promise<string>>();

/**
 * Tells what this token wrote. The token of a workflow may not ask `GET /user`, but GraphQL tells it its name; of a server that answers neither the
 * workflow's own name is assumed.
 */
export const createIsOwn = async (client: GithubClient): Promise<(author: Author | null | undefined) => boolean> => {
  const asked = logins.get(client) ?? findLogin(client);
  logins.set(client, asked);
  const login = await asked;
  return (author) => {
    const name = author?.login?.toLowerCase();
    // GraphQL names an app without `[bot]`, which no person's login can end with
    return name !== undefined && (name === login || (author?.type === 'Bot' && name === `${login}[bot]`));
  };
};

const findLogin = async (client: GithubClient): Promise<string> => {
  try {
    const { viewer } = await client.graphql<{ readonly viewer: { readonly login: string } }>('query { viewer { login } }');
    return viewer.login.toLowerCase();
  } catch {} // not every server has it
  try {
    return (await client.rest.users.getAuthenticated()).data.login.toLowerCase();
  } catch {
    return WORKFLOW;
  }
};
