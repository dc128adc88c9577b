import { toInertJson } from '../text/neutralise.ts';
import { type Report, toJsonFinding } from './report.ts';

/** One object; the shape is a contract (`docs/report.md`). `more`: what else it holds, at its end. */
export const writeJson = (report: Report, explain = false, more: Readonly<Record<string, unknown>> = {}): string => {
  const { summary, change, findings, problems } = report;
  return `${toInertJson(
    {
      schemaVersion: 1,
      tool: { name: 'watertight', version: report.version },
      summary,
      ...(change === undefined ? {} : { change }),
      findings: findings.map((finding) => toJsonFinding(finding, explain)),
      problems: problems.map(({ code, path, message }) => ({ code, path, message })),
      ...more,
    },
    2,
  )}\n`;
};

/** One line for each finding, then one for each problem, then the summary; each has a `type`. */
export const writeJsonLines = (report: Report, explain = false): string => {
  const lines = [
    ...report.findings.map((finding) => ({ type: 'finding', ...toJsonFinding(finding, explain) })),
    ...report.problems.map(({ code, path, message }) => ({ type: 'problem', code, path, message })),
    { type: 'summary', schemaVersion: 1, tool: { name: 'watertight', version: report.version }, ...report.summary },
  ];
  return `${lines.map((line) => toInertJson(line)).join('\n')}\n`;
};
