import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';
import { toInertJson, withoutControls } from '../text/neutralise.ts';
import type { Report } from './report.ts';

const LEVEL: Readonly<Record<Severity, 'note' | 'warning' | 'error'>> = { info: 'note', low: 'note', medium: 'warning', high: 'error', critical: 'error' };

/** GitHub's `security-severity`, a number between 0 and 10 (docs.github.com, SARIF support for code scanning). */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { info: '1.0', low: '3.0', medium: '5.5', high: '8.0', critical: '9.5' };

/** GitHub keeps 5,000 results of a run and refuses more than 25,000. */
const MAX_RESULTS = 5000;

/** A relative URI reference (RFC 3986): each part percent-encoded, `/` kept. */
const toUri = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/[\ud800-\udfff]/gu, '\ufffd')))
    .join('/');

const toResult = (finding: Finding, occurrence: number): Result => ({
  ruleId: finding.ruleId,
  level: LEVEL[finding.severity],
  message: { text: withoutControls(`${finding.title}${finding.key === null ? '' : ` in ${finding.key}`}: ${finding.redacted}`) },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: toUri(finding.origin.path), uriBaseId: '%SRCROOT%' },
        region: { ...finding.place, snippet: { text: withoutControls(finding.redacted) } },
      },
    },
  ],
  // The fingerprint holds no line; the occurrence tells two equal secrets of one file apart.
  partialFingerprints: { 'watertight/v1': `${finding.fingerprint}:${occurrence}` },
  properties: {
    confidence: finding.confidence,
    severity: finding.severity,
    format: finding.format,
    ...(finding.validity === undefined ? {} : { validity: finding.validity.state }),
    ...(finding.known === undefined ? {} : { known: finding.known }),
  },
});

/** SARIF 2.1.0 (OASIS). Relative URIs, redacted snippets, fingerprints that survive moved lines. */
export const writeSarif = (report: Report): string => {
  const notes = new Map(report.rules.map((note) => [note.id, note]));
  const ids = [...new Set(report.findings.map((finding) => finding.ruleId))].sort();
  const rules: ReportingDescriptor[] = ids.map((id) => {
    const note = notes.get(id);
    const severity = note?.severity ?? 'medium';
    return {
      id,
      name: id,
      shortDescription: { text: note?.title ?? id },
      fullDescription: { text: `${note?.title ?? id} in plaintext.` },
      help: {
        text: `Move the value into a secret store, leave a reference in its place, and rotate it.${note?.rotate === undefined ? '' : ` Rotate: ${note.rotate}`}`,
      },
      ...(note?.source === undefined ? {} : { helpUri: note.source }),
      defaultConfiguration: { level: LEVEL[severity] },
      properties: { tags: ['security', 'secret'], 'security-severity': SECURITY_SEVERITY[severity], precision: 'high' },
    };
  });
  const seen = new Map<string, number>();
  const results = report.findings.slice(0, MAX_RESULTS).map((finding) => {
    const occurrence = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, occurrence);
    return { ...toResult(finding, occurrence), ruleIndex: ids.indexOf(finding.ruleId) };
  });
  const left = report.findings.length - results.length;
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'watertight', semanticVersion: report.version, version: report.version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that was scanned from.' } } },
        invocations: [
          {
            executionSuccessful: !report.problems.some((problem) => problem.incomplete),
            toolExecutionNotifications: [
              ...report.problems.map((problem) => ({
                level: 'warning' as const,
                message: { text: withoutControls(`${problem.code}: ${problem.path} ${problem.message}`) },
              })),
              ...(left > 0
                ? [{ level: 'warning' as const, message: { text: `${left} more findings are left out: a run holds ${MAX_RESULTS} at most.` } }]
                : []),
            ],
          },
        ],
        results,
      },
    ],
  };
  return `${toInertJson(log, 2)}\n`;
};
