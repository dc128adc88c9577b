import { expect } from '@jest/globals';
import type { Entry, Parsed } from '../../shared/model/entry.ts';

interface Expected {
  readonly key: string;
  readonly kind: Entry['kind'];
  readonly start: number;
  readonly end: number;
  /** Compared only where the mark says it. */
  readonly setting?: string | undefined;
}

/** A line of marks: blanks, then `^^^` under a value, then its key and, unless it is an assignment, its kind, then its setting if it matters. */
const MARKS = /^( *)(\^+>?|<\^+|<>|\|)(?: (\S+)(?: (comment|default|element))?(?: (config|source))?)?$/;

/**
 * Splits a text with marks into the text alone and the ranges that the marks stand under:
 *
 *     PASSWORD=abc # note
 *              ^^^ PASSWORD
 *
 * A value over several lines has `^^^>` under its first part, starting where it starts, and `<^^` under its last, ending where it ends.
 * `|` marks an empty value. Marks are typed by a person, never generated.
 */
export const readMarked = (marked: string, lineBreak = '\n'): { text: string; expected: Expected[] } => {
  const lines: string[] = [];
  const expected: Expected[] = [];
  let lineStart = 0;
  let open = -1;
  for (const line of marked.replace(/^\n/, '').split('\n')) {
    const marks = MARKS.exec(line);
    if (!marks) {
      lineStart = lines.reduce((sum, l) => sum + l.length + lineBreak.length, 0);
      lines.push(line);
      continue;
    }
    const [, indent = '', run = '', key = '', kind = 'assignment', setting] = marks;
    const column = indent.length;
    if (run.endsWith('>') && !run.startsWith('<')) open = lineStart + column;
    else {
      const isLast = run.startsWith('<');
      const end = lineStart + column + (run === '|' ? 0 : run.length);
      expected.push({ key, kind: kind as Entry['kind'], start: isLast ? open : lineStart + column, end, setting });
    }
  }
  return { text: lines.join(lineBreak), expected };
};

/** Parses the marked text and compares: the same entries in the same order, and every value that was not escaped is its raw slice. */
export const expectEntries = (parse: (text: string) => Parsed, marked: string, lineBreak = '\n'): Parsed => {
  const { text, expected } = readMarked(marked, lineBreak);
  const parsed = parse(text);
  const actual = parsed.entries.map(({ key, kind, setting, valueRange: { start, end } }) => {
    const named = expected.some((e) => e.setting !== undefined && e.start === start && e.end === end && e.key === key);
    return { key, kind, start, end, setting: named ? setting : undefined };
  });
  const show = (list: Expected[]) => list.map((e) => `${e.key} ${e.kind} ${e.setting ?? ''} ${e.start}-${e.end} ${JSON.stringify(text.slice(e.start, e.end))}`);
  const order = (a: Expected, b: Expected) => a.start - b.start || a.end - b.end;
  expect(show(actual.sort(order))).toEqual(show(expected.sort(order)));
  expectSound(text, parsed);
  return parsed;
};

/** What holds for every parser on every text: ranges inside the text, keys as written, values equal to their raw slice unless escaped. */
export const expectSound = (text: string, parsed: Parsed): void => {
  for (const entry of parsed.entries) {
    const { keyRange, valueRange } = entry;
    for (const range of [keyRange, valueRange]) {
      if (!(0 <= range.start && range.start <= range.end && range.end <= text.length))
        throw new Error(`a range outside the text: ${JSON.stringify(range)} of ${text.length}`);
    }
    if (entry.key === '') throw new Error(`an empty key at ${keyRange.start}`);
    const raw = text.slice(valueRange.start, valueRange.end);
    const mayDiffer =
      raw.includes('\\') ||
      raw.includes('%') ||
      raw.includes('&') ||
      raw.includes("''") ||
      raw.includes('$$') ||
      /\p{Cc}/u.test(raw) ||
      entry.quote === 'heredoc' ||
      entry.quote === 'block';
    if (!mayDiffer && entry.value !== raw) throw new Error(`a value that is not its raw slice: ${JSON.stringify(entry.value)} and ${JSON.stringify(raw)}`);
  }
  for (const note of parsed.notes) {
    const { start, end } = note.range;
    if (!(0 <= start && start <= end && end <= text.length)) throw new Error(`a note outside the text: ${start}-${end} of ${text.length}`);
  }
};
