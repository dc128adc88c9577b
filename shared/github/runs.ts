import { AppError } from '../model/app-error.ts';
import type { Github } from './client.ts';
import { type DownloadOptions, download } from './download.ts';
import { GithubFailure } from './failure.ts';
import { idOf, listOf, objectOf, repositoryOf, textOf } from './shape.ts';

/** A workflow run. Names and branches are what anybody may have chosen: hostile text. */
export interface WorkflowRun {
  /** `owner/name` of the repository that it ran in. */
  readonly repository: string;
  readonly id: number;
  readonly name: string;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string;
  /** `owner/name`; another repository for a fork, `''` for one that was deleted. */
  readonly headRepository: string;
  readonly isCompleted: boolean;
  /** How it ended, e.g. `success`; `''` for a run that goes on. */
  readonly conclusion: string;
  readonly attempt: number;
  readonly createdAt: string;
  /** When something of it changed last: once it has ended, about then. */
  readonly updatedAt: string;
  /** Numbers of its pull requests; GitHub names none for those from forks. */
  readonly pulls: readonly number[];
}

/** A step of a job, with the times between which it ran, in milliseconds since 1970. GitHub gives whole seconds. */
export interface RunStep {
  readonly number: number;
  readonly name: string;
  readonly startedMs: number;
  readonly completedMs: number;
}

export interface RunJob {
  readonly id: number;
  readonly name: string;
  readonly steps: readonly RunStep[];
}

const runPath = (repository: string, id: number): string => `/repos/${repository}/actions/runs/${id}`;

/** A run out of an answer or out of the payload of an event; undefined for what is none. */
export const readRun = (value: unknown, fallback = ''): WorkflowRun | undefined => {
  const run = objectOf(value);
  const id = idOf(run['id']);
  const repository = repositoryOf(textOf(objectOf(run['repository'])['full_name']) ?? fallback);
  if (id === undefined || repository === undefined) return undefined;
  return {
    repository,
    id,
    name: textOf(run['name']) ?? '',
    event: textOf(run['event']) ?? '',
    headSha: textOf(run['head_sha']) ?? '',
    headBranch: textOf(run['head_branch']) ?? '',
    headRepository: textOf(objectOf(run['head_repository'])['full_name']) ?? '',
    isCompleted: run['status'] === 'completed',
    conclusion: textOf(run['conclusion']) ?? '',
    attempt: idOf(run['run_attempt']) ?? 1,
    createdAt: textOf(run['created_at']) ?? '',
    updatedAt: textOf(run['updated_at']) ?? '',
    pulls: listOf(run['pull_requests']).flatMap((pull) => idOf(objectOf(pull)['number']) ?? []),
  };
};

export const fetchRun = async (github: Github, repository: string, id: number): Promise<WorkflowRun> => {
  const run = readRun(await github.get(runPath(repository, id)), repository);
  if (run === undefined) throw new AppError('unreachable', `this does not answer as GitHub does: ${runPath(repository, id)}`);
  return run;
};

/** A run may end long after it was made: so far back is looked for those that did. */
const LONGEST_RUN_MS = 3 * 24 * 3_600_000;

/**
 * Runs that ended since a time (milliseconds since 1970), the newest first, `most` at the most; `isAll` is false when there are more. The API
 * searches by the time when runs were made, which is looked at three days further back.
 */
export const listRuns = async (
  github: Github,
  repository: string,
  sinceMs: number,
  most: number,
): Promise<{ readonly runs: readonly WorkflowRun[]; readonly isAll: boolean }> => {
  const created = new Date(sinceMs - LONGEST_RUN_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  const query = new URLSearchParams({ status: 'completed', created: `>=${created}`, per_page: '100' });
  const runs: WorkflowRun[] = [];
  let listed = 0;
  for await (const item of github.list(`/repos/${repository}/actions/runs?${query}`, 'workflow_runs')) {
    listed += 1;
    const run = readRun(item, repository);
    if (run === undefined || Date.parse(run.updatedAt) < sinceMs) continue;
    if (runs.length === most) return { runs, isAll: false };
    runs.push(run);
  }
  return { runs, isAll: listed < MAX_LISTED };
};

/** A search gives no more than this (docs.github.com, list workflow runs for a repository). */
const MAX_LISTED = 1000;

/** When a workflow last ran to its end with success, other than in the run `except`; undefined for never. `file` is its name in `.github/workflows`. */
export const findLastSuccess = async (github: Github, repository: string, file: string, except: number): Promise<number | undefined> => {
  const query = new URLSearchParams({ status: 'success', per_page: '10' });
  const answer = objectOf(await github.get(`/repos/${repository}/actions/workflows/${encodeURIComponent(file)}/runs?${query}`));
  const times = listOf(answer['workflow_runs'])
    .map((item) => readRun(item, repository))
    .filter((run) => run !== undefined && run.id !== except && run.conclusion === 'success')
    .map((run) => Date.parse(run?.createdAt ?? ''))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : Math.max(...times);
};

const timeOf = (value: unknown): number => Date.parse(textOf(value) ?? '');

/** Jobs of the last attempt of a run. */
export const listJobs = async (github: Github, { repository, id }: Pick<WorkflowRun, 'repository' | 'id'>): Promise<RunJob[]> => {
  const jobs: RunJob[] = [];
  for await (const item of github.list(`${runPath(repository, id)}/jobs?per_page=100`, 'jobs')) {
    const job = objectOf(item);
    const steps = listOf(job['steps']).flatMap((value) => {
      const step = objectOf(value);
      const number = idOf(step['number']);
      const times = { startedMs: timeOf(step['started_at']), completedMs: timeOf(step['completed_at']) };
      return number === undefined ? [] : [{ number, name: textOf(step['name']) ?? '', ...times }];
    });
    jobs.push({ id: idOf(job['id']) ?? 0, name: textOf(job['name']) ?? '', steps });
  }
  return jobs;
};

/** The zip file with the logs of a run that has ended. */
export const downloadLogs = (github: Github, { repository, id }: Pick<WorkflowRun, 'repository' | 'id'>, options: DownloadOptions): Promise<Uint8Array> =>
  download(github, `${runPath(repository, id)}/logs`, options);

/** Deletes the logs of a run, for good. Logs that are gone already are no error. */
export const deleteLogs = async (github: Github, { repository, id }: Pick<WorkflowRun, 'repository' | 'id'>): Promise<void> => {
  try {
    await github.send('DELETE', `${runPath(repository, id)}/logs`);
  } catch (error) {
    if (!(error instanceof GithubFailure && (error.status === 404 || error.status === 410))) throw error;
  }
};
