import { readFileSync } from 'node:fs';
import { loadSettings } from '../../shared/config/settings.ts';
import { AppError } from '../../shared/model/app-error.ts';
import type { Severity } from '../../shared/model/rule.ts';
import type { Report } from '../../shared/report/report.ts';
import { mergeReports } from '../../shared/scan/merge-reports.ts';
import { KNOWN_RULES, listRules } from '../../shared/scan/rule-list.ts';
import { type JoinedReport, parseReport } from '../../shared/scan/shard-report.ts';
import type { ReportFormat } from '../formats.ts';
import type { Streams } from '../run.ts';
import { publish, statusOf } from './scan.ts';

export interface MergeOptions {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly failOn?: Severity | 'never';
  readonly explain?: true;
  readonly quiet?: true;
  readonly color: boolean;
}

const read = (file: string): JoinedReport => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('incomplete', `a report can't be read: ${file}`, 'Did that scan end, and was its report kept?', { cause });
  }
  try {
    return parseReport(text, file);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AppError('incomplete', `not a whole JSON report: ${file}: ${error.message}`, 'Write it with watertight scan --format json.');
  }
};

/** `watertight merge`: joins JSON reports of shards, or of whole scans, and ends as one scan of all would have. */
export const merge = async (streams: Streams, files: readonly string[], options: MergeOptions): Promise<number> => {
  const { version, findings, suppressed, suppressedCount, problems, filesScanned, bytesScanned, rulesLoaded, rules } = mergeReports(files.map(read));
  const { config } = loadSettings({ root: process.cwd(), baseline: false }, KNOWN_RULES);
  const known = new Set(rules.map(({ id }) => id));
  const report: Report = {
    version,
    // How long it took depends on the machines: a joined report does not say.
    summary: { filesScanned, bytesScanned, rulesLoaded, findings: findings.length, suppressed: suppressedCount, durationMs: 0 },
    findings,
    suppressed,
    problems,
    rules: [...rules, ...listRules(config).filter(({ id }) => !known.has(id))],
  };
  await publish(streams, report, options);
  return statusOf(report, options.failOn ?? config.failOn ?? 'info');
};
