import type { RunJob } from '../github/runs.ts';
import type { LogOrigin } from '../model/fragment.ts';

/** What the name of a file in a zip file of logs says. */
export interface LogName extends LogOrigin {
  /** `step`: what one step wrote; `job`: what all steps of a job wrote, once more. */
  readonly kind: 'step' | 'job' | 'other';
  readonly stepNumber?: number;
}

/**
 * `build/3_Run tests.txt` (a step), `0_build.txt` (all of a job; the number may be negative), `build/system.txt` (what the service says of it).
 * Newer zip files have no files of steps.
 */
export const readLogName = (path: string): LogName => {
  const step = /^(.+)\/(\d{1,6})_([^/]*)\.txt$/s.exec(path);
  if (step !== null) return { kind: 'step', job: step[1]!, stepNumber: Number(step[2]), step: step[3]! };
  const job = /^(?:.*\/)?-?\d{1,10}_([^/]+)\.txt$/s.exec(path);
  if (job !== null) return { kind: 'job', job: job[1]! };
  const system = /^(.+)\/system\.txt$/s.exec(path);
  return system === null ? { kind: 'other' } : { kind: 'other', job: system[1]! };
};

/** GitHub leaves `/`, `:` and other marks out of the names of files, or puts others in their place, and cuts at 90 characters. */
const bareName = (name: string): string => name.replace(/[^\p{L}\p{N}]/gu, '').slice(0, 60);

/** The job that a file name speaks of. */
export const findJob = (jobs: readonly RunJob[], name: string | undefined): RunJob | undefined => {
  if (name === undefined) return undefined;
  const bare = bareName(name);
  return jobs.find((job) => job.name === name) ?? jobs.find((job) => bareName(job.name) === bare);
};

/** The step that ran at a time (milliseconds since 1970): the last one that had begun. GitHub gives whole seconds. */
export const findStep = (job: RunJob | undefined, timeMs: number | undefined): string | undefined =>
  timeMs === undefined ? undefined : job?.steps.findLast(({ startedMs }) => startedMs <= timeMs)?.name;
