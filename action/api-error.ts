import { AppError, type ErrorCode } from '../shared/model/app-error.ts';
import { failureOf, isLimited } from './github-client.ts';

/** What a status means, and what to do. GitHub answers 404 where a token may not even know that something is there. */
const meaningOf = (status: number, isLimit: boolean, permission: string): readonly [code: ErrorCode, why: string, hint: string] => {
  if (isLimit) return ['throttled', 'GitHub allows no more requests for now', 'Run the job again later.'];
  if (status === 401) return ['authentication', 'GitHub does not know the token', "Correct 'with: github-token:' in the workflow."];
  if (status === 403 || status === 404)
    return [
      'denied',
      'the token may not do this',
      `Give the job 'permissions: ${permission}: write'. A pull request from a fork never has it: docs/pull-requests.md tells of a second workflow.`,
    ];
  if (status === 422)
    return [
      'unsupported',
      'GitHub did not take it',
      'Was the pull request closed, locked or pushed to meanwhile? Else please report it, with the workflow step.',
    ];
  return ['unreachable', status === 0 ? 'GitHub did not answer' : 'GitHub could not answer', 'Run the job again.'];
};

/** Names of the errors that a request can end with; any other one is a bug of ours. */
const OF_REQUESTS: readonly string[] = ['HttpError', 'GraphqlResponseError', 'AbortError', 'TimeoutError'];

/** An error of the API as one of ours; another error as it is. Of what the server said only the status is shown. */
export const apiError = (what: string, permission: string, error: unknown): unknown => {
  if (!(error instanceof Error || error instanceof DOMException) || !OF_REQUESTS.includes(error.name)) return error;
  const failure = failureOf(error);
  const [code, why, hint] = meaningOf(failure.status, isLimited(failure), permission);
  return new AppError(code, `${what}: ${why}${failure.status === 0 ? '' : ` (status ${failure.status})`}`, hint, { cause: error });
};
