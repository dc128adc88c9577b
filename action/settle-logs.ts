import type { Github } from '../shared/github/client.ts';
import { deleteLogs, type WorkflowRun } from '../shared/github/runs.ts';
import { AppError, exitStatusOf } from '../shared/model/app-error.ts';
import type { Severity } from '../shared/model/rule.ts';
import { plural } from '../shared/report/by-path.ts';
import { writeLogComment } from '../shared/report/log-comment.ts';
import { toJsonFinding } from '../shared/report/report.ts';
import { forMarkdown } from '../shared/text/neutralise.ts';
import { apiError } from './api-error.ts';
import { createGithubClient } from './github-client.ts';
import type { Inputs } from './inputs.ts';
import type { ScannedRun } from './logs-job.ts';
import { attempt, urlOf } from './publish.ts';
import { isObjectId, repositoryOf } from './pull-request.ts';
import { findPulls } from './report-from.ts';
import { describeError, fail, say, writeSummary } from './say.ts';
import { leakedIn } from './scan-event.ts';
import { upsertComment } from './sticky-comment.ts';

/** The comment about logs is another one than that about files: each is resolved by its own scan. */
const logCommentId = (id: string): string => (id === 'default' ? 'logs' : `${id.slice(0, 59)}.logs`);

/** Tells the pull requests that a run was for. */
const tellPulls = async (inputs: Inputs, { run, report }: ScannedRun): Promise<number> => {
  const where = repositoryOf(run.repository);
  const { comment } = inputs;
  if (comment === 'never' || where === undefined || !isObjectId(run.headSha)) return 0;
  if (run.event !== 'pull_request' && run.event !== 'pull_request_target') return 0;
  const owner = repositoryOf(run.headRepository)?.owner;
  const branch = owner === undefined || run.headBranch === '' ? undefined : `${owner}:${run.headBranch}`;
  const id = logCommentId(inputs.commentId);
  const told = await attempt(comment, async () => {
    try {
      const client = createGithubClient(inputs.token, say);
      for (const pull of await findPulls(client, where, { head: run.headSha, branch, numbers: [] })) {
        const outcome = await upsertComment(client, pull, id, (before) =>
          before === undefined && report.findings.length === 0 && comment !== 'always'
            ? undefined
            : writeLogComment({
                id,
                runUrl: `${urlOf(pull)}/actions/runs/${run.id}`,
                run: run.id,
                findings: report.findings.map((finding) => toJsonFinding(finding)),
                incomplete: report.problems.filter(({ incomplete }) => incomplete).length,
                wasLeaking: before !== undefined,
              }),
        );
        if (outcome !== 'none') say(`Comment on pull request ${pull.number}: ${outcome}.`);
      }
    } catch (error) {
      throw apiError('the comment on the pull request was not written', 'pull-requests', error);
    }
  });
  return told.status;
};

interface Verdict {
  readonly failOn: Severity | 'never';
  /** Whether the report is where it outlives the logs. */
  readonly isSafe: boolean;
  /** Whether all was looked for that should have been. */
  readonly isWhole: boolean;
}

/** Why the logs of a run that leaked are kept; undefined when nothing speaks against deleting them. */
const whyKept = ({ report }: ScannedRun, { isSafe, isWhole }: Verdict): string | undefined => {
  if (!isSafe) return 'the report could not be written';
  return !isWhole || report.problems.some(({ incomplete }) => incomplete)
    ? 'they could not be scanned for everything, and what else leaked would never be known'
    : undefined;
};

const remove = async (github: Github, run: WorkflowRun): Promise<{ readonly line: string; readonly status: number }> => {
  try {
    await deleteLogs(github, run);
    return { line: `Deleted the logs of run ${run.id}. Rotate what leaked: whoever read them has it.`, status: 0 };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    fail(`The logs of run ${run.id} were not deleted.\n${describeError(error)}\nThe job needs 'permissions: actions: write'.`);
    return { line: `The logs of run ${run.id} could not be deleted.`, status: exitStatusOf(error) };
  }
};

/** What follows the report: comments, then the logs that leaked. Gives the first exit status that is none of success. */
export const settleLogs = async (github: Github, inputs: Inputs, scanned: readonly ScannedRun[], verdict: Verdict): Promise<number> => {
  let status = 0;
  const lines: string[] = [];
  for (const each of scanned) {
    const told = await tellPulls(inputs, each);
    status ||= told;
    if (!leakedIn(each.report, verdict.failOn)) continue;
    const { id } = each.run;
    const kept = whyKept(each, verdict);
    const count = plural(each.report.findings.length, 'plaintext secret');
    if (!inputs.deleteLeakedLogs) lines.push(`Would delete the logs of run ${id} (${count}): set 'delete-leaked-logs: true'.`);
    else if (kept !== undefined) {
      lines.push(`Kept the logs of run ${id}: ${kept}.`);
      status ||= 5;
    } else {
      const removed = await remove(github, each.run);
      status ||= removed.status;
      lines.push(removed.line);
    }
  }
  for (const line of lines) say(line);
  if (lines.length > 0) await writeSummary(`\n${lines.map((line) => `- ${forMarkdown(line)}`).join('\n')}\n`);
  return status;
};
