import type { Finding } from '../../shared/model/finding.ts';
import { Secret } from '../../shared/model/secret.ts';
import type { Report } from '../../shared/report/report.ts';
import { redact } from '../../shared/text/redact.ts';

/** A finding for tests of what comes after detection. */
export const finding = (value: string, more: Partial<Finding> = {}): Finding => ({
  ruleId: 'generic-credential',
  title: 'Credential in plaintext',
  origin: { path: 'config/.env' },
  format: 'dotenv',
  key: 'DB_PASSWORD',
  secret: new Secret(value),
  range: { start: 12, end: 12 + value.length },
  place: { startLine: 3, startColumn: 13, endLine: 3, endColumn: 13 + value.length },
  excerpt: `DB_PASSWORD=${redact(value)}`,
  redacted: redact(value),
  fingerprint: '0123456789abcdef0123456789abcdef',
  severity: 'high',
  confidence: 'high',
  reasons: ['the key names a password'],
  related: [],
  ...more,
});

export const report = (findings: readonly Finding[], more: Partial<Report> = {}): Report => ({
  version: '1.2.3',
  summary: { filesScanned: 7, bytesScanned: 4096, rulesLoaded: 400, findings: findings.length, suppressed: 0, durationMs: 12 },
  findings,
  suppressed: [],
  problems: [],
  rules: [{ id: 'generic-credential', title: 'Credential in plaintext', severity: 'high' }],
  ...more,
});
