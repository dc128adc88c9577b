import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError, exitStatusOf } from '../shared/model/app-error.ts';
import { plural } from '../shared/report/by-path.ts';
import { writeGithub } from '../shared/report/github.ts';
import { writeJson } from '../shared/report/json.ts';
import { writeMarkdown } from '../shared/report/markdown.ts';
import { writePretty } from '../shared/report/pretty.ts';
import { isOfLogs, type Report } from '../shared/report/report.ts';
import { writeSarif } from '../shared/report/sarif.ts';
import type { Inputs } from './inputs.ts';
import { loadPayload } from './payload.ts';
import { mergeGroupOf, pullRequestOf } from './pull-request.ts';
import { describeError, fail, say, writeOutputs, writeSummary } from './say.ts';
import { leakedIn, type Run, scanForEvent } from './scan-event.ts';
import { writeReport } from './write-report.ts';

/**
 * The scan job; gives its exit status. It fails closed: what could not be scanned fails the build as a finding does.
 * @throws AppError when nothing could be scanned
 */
export const scanWorkspace = async (inputs: Inputs): Promise<number> => {
  const workspace = getWorkspace();
  const run: Run = {
    name: process.env['GITHUB_EVENT_NAME'] ?? '',
    payload: loadPayload(process.env),
    sha: process.env['GITHUB_SHA'],
    workspace,
    env: process.env,
  };
  const { report, notes, failOn, failure } = await scanForEvent(inputs, run);
  for (const note of notes) say(note);
  process.stdout.write(writePretty(report));
  process.stdout.write(writeGithub(report));
  const leaked = leakedIn(report, failOn);
  const failing = leaked && failOn !== 'never';
  await writeSummary(writeMarkdown(report));
  const written = await writeFiles(report, leaked, inputs, workspace);
  const told = await tell(report, failing, inputs, run);
  return verdictOf(report, failing, written || told, failure);
};

/** @throws AppError `path-missing` */
export const getWorkspace = (): string => {
  const workspace = resolve(process.env['GITHUB_WORKSPACE'] || process.cwd());
  try {
    if (statSync(workspace).isDirectory()) return workspace;
  } catch {} // said below
  throw new AppError('path-missing', `the workspace is no folder: ${workspace}`, 'Check the repository out before this step (actions/checkout).');
};

/** Outputs and report files. One that fails keeps none of the others back; gives the exit status of the first that did, or 0. */
export const writeFiles = async (report: Report, leaked: boolean, { reportFile, sarifFile }: Inputs, workspace: string): Promise<number> => {
  const steps: readonly (() => Promise<void>)[] = [
    async () => writeOutputs({ leaked: String(leaked), 'findings-count': String(report.findings.length) }),
    async () => {
      if (reportFile !== undefined) writeOutputs({ 'report-path': await writeReport(workspace, reportFile, writeJson(report)) });
    },
    async () => {
      if (sarifFile !== undefined) writeOutputs({ 'sarif-path': await writeReport(workspace, sarifFile, writeSarif(report)) });
    },
  ];
  let status = 0;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      fail(describeError(error));
      status ||= exitStatusOf(error);
    }
  }
  return status;
};

/** The code for it, and the client, are loaded where there is a pull request or a merge group to tell. */
const tell = async (report: Report, failing: boolean, inputs: Inputs, { name, payload, env, workspace }: Run): Promise<number> => {
  const pull = pullRequestOf(name, payload, env['GITHUB_REPOSITORY']);
  const checked = pull ?? mergeGroupOf(name, payload, env['GITHUB_REPOSITORY']);
  return checked === undefined
    ? 0
    : (await import('./publish.ts')).publishReport(report, failing, inputs, pull, checked, { folder: workspace, env: process.env });
};

/** Findings outrank what could not be scanned. `failure`: why known values were not looked for. */
export const verdictOf = (report: Report, failing: boolean, written: number, failure: AppError | undefined): number => {
  if (failure !== undefined) fail(`Known values were not looked for, or not all of them: ${describeError(failure)}`);
  const left = report.problems.filter((problem) => problem.incomplete && problem.code !== 'known-values-unread');
  if (left.length > 0) {
    const named = left.slice(0, 10).map((problem) => `${problem.path} ${problem.message}`.trim());
    fail(`${plural(left.length, 'thing')} could not be scanned, so that nothing can be said of them:\n${named.join('\n')}`);
  }
  if (failing) {
    const settle = isOfLogs(report)
      ? 'Replace each where it was issued, and keep the step from printing it.'
      : 'Move each into a secret store, leave a reference, and rotate what was committed.';
    fail(`${plural(report.findings.length, 'plaintext secret')} found. ${settle}`);
    return 1;
  }
  if (left.length > 0) return 5;
  return failure === undefined ? written : exitStatusOf(failure);
};
