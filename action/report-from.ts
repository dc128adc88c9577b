import { lstat, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../shared/model/app-error.ts';
import type { CommentFinding } from '../shared/report/comment-parts.ts';
import { MAX_REPORT_BYTES, type ParsedReport, parseReport } from '../shared/report/parse-report.ts';
import { apiError } from './api-error.ts';
import { createGithubClient, type GithubClient } from './github-client.ts';
import type { Inputs } from './inputs.ts';
import { writePullComment } from './publish.ts';
import { isObjectId, type PullRequest, repositoryOf } from './pull-request.ts';
import { say } from './say.ts';

type Json = { readonly [key: string]: unknown };

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/** The run that made the report, as GitHub tells it: what the report says of itself is checked against it. */
export interface Origin {
  readonly head: string;
  /** `owner:branch`, as pull requests are searched for. */
  readonly branch: string | undefined;
  /** Whether whoever wrote the report may be somebody who may not write to this repository. */
  readonly isFork?: boolean;
  /** Pull requests that the event names; none for a fork. */
  readonly numbers: readonly number[];
}

const originOf = (payload: unknown, repository: string | undefined): Origin | undefined => {
  const run = asObject(asObject(payload)['workflow_run']);
  if (run['event'] !== 'pull_request' && run['event'] !== 'pull_request_target') return undefined;
  const [head, branch] = [run['head_sha'], run['head_branch']];
  const from = asObject(run['head_repository'])['full_name'];
  const owner = repositoryOf(from)?.owner;
  if (!isObjectId(head)) return undefined;
  const named = Array.isArray(run['pull_requests']) ? run['pull_requests'].map((pull) => asObject(pull)['number']) : [];
  return {
    head,
    isFork: from !== repository,
    branch: owner === undefined || typeof branch !== 'string' ? undefined : `${owner}:${branch}`,
    numbers: named.filter((number) => Number.isSafeInteger(number)).slice(0, 10) as number[],
  };
};

/**
 * Reads a report of which nothing is believed.
 * @throws AppError `path-missing`, `usage`
 */
const loadReport = async (path: string): Promise<ParsedReport> => {
  let bytes: Buffer;
  try {
    // an artifact can hold links
    const stat = await lstat(path);
    if (!stat.isFile()) throw new Error('no file');
    if (stat.size > MAX_REPORT_BYTES)
      throw new AppError('usage', `the report is larger than ${MAX_REPORT_BYTES / 1_000_000} MB`, 'See the summary of the run that made it.');
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'path-missing',
      "input 'report-from' names no file that can be read",
      'Download the artifact of the run before this step: docs/pull-requests.md.',
      { cause },
    );
  }
  const parsed = parseReport(bytes.toString('utf8'));
  if ('report' in parsed) return parsed.report;
  throw new AppError(
    'usage',
    `the report is refused: ${parsed.error}`,
    'Both workflows must use the same version of the Action. A report that was written by hand is not shown.',
  );
};

/** The open pull requests of this repository whose head is the commit that was scanned. */
export const findPulls = async (
  client: GithubClient,
  where: { readonly owner: string; readonly repo: string },
  { head, branch, numbers }: Origin,
): Promise<PullRequest[]> => {
  const fullName = `${where.owner}/${where.repo}`.toLowerCase();
  const fits = (pull: {
    readonly state: string;
    readonly head: { readonly sha: string };
    readonly base: { readonly repo: { readonly full_name: string } };
  }): boolean => pull.state === 'open' && pull.head.sha === head && pull.base.repo.full_name.toLowerCase() === fullName;
  const named = await Promise.all(numbers.map(async (number) => (await client.rest.pulls.get({ ...where, pull_number: number })).data));
  const searches = [
    async () => named,
    async () => (branch === undefined ? [] : await client.paginate(client.rest.pulls.list, { ...where, state: 'open', head: branch, per_page: 100 })),
    () => client.paginate(client.rest.repos.listPullRequestsAssociatedWithCommit, { ...where, commit_sha: head, per_page: 100 }),
  ];
  let all: number[] = [];
  for (const search of searches) {
    if (all.length === 0) all = (await search()).filter(fits).map(({ number }) => number);
  }
  return all.map((number) => ({ ...where, number, head }));
};

/** Of a fork neither is ever asked, so a report that says so was written by hand: `inactive` would make a leak look settled. */
const withoutClaims = ({ validity: _, known: __, ...finding }: CommentFinding): CommentFinding => finding;

/**
 * Comments on the pull request of another run from the report which that run left: for pull requests from forks, whose own runs may not write.
 * @throws AppError
 */
export const commentFromReport = async (inputs: Inputs & { readonly reportFrom: string }, payload: unknown, env: NodeJS.ProcessEnv): Promise<void> => {
  if (env['GITHUB_EVENT_NAME'] !== 'workflow_run')
    throw new AppError('usage', "'report-from' is for workflows that run on: workflow_run", 'See examples/workflows/fork-comment.yml.');
  const where = repositoryOf(env['GITHUB_REPOSITORY']);
  const origin = originOf(payload, env['GITHUB_REPOSITORY']);
  if (where === undefined || origin === undefined || inputs.comment === 'never')
    return say(`Nothing to do: ${inputs.comment === 'never' ? 'comment is never' : 'the run was not one of a pull request'}.`);
  if (inputs.token === '') throw new AppError('usage', 'there is no token to comment with', "Leave 'with: github-token:' out of the workflow, or set it.");
  const report = await loadReport(resolve(env['GITHUB_WORKSPACE'] || process.cwd(), inputs.reportFrom));
  if (report.change.head !== origin.head)
    throw new AppError('usage', 'the report is refused: it is of another commit than the run', 'Download the artifact of the run that the event names.');
  const client = createGithubClient(inputs.token, say);
  const pulls = await findPulls(client, where, origin).catch((error: unknown) => {
    throw apiError('the pull request was not found', 'pull-requests', error);
  });
  if (pulls.length === 0) say(`Nothing to do: no open pull request has commit ${origin.head.slice(0, 10)} at its head any more.`);
  const { problems, suppressed, change } = report;
  const findings = origin.isFork ? report.findings.map(withoutClaims) : report.findings;
  for (const pull of pulls) await writePullComment(client, pull, inputs, { findings, problems, suppressed, isChange: change.base !== null });
};
