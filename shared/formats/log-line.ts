import { visiblePieces } from '../text/ansi.ts';
import { sliceView, type TextView, viewOf } from '../text/view.ts';

/** One line of a log: what a person would read of it, without the time stamp and the escape codes before and within it. */
export interface LogLine {
  /** Raw offsets of the line, without its line break. A line longer than the limits is cut to what is near the offset asked for. */
  readonly start: number;
  readonly end: number;
  /** The line after its prefix, with its indentation. */
  readonly view: TextView;
  /** Whether the shown text starts with an escape code: GitHub colours the echo of a script, but not the names of an `env:` block. */
  readonly coloured: boolean;
  /** Whether a time stamp stood before it. */
  readonly stamped: boolean;
}

/** A line is read at most this far before and after the place that matters in it (UTF-16 units). */
const MAX_BEFORE = 2048;
const MAX_AFTER = 8192;

/** The prefix of a line is looked for in so many units. */
const MAX_PREFIX = 400;

const TIME = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?`;

const STAMP = new RegExp(String.raw`${TIME}(?: \d\d[OE](?:[+ ]|$))?[ \t]?`, 'y');
const BRACKETED_STAMP = new RegExp(String.raw`\[(?:[\w:.-]{1,40} )?${TIME}\][ \t]?`, 'y');
const CLOCK = /\d\d:\d\d:\d\d(?:\.\d{1,6})?(?: {1,8}(?:DEBUG|INFO|WARNING|ERROR|CRITICAL|FATAL) - {1,2}| {1,2})/y;
const RUN_VIEW = /[^\t\n]{1,120}\t[^\t\n]{1,120}\t(?=\uFEFF?\d{4}-\d\d-\d\dT)/y;
const BUILDKIT = /#\d{1,4} \d{1,5}\.\d{1,4} /y;
const COMPOSE = /[a-z][\w.-]{0,60}[-_]\d{1,4} {1,20}\| /y;
const ACT = /\[[\w ./-]{1,100}\] {1,4}\| /y;
const BYTE_ORDER_MARK = /\uFEFF/y;

/**
 * What build servers write before a line, by its first character: a byte order mark; a time stamp (GitHub, Azure, GitLab with its stream mark
 * `00O `), a clock (Jenkins' Timestamper, mozharness' `09:10:11 INFO - `); `[TIME] ` (Jenkins) and `[task TIME] ` (taskcluster), act's
 * `[CI/build]   | `; BuildKit's `#12 0.345 `; `gh run view --log` (job, step, time, with tabs between); compose's `api-1  | `.
 */
const prefixesFor = (shown: string, at: number): readonly RegExp[] => {
  const code = shown.charCodeAt(at);
  if (code >= 48 && code <= 57) return NUMBER_PREFIXES;
  if (code === 0x5b) return BRACKET_PREFIXES;
  if (code === 0x23) return HASH_PREFIXES;
  if (code === 0xfeff) return MARK_PREFIXES;
  const tab = shown.indexOf('\t', at);
  if (tab > at && tab <= at + 120) return WORD_PREFIXES;
  return shown.indexOf(' | ', at) > at ? COMPOSE_PREFIXES : NO_PREFIXES;
};

const NUMBER_PREFIXES = [STAMP, CLOCK, RUN_VIEW];
const BRACKET_PREFIXES = [BRACKETED_STAMP, ACT];
const HASH_PREFIXES = [BUILDKIT];
const MARK_PREFIXES = [BYTE_ORDER_MARK];
const WORD_PREFIXES = [RUN_VIEW, COMPOSE];
const COMPOSE_PREFIXES = [COMPOSE];
const NO_PREFIXES: readonly RegExp[] = [];

const MAX_PREFIXES = 4;

/** Where the prefix of a shown line ends, and whether a time stamp was part of it. */
const endOfPrefix = (shown: string): { end: number; stamped: boolean } => {
  let end = 0;
  let stamped = false;
  for (let count = 0; count < MAX_PREFIXES; count++) {
    const at = end;
    for (const prefix of prefixesFor(shown, at)) {
      prefix.lastIndex = at;
      if (!prefix.test(shown)) continue;
      end = prefix.lastIndex;
      stamped ||= prefix === STAMP || prefix === BRACKETED_STAMP || prefix === CLOCK;
      break;
    }
    if (end === at) break;
  }
  return { end, stamped };
};

const startOfLine = (text: string, offset: number, floor: number): number => {
  const least = Math.max(floor, offset - MAX_BEFORE);
  let start = offset;
  while (start > least && text.charCodeAt(start - 1) !== 10 && text.charCodeAt(start - 1) !== 13) start--;
  return start;
};

const endOfLine = (text: string, offset: number): number => {
  const most = Math.min(text.length, offset + MAX_AFTER);
  let end = offset;
  while (end < most && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
  return end;
};

/**
 * The log line around a raw offset, or the part of a long one that does not start before `floor`. A lone carriage return ends a line too:
 * progress bars and Travis' folds overprint with it.
 */
export const readLogLine = (text: string, offset: number, floor = 0): LogLine => {
  const start = startOfLine(text, offset, floor);
  const end = endOfLine(text, offset);
  const pieces = visiblePieces(text, start, end);
  const only = pieces.length === 1 ? pieces[0] : undefined;
  const whole = only === undefined ? viewOf(text, pieces) : undefined;
  const prefix = endOfPrefix(whole?.text.slice(0, MAX_PREFIX) ?? text.slice(only!.start, Math.min(only!.end, only!.start + MAX_PREFIX)));
  const view =
    whole === undefined ? viewOf(text, [{ start: only!.start + prefix.end, end: only!.end }]) : prefix.end === 0 ? whole : sliceView(text, whole, prefix.end);
  const first = view.pieces[0]?.start ?? end;
  const code = first > start ? text.charCodeAt(first - 1) : 0;
  return { start, end, view, coloured: code === 0x6d, stamped: prefix.stamped };
};

/** The line before or after one, or undefined at either end of the text. */
export const lineBefore = (text: string, start: number): LogLine | undefined => {
  let end = start - 1;
  if (end >= 0 && text.charCodeAt(end) === 10 && text.charCodeAt(end - 1) === 13) end--;
  return end < 0 ? undefined : readLogLine(text, end);
};

export const lineAfter = (text: string, end: number): LogLine | undefined => {
  const next = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
  return next >= text.length ? undefined : readLogLine(text, next);
};
