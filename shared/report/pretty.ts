import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';
import { asLine, forLog } from '../text/neutralise.ts';
import { groupByPath, plural } from './by-path.ts';
import { whereInLog } from './log-place.ts';
import { isOfLogs, type Report, validityNote } from './report.ts';

/** Turns text into coloured text; the identity where there is no colour. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly green: (text: string) => string;
}

const same = (text: string): string => text;
export const NO_PAINT: Paint = { bold: same, dim: same, red: same, yellow: same, cyan: same, green: same };

const painted = (severity: Severity, paint: Paint): string => {
  const padded = severity.padEnd(8);
  if (severity === 'critical' || severity === 'high') return paint.red(padded);
  return severity === 'medium' ? paint.yellow(padded) : paint.cyan(padded);
};

const lines = (finding: Finding, paint: Paint, rotate: string | undefined, explain: boolean): string[] => {
  const { place, origin } = finding;
  const at = `${place.startLine}:${place.startColumn}`.padEnd(8);
  const notes = [
    asLine(validityNote(finding)),
    finding.confidence === 'high' ? '' : `${finding.confidence} confidence`,
    origin.tracked === false ? 'not tracked by git' : '',
    origin.log === undefined ? '' : whereInLog(origin.log, asLine),
    origin.commit === undefined ? '' : `since commit ${asLine(origin.commit.id.slice(0, 10))} (${asLine(origin.commit.date.slice(0, 10))})`,
  ].filter((note) => note !== '');
  return [
    `  ${paint.dim(at)} ${painted(finding.severity, paint)} ${asLine(finding.title)}${finding.key === null ? '' : ` in ${paint.bold(asLine(finding.key))}`} ${paint.dim(`[${asLine(finding.ruleId)}]`)}${notes.length > 0 ? paint.dim(` ${notes.join(', ')}`) : ''}`,
    ...forLog(finding.excerpt)
      .split('\n')
      .map((line) => `  ${' '.repeat(8)} ${paint.dim('|')} ${line.trim()}`),
    ...finding.related.map((other) => `  ${' '.repeat(8)} ${paint.dim(`with line ${other.startLine}`)}`),
    ...(rotate === undefined ? [] : [`  ${' '.repeat(8)} ${paint.dim(`rotate: ${asLine(rotate)}`)}`]),
    ...(explain ? finding.reasons.map((reason) => `  ${' '.repeat(8)} ${paint.dim(`because ${asLine(reason)}`)}`) : []),
    ...(explain ? [`  ${' '.repeat(8)} ${paint.dim(`fingerprint ${finding.fingerprint}`)}`] : []),
  ];
};

const forFiles = (paint: Paint): string[] => [
  `What to do: ${paint.bold('watertight move')} puts each value into a secret store and leaves a reference in its place. Replace what was committed, since history keeps it.`,
  `A false alarm? Write ${paint.bold('watertight:allow RULE reason')} in a comment on that line, or accept what is there today: ${paint.bold('watertight baseline')}.`,
];

const forLeaving = (): string[] => [
  'What to do: leave the file out, or take the value out of what it is made of. Rotate what has left before.',
  'Neither comments nor allowlists nor a baseline silence a finding here.',
];

/** Nothing can be moved out of a log, and a comment in it is none. */
const forLogs = (paint: Paint): string[] => [
  `What to do: replace each value where it was issued, since whoever could read the log has it; keep the step from printing it, and delete the logs: ${paint.bold('watertight logs RUN --delete-leaked-logs')}.`,
  `A false alarm? Allow it by ${paint.bold('[[allowlists]]')} in watertight.toml.`,
];

/** For people: grouped by file, the source line redacted, then what to do. Never acts as a workflow command or a terminal escape. */
export const writePretty = (report: Report, paint: Paint = NO_PAINT, explain = false): string => {
  const rotate = new Map(report.rules.map((rule) => [rule.id, rule.rotate]));
  const out: string[] = [];
  for (const [path, findings] of groupByPath(report.findings)) {
    out.push(paint.bold(asLine(path)));
    for (const finding of findings) out.push(...lines(finding, paint, rotate.get(finding.ruleId), explain));
    out.push('');
  }
  if (explain && report.suppressed.length > 0) {
    out.push(paint.bold('Suppressed'));
    for (const { finding, by, why } of report.suppressed)
      out.push(`  ${asLine(finding.origin.path)}:${finding.place.startLine} ${asLine(finding.ruleId)}: ${by}${why === '' ? '' : ` (${asLine(why)})`}`);
    out.push('');
  }
  for (const problem of report.problems)
    out.push(
      `${paint.yellow(problem.incomplete ? 'not scanned' : 'note')} ${asLine(problem.path)}${problem.path === '' ? '' : ': '}${asLine(problem.message)} ${paint.dim(`[${problem.code}]`)}`,
    );
  if (report.problems.length > 0) out.push('');
  const { summary } = report;
  const scanned = `${plural(summary.filesScanned, 'file')}, ${(summary.bytesScanned / 1e6).toFixed(1)} MB, ${plural(summary.rulesLoaded, 'rule')}, ${(summary.durationMs / 1000).toFixed(2)} s`;
  const suppressed = summary.suppressed > 0 ? `, ${summary.suppressed} suppressed` : '';
  if (summary.findings === 0) {
    const incomplete = report.problems.some((problem) => problem.incomplete);
    out.push(
      `${incomplete ? paint.yellow('No plaintext secret in what could be scanned') : paint.green('No plaintext secret found')}${suppressed} (${scanned})`,
    );
  } else {
    const files = groupByPath(report.findings).size;
    out.push(`${paint.red(`${plural(summary.findings, 'plaintext secret')} in ${plural(files, 'file')}`)}${suppressed} (${scanned})`);
    out.push('');
    out.push(...(report.leaving ? forLeaving() : isOfLogs(report) ? forLogs(paint) : forFiles(paint)));
  }
  return `${out.join('\n')}\n`;
};
