import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';

/** The figures of a scan. */
export interface ScanSummary {
  readonly filesScanned: number;
  readonly bytesScanned: number;
  readonly rulesLoaded: number;
  readonly findings: number;
  readonly suppressed: number;
  readonly durationMs: number;
}

/** A finding as programs read it. The shape is a contract. */
export const toJsonFinding = (finding: Finding) => ({
  ruleId: finding.ruleId,
  title: finding.title,
  path: finding.origin.path,
  ...finding.place,
  redacted: finding.redacted,
  fingerprint: finding.fingerprint,
  severity: finding.severity,
  confidence: finding.confidence,
  format: finding.format,
  key: finding.key,
});

export const toJson = (version: string, summary: ScanSummary, findings: readonly Finding[], problems: readonly Problem[]): string =>
  `${JSON.stringify({ schemaVersion: 1, tool: { name: 'watertight', version }, summary, findings: findings.map(toJsonFinding), problems: problems.map(({ code, path, message }) => ({ code, path, message })) }, null, 2)}\n`;
