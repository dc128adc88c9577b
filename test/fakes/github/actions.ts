import type { StoreAnswer } from '../http-store.ts';
import { notFound, ok, page, refuse } from './answers.ts';
import type { Call, FakeArtifact, FakeJob, FakeRun, Route } from './world.ts';

const shown = (call: Call, run: FakeRun): unknown => ({
  id: run.id,
  name: run.name,
  event: run.event,
  head_sha: run.sha,
  head_branch: run.branch,
  head_repository: { full_name: run.headRepository },
  repository: { full_name: call.repository.name },
  status: run.status,
  conclusion: run.conclusion,
  created_at: run.createdAt,
  updated_at: run.updatedAt,
  path: `.github/workflows/${run.workflow}`,
  run_started_at: run.createdAt,
  run_attempt: run.attempt,
  // GitHub leaves this empty for pull requests from forks
  pull_requests: run.headRepository === call.repository.name ? run.pulls.map((number) => ({ number })) : [],
  html_url: `https://github.com/${call.repository.name}/actions/runs/${run.id}`,
  logs_url: `${call.api}/repos/${call.repository.name}/actions/runs/${run.id}/logs`,
});

const find = ({ repository, numbers }: Call): FakeRun | undefined => repository.runs.get(numbers[0] ?? 0);

const shownJob = (run: FakeRun, job: FakeJob): unknown => ({
  id: job.id,
  run_id: run.id,
  run_attempt: run.attempt,
  name: job.name,
  status: run.status,
  conclusion: run.conclusion,
  steps: job.steps.map(({ number, name, startedAt, completedAt }) => ({
    number,
    name,
    status: 'completed',
    conclusion: 'success',
    started_at: startedAt,
    completed_at: completedAt,
  })),
});

/** `created` of a list of runs: `>=DATE`, `A..B`, `*..B` and their kin, as far as we ask. */
const isCreated = (run: FakeRun, created: string | null): boolean => {
  if (created === null) return true;
  const time = Date.parse(run.createdAt);
  const range = /^(.+)\.\.(.+)$/.exec(created);
  if (range !== null) return (range[1] === '*' || time >= Date.parse(range[1]!)) && (range[2] === '*' || time <= Date.parse(range[2]!));
  const least = /^(>=|>|<=|<)(.+)$/.exec(created);
  if (least === null) return run.createdAt.startsWith(created);
  const limit = Date.parse(least[2]!);
  return { '>=': time >= limit, '>': time > limit, '<=': time <= limit, '<': time < limit }[least[1] as '>=']!;
};

const listRuns = (call: Call, workflow?: string): StoreAnswer => {
  const [status, event, branch] = ['status', 'event', 'branch'].map((name) => call.query.get(name));
  const isWanted = (run: FakeRun): boolean =>
    (workflow === undefined || run.workflow === workflow) &&
    isCreated(run, call.query.get('created')) &&
    (status === null || run.status === status || run.conclusion === status) &&
    (event === null || run.event === event) &&
    (branch === null || run.branch === branch);
  const runs = [...call.repository.runs.values()].filter(isWanted).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  // a search gives 1,000 results at most (docs, list workflow runs)
  return page(
    call,
    runs.slice(0, 1000).map((run) => shown(call, run)),
    'workflow_runs',
  );
};

/** To the storage, with an address that is good for a minute. */
const redirect = (location: string): StoreAnswer => ({ status: 302, headers: { location } });

const logsOf = (call: Call, run: FakeRun | undefined): StoreAnswer => {
  if (run === undefined || run.logs === undefined || run.status !== 'completed') return notFound();
  if (run.logs === 'expired') return refuse(410, 'Server Error');
  return redirect(call.lay(`logs-${run.id}.zip`, run.logs));
};

const shownArtifact = (call: Call, { id, run, name, zip, expired = false }: FakeArtifact): unknown => ({
  id,
  name,
  size_in_bytes: zip.length,
  expired,
  archive_download_url: `${call.api}/repos/${call.repository.name}/actions/artifacts/${id}/zip`,
  workflow_run: { id: run, head_sha: call.repository.runs.get(run)?.sha ?? '' },
});

const read = { any: ['actions'], level: 'read' } as const;
const write = { any: ['actions'], level: 'write' } as const;

/** Runs, their jobs, logs and artifacts. */
export const ACTIONS_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/actions/runs', handle: (call) => listRuns(call) },
  { method: 'GET', path: '/actions/workflows/:w/runs', handle: (call) => listRuns(call, call.word) },
  {
    method: 'GET',
    path: '/actions/runs/:n',
    handle: (call) => {
      const run = find(call);
      return run === undefined ? notFound() : ok(shown(call, run));
    },
  },
  {
    method: 'GET',
    path: '/actions/runs/:n/jobs',
    handle: (call) => {
      const run = find(call);
      return run === undefined
        ? notFound()
        : page(
            call,
            run.jobs.map((job) => shownJob(run, job)),
            'jobs',
          );
    },
  },
  { method: 'GET', path: '/actions/runs/:n/logs', needs: read, handle: (call) => logsOf(call, find(call)) },
  {
    method: 'GET',
    path: '/actions/runs/:n/attempts/:n/logs',
    needs: read,
    handle: (call) => (find(call)?.attempt === call.numbers[1] ? logsOf(call, find(call)) : notFound()),
  },
  {
    method: 'DELETE',
    path: '/actions/runs/:n/logs',
    needs: write,
    handle: (call) => {
      const run = find(call);
      if (run?.logs === undefined) return notFound();
      run.logs = undefined;
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    path: '/actions/jobs/:n/logs',
    needs: read,
    handle: (call) => {
      for (const run of call.repository.runs.values()) {
        const job = run.jobs.find(({ id }) => id === call.numbers[0]);
        if (job !== undefined && run.logs !== undefined) return redirect(call.lay(`job-${job.id}.txt`, job.log));
      }
      return notFound();
    },
  },
  {
    method: 'GET',
    path: '/actions/runs/:n/artifacts',
    handle: (call) => {
      const name = call.query.get('name');
      const all = call.repository.artifacts.filter((artifact) => artifact.run === call.numbers[0] && (name === null || artifact.name === name));
      return page(
        call,
        all.map((artifact) => shownArtifact(call, artifact)),
        'artifacts',
      );
    },
  },
  {
    method: 'GET',
    path: '/actions/artifacts/:n/zip',
    needs: read,
    handle: (call) => {
      const artifact = call.repository.artifacts.find(({ id }) => id === call.numbers[0]);
      if (artifact === undefined) return notFound();
      return artifact.expired === true ? refuse(410, 'Artifact has expired') : redirect(call.lay(`artifact-${artifact.id}.zip`, artifact.zip));
    },
  },
];
