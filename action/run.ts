import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { getInput, setOutput, summary } from '@actions/core';
import { AppError, exitStatusOf } from '../shared/model/app-error.ts';
import { plural } from '../shared/report/by-path.ts';
import { writeGithub } from '../shared/report/github.ts';
import { writeJson } from '../shared/report/json.ts';
import { writeMarkdown } from '../shared/report/markdown.ts';
import { writePretty } from '../shared/report/pretty.ts';
import type { Report } from '../shared/report/report.ts';
import { writeSarif } from '../shared/report/sarif.ts';
import { forLog } from '../shared/text/neutralise.ts';
import { parseInputs } from './inputs.ts';
import { leakedIn, scanForEvent } from './scan-event.ts';

/** A line in the log, which can't act as a workflow command. */
const say = (text: string): void => void process.stdout.write(`${forLog(text)}\n`);

/** An error annotation. The message is escaped as the runner unescapes it (actions/toolkit, core/src/command.ts). */
const fail = (message: string): void => {
  const data = forLog(message).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  process.stdout.write(`::error title=Watertight::${data}\n`);
};

const writeReport = async (workspace: string, file: string, text: string): Promise<string> => {
  const path = resolve(workspace, file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    throw new AppError('usage', `the report can't be written: ${file}`, 'Is the path inside the workspace, and is its folder writable?', { cause });
  }
  return path;
};

/** A summary that can't be written must not hide the result: annotations and exit status still tell it. */
const writeSummary = async (report: Report): Promise<void> => {
  if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
  try {
    await summary.addRaw(writeMarkdown(report)).write();
  } catch (error) {
    say(`The job summary could not be written: ${error instanceof Error ? error.name : 'unknown error'}`);
  }
};

/** Runs the Action to its exit status. It fails closed: what could not be scanned fails the build as a finding does. */
export const run = async (): Promise<number> => {
  try {
    const inputs = parseInputs((name) => getInput(name));
    const workspace = process.env['GITHUB_WORKSPACE'] ?? process.cwd();
    if (inputs.scan === 'none') {
      say('Nothing to do: scan is none.');
      return 0;
    }
    const eventPath = process.env['GITHUB_EVENT_PATH'] ?? '';
    const { report, note } = await scanForEvent(inputs, {
      name: process.env['GITHUB_EVENT_NAME'] ?? '',
      payload: eventPath === '' ? {} : readPayload(eventPath),
      sha: process.env['GITHUB_SHA'],
      workspace,
      env: process.env,
    });
    say(note);
    process.stdout.write(writePretty(report));
    process.stdout.write(writeGithub(report));
    const leaked = leakedIn(report, inputs.failOn);
    setOutput('leaked', String(leaked));
    setOutput('findings-count', String(report.findings.length));
    if (inputs.reportFile !== undefined) setOutput('report-path', await writeReport(workspace, inputs.reportFile, writeJson(report)));
    if (inputs.sarifFile !== undefined) setOutput('sarif-path', await writeReport(workspace, inputs.sarifFile, writeSarif(report)));
    await writeSummary(report);
    return verdictOf(report, leaked && inputs.failOn !== 'never');
  } catch (error) {
    if (error instanceof AppError) fail(`${error.message}${error.hint === '' ? '' : `\n${error.hint}`}`);
    else
      fail(
        `This is a bug (${error instanceof Error ? error.name : typeof error}). Please report it, with the workflow step.\n${error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 6).join('\n') : ''}`,
      );
    return exitStatusOf(error);
  }
};

const readPayload = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('usage', "the event's payload can't be read", 'GITHUB_EVENT_PATH must name a JSON file, as the runner makes it.', { cause });
  }
};

const verdictOf = (report: Report, failing: boolean): number => {
  if (failing) {
    fail(`${plural(report.findings.length, 'plaintext secret')} found. Move each into a secret store, leave a reference, and rotate what was committed.`);
    return 1;
  }
  const left = report.problems.filter((problem) => problem.incomplete);
  if (left.length > 0) {
    fail(
      `${plural(left.length, 'thing')} could not be scanned, so that nothing can be said of them:\n${left
        .slice(0, 10)
        .map((problem) => `${problem.path} ${problem.message}`.trim())
        .join('\n')}`,
    );
    return 5;
  }
  return 0;
};
