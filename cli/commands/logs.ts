import { readGithubSettings } from '../../shared/config/github-settings.ts';
import { loadSettings, type Settings } from '../../shared/config/settings.ts';
import { createGithub, type Github } from '../../shared/github/client.ts';
import { deleteLogs, fetchRun, type WorkflowRun } from '../../shared/github/runs.ts';
import { repositoryOf } from '../../shared/github/shape.ts';
import { leftOutProblems } from '../../shared/known/collect-values.ts';
import { openLogFile } from '../../shared/logs/log-source.ts';
import { findRepository, parseRunAddress, type RunAddress } from '../../shared/logs/run-address.ts';
import { fetchRunLogs, type RunLogs } from '../../shared/logs/run-logs.ts';
import { scanLogs } from '../../shared/logs/scan-logs.ts';
import { AppError, EXIT_FINDINGS, exitStatusOf } from '../../shared/model/app-error.ts';
import { plural } from '../../shared/report/by-path.ts';
import { createReport, type Report } from '../../shared/report/report.ts';
import { KNOWN_VALUE_RULE } from '../../shared/scan/match-known.ts';
import { KNOWN_RULES, listRules } from '../../shared/scan/rule-list.ts';
import { forLog } from '../../shared/text/neutralise.ts';
import { loadKnownValues } from '../known-values.ts';
import { createProgress } from '../progress.ts';
import { describeError, type Streams } from '../run.ts';
import { fileOption, type SourceOptions } from '../scan-from.ts';
import { publish, type ScanOptions, statusWith } from './scan.ts';

export interface LogsOptions
  extends Pick<ScanOptions, 'format' | 'output' | 'failOn' | 'explain'>,
    Pick<SourceOptions, 'config' | 'baseline' | 'quiet' | 'color'> {
  readonly repo?: string;
  /** Where known values come from; several words, or the option several times. */
  readonly knownValues?: readonly string[];
  readonly deleteLeakedLogs?: true;
  readonly yes?: true;
}

/** A run of GitHub, and the way to it. */
interface Remote {
  readonly github: Github;
  readonly run: WorkflowRun;
}

/** The token goes to the API that the environment names, whatever host an address has. */
const checkServer = ({ serverUrl }: RunAddress, known: string | undefined): void => {
  if (serverUrl === undefined || known === undefined || serverUrl.toLowerCase() === known.toLowerCase()) return;
  throw new AppError('usage', `this run is on another server than ${known}: ${serverUrl}`, `Set GITHUB_API_URL, usually to ${serverUrl}/api/v3.`);
};

const findRun = async (address: RunAddress, repo: string | undefined): Promise<Remote> => {
  const { apiUrl, serverUrl, token, repository } = readGithubSettings(process.env);
  checkServer(address, serverUrl);
  const name = repo ?? address.repository ?? repository ?? (await findRepository(process.cwd(), process.env));
  const checked = repositoryOf(name);
  if (checked === undefined) throw new AppError('usage', `--repo takes owner/name: ${name}`);
  const github = createGithub({ apiUrl, token });
  return { github, run: await fetchRun(github, checked, address.id) };
};

/** `watertight logs`. */
export const logs = async (streams: Streams, version: string, target: string, options: LogsOptions): Promise<number> => {
  const address = parseRunAddress(target);
  if (options.deleteLeakedLogs === true && address === undefined)
    throw new AppError('usage', `--delete-leaked-logs is for a run on GitHub: ${target}`, 'Name the run by its number or address.');
  if (options.yes === true && options.deleteLeakedLogs !== true) throw new AppError('usage', '--yes belongs to --delete-leaked-logs');
  const settings = loadSettings({ root: process.cwd(), config: fileOption(options.config), baseline: fileOption(options.baseline) }, KNOWN_RULES);
  const remote = address === undefined ? undefined : await findRun(address, options.repo);
  const { report, logs: source, failure } = await scanTarget(streams, version, target, options, settings, remote);
  source.logs.close();
  const isSafe = await publish(streams, report, options);
  const status = statusWith(report, options.failOn ?? settings.config.failOn ?? 'info', failure);
  if (options.deleteLeakedLogs !== true || remote === undefined) return status;
  return settle(streams, remote, report, isSafe, status, options);
};

const scanTarget = async (
  streams: Streams,
  version: string,
  target: string,
  options: LogsOptions,
  { config, ...files }: Settings,
  remote: Remote | undefined,
): Promise<{ readonly report: Report; readonly logs: RunLogs; readonly failure: AppError | undefined }> => {
  const quiet = options.quiet === true;
  const fetched = createProgress(streams.err, !quiet, 'downloading');
  const onProgress = (bytes: number): void => fetched.update({ files: 1, bytes });
  const values = options.knownValues && (await loadKnownValues(streams, options.knownValues, { ...options, exclude: config.scan.exclude }));
  const source: RunLogs = await (remote === undefined
    ? Promise.resolve({ logs: openLogFile(process.cwd(), target) })
    : fetchRunLogs(remote.github, remote.run, { onProgress }).finally(fetched.stop));
  const progress = createProgress(streams.err, !quiet);
  try {
    const result = await scanLogs({
      ...files,
      ...source,
      config,
      cwd: process.cwd(),
      env: process.env,
      worker: new URL('./worker.js', import.meta.url),
      onProgress: progress.update,
      ...(values === undefined ? {} : { known: values.known }),
      ...(remote === undefined ? {} : { run: remote.run.id }),
    });
    const rules = [...listRules(config), ...(values === undefined ? [] : [KNOWN_VALUE_RULE])];
    const problems = [...result.problems, ...leftOutProblems(values?.leftOut ?? [])];
    return { report: createReport(version, { ...result, problems }, rules), logs: source, failure: values?.failure };
  } finally {
    progress.stop();
  }
};

/** Deletes what leaked, or says that it would. The report comes first: afterwards it is all that is left. */
const settle = async (streams: Streams, { github, run }: Remote, report: Report, isSafe: boolean, status: number, options: LogsOptions): Promise<number> => {
  const say = (text: string): void => void (options.quiet === true || streams.err.write(`${forLog(text)}\n`));
  const what = `the logs of run ${run.id} of ${run.repository}`;
  const count = report.findings.length;
  if (status !== EXIT_FINDINGS && !(options.failOn === 'never' && count > 0)) {
    say(`Not deleted, because nothing leaked: ${what}.`);
    return status;
  }
  if (!isSafe || report.problems.some(({ incomplete }) => incomplete)) {
    const why = isSafe ? 'not all of them could be scanned, and what else leaked would never be known' : 'the report was not read to its end';
    streams.err.write(`${forLog(`Not deleted: ${what}: ${why}.`)}\n`);
    return status || 5;
  }
  if (options.yes !== true) {
    say(`Would delete ${what} (${plural(count, 'plaintext secret')}). Add --yes to do it.`);
    return status;
  }
  try {
    await deleteLogs(github, run);
    say(`Deleted ${what}. Rotate what leaked: whoever read the log has it.`);
    return status;
  } catch (error) {
    streams.err.write(`${describeError(error)}\n`);
    return status || exitStatusOf(error);
  }
};
