import type { WorkflowRun } from '../shared/github/runs.ts';
import type { ScanConfig } from '../shared/model/scan-config.ts';
import type { Inputs } from './inputs.ts';
import type { ActionKnownValues } from './known-values.ts';
import type { ScannedRun } from './logs-job.ts';

/**
 * Whether somebody who may not write to the repository decides what the log of a run says: guesses of our values, or credentials of others. Only
 * pull requests bring runs of forks; on `pull_request_target` the workflow is ours and has our secrets.
 */
export const isRunOfStranger = ({ headRepository, repository, event }: WorkflowRun): boolean =>
  event.startsWith('pull_request') && event !== 'pull_request_target' && headRepository.toLowerCase() !== repository.toLowerCase();

const NONE: ActionKnownValues = { problems: [] };

/** Values to look for in the runs that are of no stranger. The code for it is loaded where a workflow asks for it. */
export const knownValuesFor = async (inputs: Inputs, runs: readonly WorkflowRun[], workspace: string, { scan }: ScanConfig): Promise<ActionKnownValues> => {
  if (inputs.knownValues.length === 0 || runs.length === 0) return NONE;
  const { knownValuesOfStranger, loadKnownValues } = await import('./known-values.ts');
  const ids = runs.filter(isRunOfStranger).map(({ id }) => id);
  const { problems } = ids.length === 0 ? NONE : knownValuesOfStranger(ids.length === 1 ? `run ${ids[0]}` : `the runs ${ids.join(', ')}`);
  if (ids.length === runs.length) return { problems };
  const loaded = await loadKnownValues(inputs, { workspace, env: process.env }, undefined, scan);
  return { ...loaded, problems: [...problems, ...loaded.problems] };
};

/** Live checks of all runs together, so that their limits are those of the job. */
export const checkRuns = async (scanned: readonly ScannedRun[]): Promise<readonly ScannedRun[]> => {
  const { checkLive, sayOfStranger } = await import('./live-checks.ts');
  const own = scanned.filter(({ run }) => !isRunOfStranger(run));
  if (own.length < scanned.length) sayOfStranger();
  const checked = [...(await checkLive(own.flatMap(({ report }) => report.findings)))];
  return scanned.map(({ run, report }) => ({
    run,
    report: isRunOfStranger(run) ? report : { ...report, findings: checked.splice(0, report.findings.length) },
  }));
};
