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
  readonly attempt: number;
  readonly createdAt: string;
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
    attempt: idOf(run['run_attempt']) ?? 1,
    createdAt: textOf(run['created_at']) ?? '',
    pulls: listOf(run['pull_requests']).flatMap((pull) => idOf(objectOf(pull)['number']) ?? []),
  };
};

export const fetchRun = async (github: Github, repository: string, id: number): Promise<WorkflowRun> => {
  const run = readRun(await github.get(runPath(repository, id)), repository);
  if (run === undefined) throw new AppError('unreachable', `this does not answer as GitHub does: ${runPath(repository, id)}`);
  return run;
};

/**
 * Completed runs that were made since a time, the newest first, `most` at the most; `isAll` is false when there are more.
 * `since` is ISO 8601.
 */
export const listRuns = async (
  github: Github,
  repository: string,
  since: string,
  most: number,
): Promise<{ readonly runs: readonly WorkflowRun[]; readonly isAll: boolean }> => {
  const query = new URLSearchParams({ status: 'completed', created: `>=${since}`, per_page: '100' });
  const runs: WorkflowRun[] = [];
  for await (const item of github.list(`/repos/${repository}/actions/runs?${query}`, 'workflow_runs')) {
    const run = readRun(item, repository);
    if (run === undefined) continue;
    if (runs.length === most) return { runs, isAll: false };
    runs.push(run);
  }
  return { runs, isAll: true };
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
