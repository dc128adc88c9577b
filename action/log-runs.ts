import type { Github } from '../shared/github/client.ts';
import { fetchRun, findLastSuccess, listRuns, readRun, type WorkflowRun } from '../shared/github/runs.ts';
import { repositoryOf } from '../shared/github/shape.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { Problem } from '../shared/model/problem.ts';
import type { Inputs } from './inputs.ts';

/** The runs whose logs are to be scanned. */
export interface ChosenRuns {
  readonly runs: readonly WorkflowRun[];
  /** Whether one run was named: then its logs must be there. */
  readonly isNamed: boolean;
  /** Why these: a line for the log. */
  readonly note: string;
  readonly problems: readonly Problem[];
}

/** What a job can look at: each run takes two requests, a workflow's token has 1,000 an hour. */
const MAX_RUNS = 200;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_MS = 30 * DAY_MS;

/**
 * A time, or how long ago it is: `36h`, `7d`. In milliseconds since 1970.
 * @throws AppError `usage` for what is neither, or further back than 30 days
 */
export const parseSince = (text: string, now: number): number => {
  const [, count = '', unit] = /^(\d{1,4})([hd])$/.exec(text) ?? [];
  const time =
    unit === undefined
      ? /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(text)
        ? Date.parse(text)
        : Number.NaN
      : now - Number(count) * (unit === 'h' ? HOUR_MS : DAY_MS);
  if (!Number.isNaN(time) && time <= now && time >= now - MOST_MS) return time;
  throw new AppError(
    'usage',
    "input 'since' must be a time of the last 30 days, as in 2026-11-20T08:00:00Z, or so long ago: 36h, 7d",
    "Correct 'with: since:' in the workflow.",
  );
};

/** The name of the file of this workflow, out of `GITHUB_WORKFLOW_REF`: `owner/name/.github/workflows/FILE@REF`. */
const workflowFile = (env: NodeJS.ProcessEnv): string | undefined => /\/\.github\/workflows\/([^/@]+\.ya?ml)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.[1];

/** Without a time: since this workflow last succeeded, or for a day. One that found leaks failed: it looks at them again until they are settled. */
const lastTime = async (
  github: Github,
  repository: string,
  env: NodeJS.ProcessEnv,
  now: number,
): Promise<{ readonly sinceMs: number; readonly why: string }> => {
  const file = workflowFile(env);
  const last = file === undefined ? undefined : await findLastSuccess(github, repository, file, Number(env['GITHUB_RUN_ID'] ?? 0));
  if (last === undefined) return { sinceMs: now - DAY_MS, why: 'for the last 24 hours' };
  return last >= now - MOST_MS ? { sinceMs: last, why: 'since this workflow last succeeded' } : { sinceMs: now - MOST_MS, why: 'for the last 30 days' };
};

/** @throws AppError `usage`; what the API throws */
export const chooseRuns = async (github: Github, { runId, since }: Inputs, payload: unknown, env: NodeJS.ProcessEnv, now = Date.now()): Promise<ChosenRuns> => {
  const repository = repositoryOf(env['GITHUB_REPOSITORY'] ?? '');
  if (repository === undefined) throw new AppError('usage', 'GITHUB_REPOSITORY names no repository', 'Run it in a workflow.');
  if (runId !== undefined)
    return { runs: [await fetchRun(github, repository, runId)], isNamed: true, note: `Scanning the logs of run ${runId}, as the workflow asks.`, problems: [] };
  if (env['GITHUB_EVENT_NAME'] === 'workflow_run' && since === undefined) {
    const run = readRun((payload as { readonly workflow_run?: unknown } | null)?.workflow_run, repository);
    if (run === undefined || run.repository.toLowerCase() !== repository.toLowerCase())
      throw new AppError('usage', 'the event names no run of this repository', "Name one: 'with: run-id:'.");
    return { runs: [run], isNamed: true, note: `Scanning the logs of run ${run.id}, which the event is about.`, problems: [] };
  }
  const { sinceMs, why } =
    since === undefined ? await lastTime(github, repository, env, now) : { sinceMs: parseSince(since, now), why: 'as the workflow asks' };
  const { runs, isAll } = await listRuns(github, repository, sinceMs, MAX_RUNS);
  const from = new Date(sinceMs).toISOString();
  const left: Problem = {
    code: 'candidate-limit',
    path: '',
    message: `more than ${runs.length} runs ended since ${from}: the oldest of them were not scanned`,
    incomplete: true,
  };
  return { runs, isNamed: false, note: `Scanning the logs of ${runs.length} runs that ended since ${from}, ${why}.`, problems: isAll ? [] : [left] };
};
