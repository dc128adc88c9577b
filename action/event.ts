/** What an event changed, read from its payload. Nothing of a payload is trusted but its shape: ids are checked to be object ids. */
export type Change =
  /** What `head` has and `base` has not. */
  | {
      readonly kind: 'range';
      readonly base: string;
      readonly head: string;
      readonly branch?: string | undefined;
      readonly isDefaultBranch?: boolean;
      /** How many commits the event says that there are. */
      readonly commits?: number | undefined;
    }
  /** A branch or tag that the repository did not have: what `head` has and the default branch has not. */
  | { readonly kind: 'new'; readonly head: string; readonly branch: string | undefined; readonly isDefaultBranch: boolean }
  /** The event changed no commits: the checked-out tree is all there is. */
  | { readonly kind: 'tree'; readonly why: string }
  /** A branch was deleted: there is nothing left to look at. */
  | { readonly kind: 'nothing'; readonly why: string };

/** Events that speak of a pull request, with its two ends in their payload. */
export const OF_PULL_REQUESTS: readonly string[] = ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'];

type Json = { readonly [key: string]: unknown };

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/** A full object id of a SHA-1 or SHA-256 repository; anything else is `undefined`. */
const objectId = (value: unknown): string | undefined => (typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : undefined);

const count = (value: unknown): number | undefined => (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined);

const isZero = (id: string): boolean => /^0+$/.test(id);

/** The name of a branch, if git would take it as one (git-check-ref-format): it becomes part of an argument of git. */
const branchName = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const name = value.replace(/^refs\/heads\//, '');
  return /^[^\0-\x20\x7f~^:?*[\\-][^\0-\x20\x7f~^:?*[\\]{0,250}$/.test(name) && !/\.\.|@\{/.test(name) ? name : undefined;
};

/**
 * Whether a pull request comes from another repository: its author need not be anyone who may write to this one. A repository that
 * was deleted is `null`.
 */
export const isFromFork = (name: string, payload: unknown): boolean => {
  if (!OF_PULL_REQUESTS.includes(name)) return false;
  const pull = asObject(asObject(payload)['pull_request']);
  const head = asObject(pull['head'])['repo'];
  if (head === null) return true;
  const [from, to] = [asObject(head)['full_name'], asObject(asObject(pull['base'])['repo'])['full_name']];
  return from !== undefined && to !== undefined && from !== to;
};

/**
 * Whether what lies in the workspace may have been written by somebody who may not write to this repository: in a pull request from a fork, where
 * a workflow follows a run of one (`workflow_run`) and may have checked it out, and after a comment on a pull request, which does not say whose it is.
 */
export const isOfStranger = (name: string, payload: unknown): boolean => {
  if (name === 'issue_comment') return asObject(asObject(payload)['issue'])['pull_request'] !== undefined;
  if (name !== 'workflow_run') return isFromFork(name, payload);
  const run = asObject(asObject(payload)['workflow_run']);
  if (!OF_PULL_REQUESTS.some((event) => event === run['event'])) return false;
  const from = asObject(run['head_repository'])['full_name'];
  return from === undefined || from !== asObject(run['repository'])['full_name'];
};

/** The change of an event. `name` is `GITHUB_EVENT_NAME`, `sha` is `GITHUB_SHA`: the checked-out commit. */
export const changeOf = (name: string, payload: unknown, sha: string | undefined): Change => {
  const event = asObject(payload);
  if (OF_PULL_REQUESTS.includes(name)) {
    const pull = asObject(event['pull_request']);
    const target = asObject(pull['base']);
    const base = objectId(target['sha']);
    const head = objectId(asObject(pull['head'])['sha']);
    return base !== undefined && head !== undefined
      ? { kind: 'range', base, head, branch: branchName(target['ref']), commits: count(pull['commits']) }
      : { kind: 'tree', why: 'the event names no commits' };
  }
  if (name === 'merge_group') {
    const group = asObject(event['merge_group']);
    const base = objectId(group['base_sha']);
    const head = objectId(group['head_sha']);
    return base !== undefined && head !== undefined
      ? { kind: 'range', base, head, branch: branchName(group['base_ref']) }
      : { kind: 'tree', why: 'the event names no commits' };
  }
  if (name === 'push') {
    const head = objectId(event['after']) ?? objectId(sha);
    const base = objectId(event['before']);
    if (event['deleted'] === true || (head !== undefined && isZero(head))) return { kind: 'nothing', why: 'the push deleted the branch or tag' };
    if (head === undefined) return { kind: 'tree', why: 'the event names no commits' };
    const branch = branchName(asObject(event['repository'])['default_branch']);
    const isDefaultBranch = branch !== undefined && event['ref'] === `refs/heads/${branch}`;
    if (base === undefined || isZero(base)) return { kind: 'new', head, branch, isDefaultBranch };
    const pushed = event['commits'];
    return { kind: 'range', base, head, branch, isDefaultBranch, commits: count(Array.isArray(pushed) ? pushed.length : undefined) };
  }
  return { kind: 'tree', why: `the event ${/^\w{1,60}$/.test(name) ? name : '(unknown)'} changes no commits` };
};
