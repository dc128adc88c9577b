import { withoutControls } from '../text/neutralise.ts';
import { groupByPath } from './by-path.ts';
import type { Report } from './report.ts';

const xml = (text: string): string => withoutControls(text).replace(/[&<>"'\n]|#(?=#\[)/g, (mark) => `&#${mark.charCodeAt(0)};`);

/**
 * JUnit XML (the Ant task's dialect, as CI servers read it): a suite for each file with findings, a failed case for each finding, a case in
 * error for each thing that was not scanned; a passed case when there is neither.
 */
export const writeJunit = (report: Report): string => {
  const suites: string[] = [];
  for (const [path, findings] of groupByPath(report.findings)) {
    const cases = findings.map(
      (finding) =>
        `    <testcase classname="${xml(path)}" name="${xml(finding.ruleId)} at line ${finding.place.startLine}" file="${xml(path)}" line="${finding.place.startLine}">\n` +
        `      <failure type="${xml(finding.ruleId)}" message="${xml(`${finding.title}${finding.key === null ? '' : ` in ${finding.key}`}`)}">${xml(`${path}:${finding.place.startLine}:${finding.place.startColumn} ${finding.severity} ${finding.redacted} fingerprint ${finding.fingerprint}`)}</failure>\n` +
        '    </testcase>\n',
    );
    suites.push(
      `  <testsuite name="${xml(path)}" tests="${findings.length}" failures="${findings.length}" errors="0" skipped="0">\n${cases.join('')}  </testsuite>\n`,
    );
  }
  const incomplete = report.problems.filter((problem) => problem.incomplete);
  if (incomplete.length > 0) {
    const cases = incomplete.map(
      ({ code, path, message }) =>
        `    <testcase classname="${xml(path || 'watertight')}" name="not scanned">\n      <error type="${xml(code)}" message="${xml(message)}"/>\n    </testcase>\n`,
    );
    suites.push(
      `  <testsuite name="not scanned" tests="${cases.length}" failures="0" errors="${cases.length}" skipped="0">\n${cases.join('')}  </testsuite>\n`,
    );
  }
  if (suites.length === 0)
    suites.push(
      '  <testsuite name="watertight" tests="1" failures="0" errors="0" skipped="0">\n    <testcase classname="watertight" name="no plaintext secret found"/>\n  </testsuite>\n',
    );
  const total = Math.max(1, report.findings.length + incomplete.length);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="watertight" tests="${total}" failures="${report.findings.length}" errors="${incomplete.length}" time="${(report.summary.durationMs / 1000).toFixed(3)}">\n${suites.join('')}</testsuites>\n`;
};
