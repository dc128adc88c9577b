import { OF_PULL_REQUESTS } from './event.ts';

/** A pull request that can be spoken of. */
export interface PullRequest {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** Full id of its head commit, not of the merge that is checked out. */
  readonly head: string;
}

type Json = { readonly [key: string]: unknown };

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

export const isObjectId = (value: unknown): value is string => typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);

/** `owner/name` in its two parts; undefined for what GitHub would not take. */
export const repositoryOf = (name: unknown): { readonly owner: string; readonly repo: string } | undefined => {
  const [, owner, repo] = typeof name === 'string' ? (/^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(name) ?? []) : [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo };
};

/** The pull request that an event speaks of. `repository` is `GITHUB_REPOSITORY`: where the workflow runs, and where comments go. */
export const pullRequestOf = (name: string, payload: unknown, repository: string | undefined): PullRequest | undefined => {
  const where = repositoryOf(repository);
  if (!OF_PULL_REQUESTS.includes(name) || where === undefined) return undefined;
  const pull = asObject(asObject(payload)['pull_request']);
  const { number } = pull;
  const head = asObject(pull['head'])['sha'];
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 && isObjectId(head) ? { ...where, number, head } : undefined;
};

/** The head of a merge group: what a required check must be on. */
export const mergeGroupOf = (name: string, payload: unknown, repository: string | undefined): Omit<PullRequest, 'number'> | undefined => {
  const where = repositoryOf(repository);
  const head = asObject(asObject(payload)['merge_group'])['head_sha'];
  return name === 'merge_group' && where !== undefined && isObjectId(head) ? { ...where, head } : undefined;
};
