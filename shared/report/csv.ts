import { forLog } from '../text/neutralise.ts';
import { type Report, toJsonFinding } from './report.ts';

const COLUMNS = [
  'path',
  'startLine',
  'startColumn',
  'endLine',
  'endColumn',
  'ruleId',
  'title',
  'severity',
  'confidence',
  'key',
  'redacted',
  'fingerprint',
  'format',
] as const;

/** RFC 4180 quoting; a cell that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV injection). */
const cell = (value: string | number | null): string => {
  const text = typeof value === 'string' ? forLog(value) : String(value ?? '');
  const inert = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replace(/"/g, '""')}"` : inert;
};

/** A header line and a line for each finding, with CRLF line ends (RFC 4180). */
export const writeCsv = (report: Report): string => {
  const rows = report.findings.map((finding) => {
    const row = toJsonFinding(finding);
    return COLUMNS.map((column) => cell(row[column])).join(',');
  });
  return `${[COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
};
