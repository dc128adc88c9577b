import { appendFileSync } from 'node:fs';
import { setOutput, summary } from '@actions/core';
import { AppError } from '../shared/model/app-error.ts';
import type { Finding } from '../shared/model/finding.ts';
import { SEVERITIES } from '../shared/model/rule.ts';
import { knownSentence } from '../shared/report/known-sentence.ts';
import { whereInLog } from '../shared/report/log-place.ts';
import { asLine, forLog, forMarkdown } from '../shared/text/neutralise.ts';
import { framesOf } from '../shared/text/trace.ts';

/** A line in the log, which can't act as a workflow command. */
export const say = (text: string): void => void process.stdout.write(`${forLog(text)}\n`);

const annotate = (level: 'error' | 'warning', message: string, properties: Readonly<Record<string, string>> = {}): void => {
  const escaped = (text: string): string => forLog(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const all = Object.entries({ ...properties, title: 'Watertight' }).map(
    ([name, value]) => `${name}=${escaped(value).replace(/:/g, '%3A').replace(/,/g, '%2C')}`,
  );
  process.stdout.write(`::${level} ${all.join(',')}::${escaped(message)}\n`);
};

/** An error annotation, on a file where one is named. Text is escaped as the runner unescapes it (actions/toolkit, core/src/command.ts). */
export const fail = (message: string, properties?: Readonly<Record<string, string>>): void => annotate('error', message, properties);

/** Error annotations without a file, for findings in logs, the gravest first: at most eight, as the runner shows ten of a step and the verdict needs one. */
export const annotateLeaks = (findings: readonly Finding[]): void => {
  const ordered = findings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  for (const { title, key, redacted, origin, place, known } of ordered.slice(0, 8)) {
    const { run, ...log } = origin.log ?? {};
    const where = [run === undefined ? '' : `run ${run}`, whereInLog(log, asLine), `line ${place.startLine}`].filter((part) => part !== '').join(', ');
    fail(`${title}${key === null ? '' : ` in ${key}`}: ${redacted} (${where})${known === undefined ? '' : `\n${knownSentence(known, false, asLine)}.`}`);
  }
};

export const warn = (message: string): void => annotate('warning', message);

/** A summary that can't be written must not hide the result: annotations and exit status still tell it. Gives whether it was. */
export const writeSummary = async (text: string): Promise<boolean> => {
  if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') === '') return false;
  try {
    await summary.addRaw(text).write();
    return true;
  } catch (error) {
    say(`The job summary could not be written: ${error instanceof Error ? error.name : 'unknown error'}`);
    return false;
  }
};

/**
 * Outputs of the step. Without a file for them (not in a workflow) there are none.
 * @throws AppError `usage` when they can't be written: a workflow that asks for `leaked` must not go on without an answer.
 */
export const writeOutputs = (outputs: Readonly<Record<string, string>>): void => {
  const file = process.env['GITHUB_OUTPUT'] ?? '';
  if (file === '') return;
  try {
    appendFileSync(file, '');
    for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
  } catch (cause) {
    throw new AppError('usage', "the outputs can't be written", 'GITHUB_OUTPUT must name a file, as the runner makes it.', { cause });
  }
};

/** What is said of an error: for one of ours what to do, for a bug where it is. Neither holds a value. */
export const describeError = (error: unknown): string => {
  if (error instanceof AppError) return `${error.message}${error.hint === '' ? '' : `\n${error.hint}`}`;
  return [`This is a bug (${error instanceof Error ? error.name : typeof error}). Please report it, with the workflow step.`, ...framesOf(error)].join('\n');
};

/** The summary of a run that came to nothing. */
export const failureMarkdown = (what: string, error: unknown): string =>
  `### Watertight could not ${what}\n\n${describeError(error).split('\n').map(forMarkdown).join('\n\n')}\n`;
