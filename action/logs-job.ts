import { loadSettings, type Settings } from '../shared/config/settings.ts';
import { createGithub, type Github } from '../shared/github/client.ts';
import { GithubFailure } from '../shared/github/failure.ts';
import type { WorkflowRun } from '../shared/github/runs.ts';
import { fetchRunLogs } from '../shared/logs/run-logs.ts';
import { scanLogs } from '../shared/logs/scan-logs.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { Problem } from '../shared/model/problem.ts';
import { Secret } from '../shared/model/secret.ts';
import { VERSION } from '../shared/model/version.ts';
import { writePretty } from '../shared/report/pretty.ts';
import { createReport, type Report, type ScanOutcome } from '../shared/report/report.ts';
import { writeRunsMarkdown } from '../shared/report/runs-markdown.ts';
import { KNOWN_VALUE_RULE, type KnownSetup } from '../shared/scan/match-known.ts';
import { KNOWN_RULES, type ListedRule, listRules } from '../shared/scan/rule-list.ts';
import type { Inputs } from './inputs.ts';
import { checkRuns, isRunOfStranger, knownValuesFor } from './log-checks.ts';
import { chooseRuns } from './log-runs.ts';
import { loadPayload } from './payload.ts';
import { annotateLeaks, say, writeSummary } from './say.ts';
import { leakedIn } from './scan-event.ts';
import { getWorkspace, verdictOf, writeFiles } from './scan-job.ts';
import { settleLogs } from './settle-logs.ts';

/** A run whose logs were scanned. */
export interface ScannedRun {
  readonly run: WorkflowRun;
  readonly report: Report;
}

/** Runs that can end without a job that ran, and so without logs. */
const MAY_LACK_LOGS: readonly string[] = ['skipped', 'cancelled', 'action_required', 'stale', 'startup_failure'];

const EMPTY: ScanOutcome = { findings: [], suppressed: [], problems: [], filesScanned: 0, bytesScanned: 0, durationMs: 0 };

const isGone = (error: unknown): boolean => error instanceof GithubFailure && (error.status === 404 || error.status === 410);

const scanRun = async (github: Github, run: WorkflowRun, { config, ...files }: Settings, cwd: string, known: KnownSetup | undefined): Promise<ScanOutcome> => {
  const { logs, jobs } = await fetchRunLogs(github, run, {});
  try {
    const worker = new URL('./worker.js', import.meta.url);
    return await scanLogs({
      ...files,
      config,
      logs,
      run: run.id,
      cwd,
      env: process.env,
      worker,
      ...(jobs === undefined ? {} : { jobs }),
      ...(known === undefined ? {} : { known }),
    });
  } finally {
    logs.close();
  }
};

const rulesFor = ({ config }: Settings, known: KnownSetup | undefined): readonly ListedRule[] => [
  ...listRules(config),
  ...(known === undefined ? [] : [KNOWN_VALUE_RULE]),
];

/** Errors that every other run would meet too. */
const isOfAll = (error: AppError): boolean => ['authentication', 'denied', 'throttled'].includes(error.code);

/** Of several runs one that can't be scanned keeps the others from nothing; of one it is an error. */
const scanAll = async (
  github: Github,
  runs: readonly WorkflowRun[],
  isNamed: boolean,
  settings: Settings,
  cwd: string,
  known: KnownSetup | undefined,
): Promise<{ readonly scanned: readonly ScannedRun[]; readonly problems: readonly Problem[] }> => {
  const scanned: ScannedRun[] = [];
  const problems: Problem[] = [];
  const rules = rulesFor(settings, known);
  for (const [index, run] of runs.entries()) {
    try {
      scanned.push({ run, report: createReport(VERSION, await scanRun(github, run, settings, cwd, isRunOfStranger(run) ? undefined : known), rules) });
    } catch (error) {
      if (isGone(error) && (!isNamed || MAY_LACK_LOGS.includes(run.conclusion))) {
        say(`Run ${run.id} has no logs (any more).`);
        continue;
      }
      if (isNamed || !(error instanceof AppError)) throw error;
      problems.push({ code: 'file-unreadable', path: String(run.id), message: `the logs can't be had: ${error.message}`, incomplete: true });
      if (!isOfAll(error)) continue;
      const left = runs.length - index - 1;
      if (left > 0) problems.push({ code: 'candidate-limit', path: '', message: `${left} more runs were not scanned for the same reason`, incomplete: true });
      break;
    }
  }
  return { scanned, problems };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** One report of all runs; paths begin with the number of the run. */
const joined = (scanned: readonly ScannedRun[], problems: readonly Problem[], rules: readonly ListedRule[]): Report => {
  const reports = scanned.map(({ report }) => report);
  return createReport(
    VERSION,
    {
      ...EMPTY,
      findings: reports.flatMap(({ findings }) => findings),
      suppressed: reports.flatMap(({ suppressed }) => suppressed),
      problems: [...problems, ...reports.flatMap((report) => report.problems)],
      filesScanned: sum(reports.map(({ summary }) => summary.filesScanned)),
      bytesScanned: sum(reports.map(({ summary }) => summary.bytesScanned)),
      durationMs: sum(reports.map(({ summary }) => summary.durationMs)),
    },
    rules,
  );
};

/**
 * Scans the logs of runs that have ended; gives the exit status. It fails closed, as the scan of files does. Logs are deleted last of all.
 * @throws AppError when nothing could be scanned
 */
export const scanRuns = async (inputs: Inputs): Promise<number> => {
  if (inputs.token === '')
    throw new AppError('authentication', 'there is no token to read logs with', "Leave 'with: github-token:' out of the workflow, or set it.");
  const workspace = getWorkspace();
  const settings = loadSettings({ root: workspace, config: inputs.config, baseline: inputs.baseline }, KNOWN_RULES);
  const github = createGithub({ apiUrl: process.env['GITHUB_API_URL'] || 'https://api.github.com', token: new Secret(inputs.token) });
  const { runs, isNamed, note, problems } = await chooseRuns(github, inputs, loadPayload(process.env), process.env);
  say(note);
  const values = await knownValuesFor(inputs, runs, workspace, settings.config);
  const all = await scanAll(github, runs, isNamed, settings, workspace, values.known);
  const scanned = inputs.verifyLive ? await checkRuns(all.scanned) : all.scanned;
  const report = joined(scanned, [...problems, ...all.problems, ...values.problems], rulesFor(settings, values.known));
  const failOn = inputs.failOn ?? settings.config.failOn ?? 'low';
  process.stdout.write(writePretty(report));
  annotateLeaks(report.findings);
  const leaked = leakedIn(report, failOn);
  const isSummarised = await writeSummary(writeRunsMarkdown(report, scanned, process.env['GITHUB_SERVER_URL'] || 'https://github.com'));
  const written = await writeFiles(report, leaked, inputs, workspace);
  const isSafe = written === 0 && (isSummarised || inputs.reportFile !== undefined);
  const settled = await settleLogs(github, inputs, scanned, { failOn, isSafe, isWhole: values.failure === undefined });
  return verdictOf(report, leaked && failOn !== 'never', written || settled, values.failure);
};
