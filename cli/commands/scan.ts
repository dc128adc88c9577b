import { replaceFile } from '../../shared/files/replace-file.ts';
import { type AppError, EXIT_CLEAN, EXIT_FINDINGS, exitStatusOf } from '../../shared/model/app-error.ts';
import { SEVERITIES, type Severity } from '../../shared/model/rule.ts';
import { plural } from '../../shared/report/by-path.ts';
import { writeCsv } from '../../shared/report/csv.ts';
import { writeGithub } from '../../shared/report/github.ts';
import { writeJson, writeJsonLines } from '../../shared/report/json.ts';
import { writeJunit } from '../../shared/report/junit.ts';
import { writeMarkdown } from '../../shared/report/markdown.ts';
import { NO_PAINT, type Paint, writePretty } from '../../shared/report/pretty.ts';
import type { Report } from '../../shared/report/report.ts';
import { writeSarif } from '../../shared/report/sarif.ts';
import type { ShardNote } from '../../shared/scan/shard-report.ts';
import { asLine, forLog } from '../../shared/text/neutralise.ts';
import type { ReportFormat } from '../formats.ts';
import { checkVerifyOptions, isVerifying, type VerifyOptions } from '../options/verify.ts';
import { paintFor } from '../paint.ts';
import { type Streams, writeWhole } from '../run.ts';
import { type SourceOptions, scanFrom } from '../scan-from.ts';

export interface ScanOptions extends SourceOptions, VerifyOptions {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly failOn?: Severity | 'never';
  readonly explain?: true;
}

const write = (format: ScanOptions['format'], report: Report, paint: Paint, explain: boolean, shard?: ShardNote): string => {
  switch (format) {
    case 'json':
      return writeJson(report, explain, shard === undefined ? {} : { shard });
    case 'jsonl':
      return writeJsonLines(report, explain);
    case 'sarif':
      return writeSarif(report);
    case 'junit':
      return writeJunit(report);
    case 'csv':
      return writeCsv(report);
    case 'github':
      return writeGithub(report);
    case 'markdown':
      return writeMarkdown(report);
    case 'pretty':
      return writePretty(report, paint, explain);
  }
};

/** The exit status of a report: findings outrank incompleteness. */
export const statusOf = (report: Report, failOn: Severity | 'never'): number => {
  const from = failOn === 'never' ? Number.POSITIVE_INFINITY : SEVERITIES.indexOf(failOn);
  if (report.findings.some((finding) => SEVERITIES.indexOf(finding.severity) >= from)) return EXIT_FINDINGS;
  return report.problems.some((problem) => problem.incomplete) ? 5 : EXIT_CLEAN;
};

/** The same where some of the known values could not be read: then a search without findings ends with the status of that. */
export const statusWith = (report: Report, failOn: Severity | 'never', failure: AppError | undefined): number => {
  const status = statusOf(report, failOn);
  return status === EXIT_FINDINGS || failure === undefined ? status : exitStatusOf(failure);
};

/** Writes a report to where it is wanted, and what was not scanned to standard error; false when its reader went away before its end. */
export const publish = async (
  streams: Streams,
  report: Report,
  options: Pick<ScanOptions, 'format' | 'output' | 'explain' | 'quiet' | 'color'>,
  shard?: ShardNote,
): Promise<boolean> => {
  let isWritten = true;
  const paint = options.output === undefined ? paintFor(streams.out, options.color) : NO_PAINT;
  const text = write(options.format, report, paint, options.explain === true, shard);
  if (options.output === undefined) {
    isWritten = await writeWhole(streams.out, text);
  } else {
    await replaceFile(options.output, text, 'the report');
    if (options.quiet !== true) streams.err.write(`${plural(report.findings.length, 'finding')}; report in ${options.output}\n`);
  }
  // Machine formats hold the problems too, but whoever watches the terminal must see them.
  if (options.format !== 'pretty' || options.output !== undefined) {
    for (const problem of report.problems)
      if (problem.incomplete && options.quiet !== true)
        streams.err.write(`${forLog(`watertight: ${problem.path === '' ? '' : `${asLine(problem.path)}: `}${problem.message}`)}\n`);
  }
  return isWritten;
};

/** `watertight scan`. */
export const scan = async (streams: Streams, version: string, paths: readonly string[], options: ScanOptions): Promise<number> => {
  checkVerifyOptions(options);
  const { report: scanned, settings, failure, shard } = await scanFrom(streams, version, paths, options);
  // Nobody is asked anything unless this is wanted: not even the list of whom to ask is loaded.
  const { report, stopped } = isVerifying(options) ? await (await import('../verify.ts')).verifyReport(streams, scanned, options) : { report: scanned };
  await publish(streams, report, options, shard?.(report));
  return stopped ?? statusWith(report, options.failOn ?? settings.config.failOn ?? 'info', failure);
};
