import type { Github } from '../github/client.ts';
import type { DownloadOptions } from '../github/download.ts';
import { downloadLogs, listJobs, type RunJob, type WorkflowRun } from '../github/runs.ts';
import { AppError } from '../model/app-error.ts';
import { type LogSource, logsInMemory } from './log-source.ts';

/** Packed bytes of a run's logs, held in memory: a file would keep the values that leaked. Text is packed to about a tenth. */
export const MAX_LOG_BYTES = 512 * 1024 ** 2;

export interface RunLogs {
  readonly logs: LogSource;
  /** Absent when GitHub does not tell. */
  readonly jobs?: readonly RunJob[];
}

/**
 * Downloads the logs of a run that has ended. Names of jobs and steps are an extra: what GitHub does not tell the log does.
 * @throws AppError `usage` for a run that goes on; what `downloadLogs` throws
 */
export const fetchRunLogs = async (github: Github, run: WorkflowRun, options: Omit<DownloadOptions, 'maxBytes'>): Promise<RunLogs> => {
  if (!run.isCompleted)
    throw new AppError('usage', `the run has not ended: ${run.id}`, 'Its logs can be had once it has: use a workflow_run or scheduled workflow.');
  const logs = logsInMemory(await downloadLogs(github, run, { ...options, maxBytes: MAX_LOG_BYTES }), `run ${run.id}`);
  try {
    return { logs, jobs: await listJobs(github, run) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { logs };
  }
};
