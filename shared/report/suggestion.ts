import type { Finding } from '../model/finding.ts';
import { forMarkdown } from '../text/neutralise.ts';
import { code } from './comment-parts.ts';

const WHY = {
  base: 'The base has a reference here; this puts it back.',
  env: 'The `.env` beside this file names the value already; this reads it from there.',
} as const;

const markerOf = ({ fingerprint }: Finding): string => `<!-- watertight:suggestion ${fingerprint} -->`;

/** The fingerprint that a review comment of ours is about; undefined for another comment. */
export const suggestedIn = (body: string): string | undefined => /^<!-- watertight:suggestion ([0-9a-f]{32}) -->\r?\n/.exec(body)?.[1];

/**
 * The text of a review comment that replaces a line by `text`, which holds no value. The fence is longer than any in the line, so that the line can't
 * end it.
 */
export const writeSuggestion = (finding: Finding, text: string, why: keyof typeof WHY): string => {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map((run) => run[0].length + 1)));
  return [
    markerOf(finding),
    `**${forMarkdown(finding.title.slice(0, 300))}**${finding.key === null ? '' : ` in ${code(finding.key)}`}, ${code(finding.redacted)}. ${WHY[why]}`,
    'What was pushed stays in the history: rotate the value.',
    '',
    `${fence}suggestion`,
    text,
    fence,
    '',
  ].join('\n');
};
