import { forMarkdown } from '../text/neutralise.ts';
import { plural } from './by-path.ts';
import { MAX_COMMENT, markerOf } from './comment.ts';
import { code } from './comment-parts.ts';
import { knownSentence } from './known-sentence.ts';
import { whereInLog } from './log-place.ts';
import type { JsonFinding } from './report.ts';

export interface LogCommentRequest {
  /** As of the comment about files, and another one. */
  readonly id: string;
  readonly run: number;
  readonly runUrl: string;
  readonly findings: readonly JsonFinding[];
  /** How much could not be scanned. */
  readonly incomplete: number;
  /** Whether there is a comment already, which told of leaks. */
  readonly wasLeaking: boolean;
}

const headline = ({ findings, incomplete, wasLeaking }: LogCommentRequest): string => {
  if (findings.length > 0) return `### Watertight found ${plural(findings.length, 'plaintext secret')} in the log of a run`;
  if (incomplete > 0) return '### Watertight could not scan all logs of a run';
  return wasLeaking
    ? '### Watertight: the last run left no plaintext secret in its log any more'
    : '### Watertight found no plaintext secret in the log of a run';
};

const item = ({ title, key, redacted, severity, startLine, job, step, known, validity }: JsonFinding): string => {
  const asked = validity === undefined ? '' : `, ${validity} when its service was asked`;
  const more = known === undefined ? '' : `  \n  ${knownSentence(known, false, code)}.`;
  const where = whereInLog({ ...(job === undefined ? {} : { job }), ...(step === undefined ? {} : { step }) }, code);
  return `- ${where === '' ? '' : `${where}, `}line ${startLine}: **${known === undefined ? forMarkdown(title.slice(0, 300)) : 'Known secret value'}**${key === null ? '' : ` in ${code(key)}`}, ${code(redacted)}, severity ${severity}${asked}${more}`;
};

/** The sticky comment about the log of a pull request's run: markdown of at most `MAX_COMMENT` characters, without a value, in which no name can act. */
export const writeLogComment = (request: LogCommentRequest): string => {
  const { id, run, runUrl, findings, incomplete, wasLeaking } = request;
  const head = [markerOf(id), '', headline(request), '', `In [run ${run}](${runUrl}).`];
  if (incomplete > 0) head.push('', `**${plural(incomplete, 'thing')} could not be scanned**: see the summary of the run that scanned.`);
  const tail: string[] = [];
  if (findings.length > 0)
    tail.push('', 'Whoever can read the log has these values. Rotate each, delete the logs of the run, and let the step hide or not print it.');
  else if (wasLeaking) tail.push('', 'Earlier logs may still hold what leaked: delete them, and rotate each value, if that is not done yet.');
  tail.push('', '<sub>Values are never shown.</sub>');
  const body: string[] = [];
  let room = MAX_COMMENT - [...head, ...tail].join('\n').length - 200;
  let left = 0;
  for (const finding of findings) {
    const text = item(finding);
    room -= text.length + 1;
    if (room < 0 || left > 0) left += 1;
    else body.push(text);
  }
  if (left > 0) body.push('', `… and ${plural(left, 'more finding')}: there is no room for them here; the summary of the run and the JSON report have more.`);
  return `${[...head, ...(body.length > 0 ? ['', ...body] : []), ...tail].join('\n')}\n`;
};
