import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';
import { asLine, forLog } from '../text/neutralise.ts';
import { plural } from './by-path.ts';
import { knownSentence } from './known-sentence.ts';
import { writeMarkdown } from './markdown.ts';
import type { Report } from './report.ts';

/** Annotations that one request may bring (docs.github.com, REST API, check runs). */
export const ANNOTATIONS_PER_REQUEST = 50;

/** Annotations at most: 20 requests. The summary says how many there are. */
const MAX_ANNOTATIONS = 1000;

/** Of a summary, in bytes; GitHub takes 65,535 characters. */
const MAX_SUMMARY = 60_000;

/** As the API takes it. */
export interface CheckAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

export interface Check {
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
}

const LEVEL: Readonly<Record<Severity, CheckAnnotation['annotation_level']>> = {
  info: 'notice',
  low: 'notice',
  medium: 'warning',
  high: 'failure',
  critical: 'failure',
};

const toAnnotation = ({ origin, place, key, title, redacted, severity, moved, known, validity }: Finding, isChange: boolean): CheckAnnotation => ({
  path: origin.path,
  start_line: place.startLine,
  end_line: place.endLine,
  ...(place.startLine === place.endLine ? { start_column: place.startColumn, end_column: place.endColumn } : {}),
  annotation_level: LEVEL[severity],
  title: forLog(title).slice(0, 200),
  message: forLog(
    `${title}${key === null ? '' : ` in ${key}`}: ${redacted}${moved === true ? ' (only moved or copied: the base has it already)' : ''}${validity === undefined ? '' : `, ${validity.state} when its service was asked`}\n${known === undefined ? 'Move the value into a secret store, leave a reference, and rotate it' : knownSentence(known, isChange, asLine)}.`,
  ).slice(0, 4000),
});

/**
 * A check run. `failing`: the build fails for what was found. What stands at the head is annotated; what only the history holds has no line there.
 */
export const toCheck = (report: Report, failing: boolean): Check => {
  const incomplete = report.problems.filter((problem) => problem.incomplete).length;
  const count = report.findings.length;
  const found = count === 0 ? 'No plaintext secret found' : `${plural(count, 'plaintext secret')} found`;
  return {
    conclusion: failing || incomplete > 0 ? 'failure' : count > 0 ? 'neutral' : 'success',
    title: incomplete === 0 ? found : `${found}; ${plural(incomplete, 'thing')} could not be scanned`,
    summary: writeMarkdown(report, MAX_SUMMARY),
    annotations: report.findings
      .filter(({ origin }) => origin.commit === undefined && !origin.path.includes('\ufffd'))
      .slice(0, MAX_ANNOTATIONS)
      .map((finding) => toAnnotation(finding, report.change !== undefined)),
  };
};
