import type { Finding } from '../model/finding.ts';
import { overlaps, type Range } from '../model/range.ts';
import { indexLines } from '../text/lines.ts';
import { redact } from '../text/redact.ts';
import { applyEdits, type Edit } from './rewrite/rewrite.ts';

/** Neighbouring lines that are changed, without values. */
export interface ChangedLines {
  /** 1-based, in the text before. */
  readonly line: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A range and what hides it. */
interface Hidden {
  readonly range: Range;
  readonly text: string;
}

const hiddenOf = (findings: readonly Finding[]): Hidden[] => findings.map(({ range, redacted }) => ({ range, text: redacted }));

const MAX_WIDTH = 200;
const MAX_LINES = 6;

/** The first lines of a text, each cut to a width that a terminal has room for. */
export const shownLines = (text: string): string[] => {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const cut = lines.slice(0, MAX_LINES).map((line) => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)}…` : line));
  return lines.length > MAX_LINES ? [...cut, `… ${lines.length - MAX_LINES} more lines`] : cut;
};

/** Sorted, and of those that overlap the widest alone. */
const apart = (ranges: readonly Hidden[]): Hidden[] => {
  const kept: Hidden[] = [];
  for (const hidden of [...ranges].sort((a, b) => b.range.end - b.range.start - (a.range.end - a.range.start)))
    if (!kept.some((other) => overlaps(other.range, hidden.range))) kept.push(hidden);
  return kept.sort((a, b) => a.range.start - b.range.start);
};

const within = (parts: readonly Hidden[], { start, end }: Range): Hidden[] =>
  parts
    .filter(({ range }) => range.start >= start && range.end <= end)
    .map(({ range, text }) => ({ range: { start: range.start - start, end: range.end - start }, text }));

/**
 * The lines of a text that edits change, as they are and as they will be. Every finding in them is hidden, those that stay too, and every range
 * that an edit takes out and that holds a value (`moved`).
 */
export const changedLines = (text: string, edits: readonly Edit[], findings: readonly Finding[], moved: readonly Range[]): ChangedLines[] => {
  const lines = indexLines(text);
  const hidden = apart([...moved.map((range) => ({ range, text: redact(text.slice(range.start, range.end)) })), ...hiddenOf(findings)]);
  const staying = hidden.filter(({ range }) => !edits.some((edit) => overlaps(edit.range, range)));
  const blocks: { first: number; last: number }[] = [];
  const touch = ({ start, end }: Range): void => {
    const first = lines.lineOf(start);
    const last = lines.lineOf(end);
    const previous = blocks.at(-1);
    if (previous !== undefined && first <= previous.last) previous.last = Math.max(previous.last, last);
    else blocks.push({ first, last });
  };
  // A value of several lines that stays is hidden as a whole, so that all of its lines belong together.
  for (const { range } of [...edits, ...hidden.filter((each) => edits.some((edit) => overlaps(edit.range, each.range)))].sort(
    (a, b) => a.range.start - b.range.start,
  ))
    touch(range);
  return blocks.map(({ first, last }) => {
    let range = { start: lines.startOf(first), end: lines.startOf(last + 1) };
    for (const { range: other } of hidden)
      if (overlaps(range, other))
        range = {
          start: Math.min(range.start, lines.startOf(lines.lineOf(other.start))),
          end: Math.max(range.end, lines.startOf(lines.lineOf(other.end) + 1)),
        };
    const block = text.slice(range.start, range.end);
    const changes = [...edits, ...staying].sort((a, b) => a.range.start - b.range.start);
    return {
      line: lines.lineOf(range.start) + 1,
      before: shownLines(applyEdits(block, within(hidden, range))),
      after: shownLines(applyEdits(block, within(changes, range))),
    };
  });
};
