import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';
import { asLine, forLog } from '../text/neutralise.ts';
import { plural } from './by-path.ts';
import { knownSentence } from './known-sentence.ts';
import { type Report, validityNote } from './report.ts';

/** The runner shows at most ten annotations of each level for a step (actions/toolkit, docs/problem-matchers.md). */
export const MAX_ANNOTATIONS = 10;

/** The runner cuts a message at 4,096 characters (actions/runner, ExecutionContext.cs). */
const MAX_MESSAGE = 1000;

type Level = 'error' | 'warning' | 'notice';

const LEVEL: Readonly<Record<Severity, Level>> = { info: 'notice', low: 'notice', medium: 'warning', high: 'error', critical: 'error' };

/** Escapes as the runner unescapes (actions/toolkit, core/src/command.ts). Older runners looked for `##[` in every line, so none is left here either. */
const data = (text: string): string => forLog(text).slice(0, MAX_MESSAGE).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

const annotation = (finding: Finding, isChange: boolean): string => {
  const { place, key, origin, known } = finding;
  const columns = place.startLine === place.endLine ? `,col=${place.startColumn},endColumn=${place.endColumn}` : '';
  const where = key === null ? '' : ` in ${key}`;
  const since = origin.commit === undefined ? '' : ` (in commit ${origin.commit.id.slice(0, 10)})`;
  const note = validityNote(finding);
  const remedy = known === undefined ? 'Move the value into a secret store, leave a reference, and rotate it.' : `${knownSentence(known, isChange, asLine)}.`;
  const text = `${finding.title}${where}: ${finding.redacted}${since}${note === '' ? '' : `\nAsked live: ${note}.`}\n${remedy} Rule ${finding.ruleId}, fingerprint ${finding.fingerprint}.`;
  return `::${LEVEL[finding.severity]} file=${property(origin.path)},line=${place.startLine},endLine=${place.endLine}${columns},title=${property(finding.title)}::${data(text)}`;
};

/**
 * Workflow commands that annotate the lines: at most ten of each level, the gravest first, then one line that says how many are left out.
 * The only text of ours that is meant to be read as commands.
 */
export const writeGithub = (report: Report): string => {
  const lines: string[] = [];
  let left = 0;
  for (const level of ['error', 'warning', 'notice'] as const) {
    const ofLevel = report.findings.filter((finding) => LEVEL[finding.severity] === level);
    lines.push(...ofLevel.slice(0, MAX_ANNOTATIONS).map((finding) => annotation(finding, report.change !== undefined)));
    left += Math.max(0, ofLevel.length - MAX_ANNOTATIONS);
  }
  if (left > 0) lines.push(`Watertight: and ${plural(left, 'more finding')} in the summary.`);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
};
