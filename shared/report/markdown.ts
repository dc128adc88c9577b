import { asCode, forMarkdown } from '../text/neutralise.ts';
import { groupByPath, plural } from './by-path.ts';
import { knownSentence } from './known-sentence.ts';
import { whereInLog } from './log-place.ts';
import { isOfLogs, type Report, validityNote } from './report.ts';

/** In bytes of UTF-8. A step summary may hold 1 MiB (docs.github.com, workflow commands); what follows it in the same step needs room too. */
const MAX_BYTES = 900_000;

/** A longer message of a problem is cut. */
const MAX_MESSAGE = 2000;

const SETTLE = 'How to settle it: move each value into a secret store, leave a reference in its place, and rotate what was committed: history keeps it.';
const SETTLE_LOGS =
  'How to settle it: replace each value where it was issued, since whoever could read the log has it; keep the step from printing it, and delete the logs.';

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

const headline = (report: Report): string => {
  const { findings, filesScanned } = report.summary;
  if (findings > 0) return `### Watertight found ${plural(findings, 'plaintext secret')}`;
  if (report.problems.some((problem) => problem.incomplete)) return '### Watertight could not scan everything';
  return filesScanned > 0 ? '### Watertight found no plaintext secret' : '### Watertight scanned nothing';
};

/** Markdown for a job summary or a comment: redacted, neutralised, at most `maxBytes` long in UTF-8, grouped by file. */
export const writeMarkdown = (report: Report, maxBytes: number = MAX_BYTES): string => {
  const { summary } = report;
  const head = [
    headline(report),
    '',
    `${plural(summary.filesScanned, 'file')} scanned with ${plural(summary.rulesLoaded, 'rule')}${summary.suppressed > 0 ? `, ${summary.suppressed} suppressed` : ''}.`,
    '',
  ];
  const tail = [
    ...(report.problems.length > 0
      ? [
          '',
          `**${plural(report.problems.length, 'problem')}**`,
          '',
          ...report.problems
            .slice(0, 50)
            .map(
              (problem) =>
                `- \`${problem.code}\` ${problem.path === '' ? '' : `${asCode(problem.path)} `}${forMarkdown(problem.message.slice(0, MAX_MESSAGE))}`,
            ),
        ]
      : []),
    ...(summary.findings > 0 ? ['', isOfLogs(report) ? SETTLE_LOGS : SETTLE, ''] : []),
  ];
  const body: string[] = [];
  let room = maxBytes - bytesOf(head.join('\n')) - bytesOf(tail.join('\n')) - 200;
  let left = 0;
  for (const [path, findings] of groupByPath(report.findings)) {
    const rows = ['', `**${asCode(path)}**`, '', '| Line | What | Key | Value | Severity | Confidence |', '| --- | --- | --- | --- | --- | --- |'];
    for (const finding of findings) {
      const { place, title, ruleId, key, redacted, severity, confidence, origin, known } = finding;
      const what = known === undefined ? forMarkdown(title) : knownSentence(known, report.change !== undefined, asCode);
      const note = validityNote(finding);
      const untracked = origin.tracked === false ? ' (not tracked by git)' : '';
      const since = origin.commit === undefined ? '' : ` (in commit ${asCode(origin.commit.id.slice(0, 10))})`;
      const log = origin.log === undefined ? '' : whereInLog(origin.log, asCode);
      rows.push(
        `| ${place.startLine} | ${what} (${asCode(ruleId)})${untracked}${since}${log === '' ? '' : ` in ${log}`}${note === '' ? '' : `, ${forMarkdown(note)}`} | ${key === null ? '' : asCode(key)} | ${asCode(redacted)} | ${severity} | ${confidence} |`,
      );
    }
    const kept: string[] = [];
    for (const row of rows) {
      room -= bytesOf(row) + 1;
      if (room < 0) break;
      kept.push(row);
    }
    if (kept.length > 5) body.push(...kept);
    left += Math.min(findings.length, rows.length - Math.max(kept.length, 5));
    if (room < 0) room = -1;
  }
  if (left > 0) body.push('', `… and ${plural(left, 'more finding')}: there is no room for them here; the JSON report has all.`);
  return `${[...head, ...body, ...tail].join('\n')}\n`;
};
