import { AppError, exitStatusOf } from '../shared/model/app-error.ts';
import { toCheck } from '../shared/report/check.ts';
import { type CommentRequest, writeComment } from '../shared/report/comment.ts';
import { type Report, toJsonFinding } from '../shared/report/report.ts';
import { apiError } from './api-error.ts';
import { createCheckRun } from './check-run.ts';
import { createGithubClient, type GithubClient } from './github-client.ts';
import type { Inputs } from './inputs.ts';
import type { PullRequest } from './pull-request.ts';
import { describeError, fail, say } from './say.ts';
import { upsertComment } from './sticky-comment.ts';
import { suggestFixes, type Workspace } from './suggest.ts';

export type Publishing = Pick<Inputs, 'comment' | 'check' | 'commentId' | 'suggest' | 'token'>;

/** The web address of the repository. */
export const urlOf = ({ owner, repo }: { readonly owner: string; readonly repo: string }): string =>
  `${(process.env['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, '')}/${owner}/${repo}`;

/** Something that is told elsewhere too: a failure is said, and fails the build only where the workflow asks that it be done. */
export const attempt = async (wanted: 'auto' | 'always', act: () => Promise<void>): Promise<{ readonly done: boolean; readonly status: number }> => {
  try {
    await act();
    return { done: true, status: 0 };
  } catch (error) {
    // a bug is told as one; neither it nor the server may hide the verdict of the scan
    const isQuiet = wanted === 'auto' && error instanceof AppError;
    if (isQuiet) say(`${error.message}. ${error.hint}`);
    else fail(describeError(error));
    return { done: false, status: isQuiet ? 0 : exitStatusOf(error) };
  }
};

/** Writes or updates the comment. One that would be the first, and has nothing to say, is not made unless it is `always` wanted. */
export const writePullComment = async (
  client: GithubClient,
  pull: PullRequest,
  { comment, commentId }: Publishing,
  request: Omit<CommentRequest, 'id' | 'place' | 'before'>,
): Promise<void> => {
  const place = { repositoryUrl: urlOf(pull), head: pull.head };
  const isWorthIt = comment === 'always' || request.findings.length > 0;
  try {
    const outcome = await upsertComment(client, pull, commentId, (before) =>
      before === undefined && !isWorthIt ? undefined : writeComment({ ...request, id: commentId, place, before }),
    );
    if (outcome !== 'none') say(`Comment on pull request ${pull.number}: ${outcome}.`);
  } catch (error) {
    throw apiError('the comment on the pull request was not written', 'pull-requests', error);
  }
};

/** Where a check run goes: the head of a pull request or of a merge group. */
export interface Checked {
  readonly owner: string;
  readonly repo: string;
  readonly head: string;
}

/**
 * Tells the pull request what the scan found. Gives the exit status of the first thing that was asked for and could not be done, or 0; the build's
 * own verdict goes first.
 */
export const publishReport = async (
  report: Report,
  failing: boolean,
  inputs: Publishing,
  pull: PullRequest | undefined,
  checked: Checked | undefined,
  workspace: Workspace,
): Promise<number> => {
  const { comment, check, token } = inputs;
  const wantsComment = pull !== undefined && comment !== 'never';
  const wantsCheck = checked !== undefined && check !== 'never';
  if (!wantsComment && !wantsCheck) return 0;
  if (token === '') {
    if (comment !== 'always' && check !== 'always') return 0;
    const error = new AppError(
      'usage',
      "there is no token, so that the pull request can't be told",
      "Set 'with: github-token:' in the workflow, or leave it out.",
    );
    fail(describeError(error));
    return exitStatusOf(error);
  }
  const client = createGithubClient(token, say);
  let status = 0;
  const request = {
    findings: report.findings.map((finding) => toJsonFinding(finding)),
    problems: report.problems.filter(({ incomplete }) => incomplete),
    suppressed: report.suppressed.length,
    isChange: report.change !== undefined && report.change.base !== null,
  };
  if (wantsComment) {
    const told = await attempt(comment, () => writePullComment(client, pull, inputs, request));
    status = told.status;
    if (told.done && inputs.suggest === 'auto')
      await attempt('auto', () =>
        suggestFixes(client, report, pull, workspace).catch((error: unknown) => {
          throw apiError('no fixes were suggested', 'pull-requests', error);
        }),
      );
  }
  if (wantsCheck) {
    const name = inputs.commentId === 'default' ? 'Watertight' : `Watertight (${inputs.commentId})`;
    const made = await attempt(check, () =>
      createCheckRun(client, checked, name, toCheck(report, failing)).catch((error: unknown) => {
        throw apiError('no check run was made, so the status of the job stands for it', 'checks', error);
      }),
    );
    status ||= made.status;
  }
  return status;
};
