import { strToU8, zipSync } from 'fflate';
import type { FakePull, FakeRepository, FakeRun } from '../fakes/github/world.ts';

/** A job as a test writes it: lines of each step, without time stamps. */
export interface LoggedJob {
  readonly name: string;
  readonly steps: readonly { readonly name: string; readonly lines: readonly string[] }[];
}

/**
 * What is in the zip file of a run. `steps`: a file for each job and for each of its steps, which say the same twice. `jobs`: a file for each
 * job and `system.txt`, as since 2025 (cli/cli#10551).
 */
export type LogLayout = 'steps' | 'jobs';

const BOM = '\ufeff';
const START = Date.UTC(2026, 10, 20, 8, 0, 0);

/** As GitHub names files: no `/` and no `:` in it, 90 characters at most. */
const fileName = (name: string): string => name.replace(/[/:]/g, '').slice(0, 90);

/** Each step takes a minute, each line 0.0001234 seconds more. */
const stamp = (job: number, step: number, line: number): string =>
  `${new Date(START + job * 3_600_000 + step * 60_000 + line * 10).toISOString().slice(0, -1)}${String(1234 + (line % 8000)).padStart(4, '0')}Z`;

const textOf = (job: number, step: number, lines: readonly string[]): string =>
  lines.map((line, i) => (line.startsWith('\0') ? `${line.slice(1)}\n` : `${stamp(job, step, i)} ${line}\n`)).join('');

/** The whole log of a job; a line that starts with NUL has no time stamp, as the later lines of a message that has several. */
const jobLog = (job: LoggedJob, index: number): string => job.steps.map(({ lines }, step) => textOf(index, step, lines)).join('');

export const zipOfJobs = (jobs: readonly LoggedJob[], layout: LogLayout = 'steps'): Uint8Array => {
  const files: Record<string, Uint8Array> = {};
  for (const [index, job] of jobs.entries()) {
    const folder = fileName(job.name);
    files[`${index}_${folder}.txt`] = strToU8(BOM + jobLog(job, index));
    if (layout === 'jobs') files[`${folder}/system.txt`] = strToU8(`${BOM}${stamp(index, 0, 0)} Job is waiting for a hosted runner to come online.\n`);
    else
      for (const [step, { name, lines }] of job.steps.entries())
        files[`${folder}/${step + 1}_${fileName(name)}.txt`] = strToU8(BOM + textOf(index, step, lines));
  }
  return zipSync(files, { level: 6 });
};

/** Puts a run that has ended into a repository. */
export const addRun = (
  repository: FakeRepository,
  jobs: readonly LoggedJob[],
  { layout, ...given }: Partial<FakeRun> & { readonly layout?: LogLayout } = {},
): FakeRun => {
  const id = given.id ?? 7000 + repository.runs.size;
  const run: FakeRun = {
    id,
    name: 'CI',
    event: 'push',
    sha: 'a'.repeat(40),
    branch: 'main',
    headRepository: repository.name,
    createdAt: new Date(START).toISOString(),
    updatedAt: given.createdAt ?? new Date(START).toISOString(),
    workflow: 'ci.yml',
    attempt: 1,
    status: 'completed',
    conclusion: 'success',
    pulls: [],
    logs: zipOfJobs(jobs, layout),
    jobs: jobs.map((job, index) => ({
      id: id * 100 + index,
      name: job.name,
      log: strToU8(BOM + jobLog(job, index)),
      steps: job.steps.map(({ name }, step) => ({
        number: step + 1,
        name,
        startedAt: `${stamp(index, step, 0).slice(0, 19)}Z`,
        completedAt: `${stamp(index, step + 1, 0).slice(0, 19)}Z`,
      })),
    })),
    ...given,
  };
  repository.runs.set(id, run);
  return run;
};

/** Puts an open pull request into a repository. */
export const addPull = (repository: FakeRepository, given: Partial<FakePull> & { readonly number: number }): FakePull => {
  const pull: FakePull = {
    state: 'open',
    draft: false,
    title: 'Change something',
    head: { sha: 'b'.repeat(40), ref: 'change', repository: repository.name },
    base: { sha: 'c'.repeat(40), ref: 'main' },
    files: [],
    commits: [],
    ...given,
  };
  repository.pulls.set(pull.number, pull);
  return pull;
};
