import type { LineIndex } from '../text/lines.ts';
import { redact } from '../text/redact.ts';
import type { Candidate } from './candidate.ts';

/** Characters shown before and after a secret, on its own lines. */
const AROUND = 80;
const MAX_LINE = 200;
const MAX_LINES = 3;

/** Text between secrets, in which a value may stand once more: as a comment, as a default. */
const withoutValues = (text: string, values: readonly string[]): string => {
  let clean = text;
  for (const value of values) if (value.length >= 3 && clean.includes(value)) clean = clean.replaceAll(value, redact(value));
  return clean;
};

/**
 * Shows the lines of the candidate at an index with all secrets on them redacted. `candidates` are sorted by place and do not overlap.
 * At most 3 lines of at most 200 units; the cost does not depend on how many candidates there are elsewhere.
 */
export const excerptOf = (text: string, lines: LineIndex, candidates: readonly Candidate[], index: number): string => {
  const { range } = candidates[index]!;
  const lineStart = lines.startOf(lines.lineOf(range.start));
  const lineEnd = lines.startOf(lines.lineOf(Math.max(range.start, range.end - 1)) + 1);
  let from = Math.max(lineStart, range.start - AROUND);
  const to = Math.min(lineEnd, range.end + AROUND);
  let first = index;
  while (first > 0 && candidates[first - 1]!.range.end > from) first -= 1;
  let last = index;
  while (last + 1 < candidates.length && candidates[last + 1]!.range.start < to) last += 1;
  const near = candidates.slice(first, last + 1);
  const values = near.map((candidate) => candidate.value).sort((a, b) => b.length - a.length);
  let shown = from > lineStart ? '…' : '';
  for (const candidate of near) {
    shown += withoutValues(text.slice(from, Math.max(from, candidate.range.start)), values) + redact(candidate.value);
    from = candidate.range.end;
  }
  shown += withoutValues(text.slice(from, Math.max(from, to)), values);
  if (to < lineEnd && from < to) shown += '…';
  return shown
    .split('\n', MAX_LINES)
    .map((line) => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line))
    .join('\n')
    .trimEnd();
};
