import { AppError, type ErrorCode } from '../model/app-error.ts';

/** GitHub said no. `status` is that of HTTP: what a 404 or a 422 means depends on what was asked. */
export class GithubFailure extends AppError {
  readonly status: number;

  constructor(status: number, code: ErrorCode, message: string, hint: string) {
    super(code, message, hint);
    this.name = 'GithubFailure';
    this.status = status;
  }
}

/** The error of an answer. Nothing of its body is shown: a server may quote what it was sent. `what` is the path that was asked for. */
export const failureOf = (status: number, what: string, hasToken: boolean): GithubFailure => {
  const fail = (code: ErrorCode, message: string, hint = ''): GithubFailure => new GithubFailure(status, code, `${message}: ${what}`, hint);
  if (status === 401) return fail('authentication', 'GitHub does not know this token', 'Is it complete, of this server, and still valid?');
  if (status === 403)
    return hasToken
      ? fail('denied', 'the token may not do this on GitHub', "In a workflow, 'permissions:' says what the token may; docs/logs.md lists what is needed.")
      : fail('authentication', 'GitHub wants to know who asks', 'Put a token into GITHUB_TOKEN or GH_TOKEN.');
  if (status === 404)
    return fail(
      'path-missing',
      'GitHub has no such thing, or does not show it to us',
      hasToken ? 'Is it right, and may the token read it?' : 'A private repository needs a token: GITHUB_TOKEN or GH_TOKEN.',
    );
  if (status === 410)
    return fail('path-missing', 'GitHub does not have this any more', 'Logs and artifacts are kept for as long as the settings of the repository say.');
  if (status === 409) return fail('conflict', 'GitHub is busy with this', 'Try again in a minute.');
  if (status === 422) return fail('usage', 'GitHub finds this invalid', '');
  if (status >= 500) return fail('unreachable', `GitHub is in trouble (HTTP ${status})`, 'Try again later; https://www.githubstatus.com says more.');
  return fail('unreachable', `this does not answer as GitHub does (HTTP ${status})`, 'Is the address of the API right?');
};

/** Too much was asked, and the wait would be longer than ours. */
export const throttled = (status: number, what: string, waitMs: number): GithubFailure =>
  new GithubFailure(
    status,
    'throttled',
    `GitHub asks for fewer requests: ${what}`,
    `It takes some again in ${Math.ceil(waitMs / 1000)} s. The token of a workflow has 1,000 an hour for each repository; without a token there are 60.`,
  );
