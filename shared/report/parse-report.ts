import type { KnownHit } from '../model/known-value.ts';
import type { ProblemCode } from '../model/problem.ts';
import { CONFIDENCES, SEVERITIES } from '../model/rule.ts';
import type { CommentFinding } from './comment-parts.ts';
import type { ReportedChange } from './report.ts';

/** What a comment needs of a JSON report that came from elsewhere. */
export interface ParsedReport {
  readonly change: ReportedChange;
  readonly findings: readonly CommentFinding[];
  /** What could not be scanned. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  readonly suppressed: number;
}

export type ParseResult = { readonly report: ParsedReport } | { readonly error: string };

/** Bytes of a report that are read at all; 10,000 findings take about 6 MB. */
export const MAX_REPORT_BYTES = 20_000_000;

/** Problems that leave nothing out; a report does not say it of each. */
const NOTES: readonly string[] = [
  'baseline-expired',
  'baseline-unused',
  'config-ignored',
  'encoding-lossy',
  'known-value-left-out',
  'not-active',
  'parse-error',
  'symlink-outside',
] satisfies ProblemCode[];

const MAX_FINDINGS = 50_000;
const MAX_PROBLEMS = 10_000;

/** What is wrong with a value, as its place in the report; undefined when nothing is. */
type Check = (value: unknown, at: string) => string | undefined;

const wrong = (at: string, what: string): string => `${at} ${what}`;

const text =
  (maxLength: number, form?: RegExp): Check =>
  (value, at) =>
    typeof value !== 'string'
      ? wrong(at, 'is no text')
      : value.length > maxLength
        ? wrong(at, `is longer than ${maxLength} characters`)
        : form !== undefined && !form.test(value)
          ? wrong(at, 'has not the form that it must have')
          : undefined;

const integer =
  (least: number, most: number): Check =>
  (value, at) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? undefined
      : wrong(at, `is no whole number from ${least} to ${most}`);

const oneOf =
  (allowed: readonly unknown[]): Check =>
  (value, at) =>
    allowed.includes(value) ? undefined : wrong(at, 'is not one of the values that it may be');

const orNull =
  (check: Check): Check =>
  (value, at) =>
    value === null ? undefined : check(value, at);

const listOf =
  (most: number, check: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return wrong(at, 'is no list');
    if (value.length > most) return wrong(at, `has more than ${most} items`);
    for (let i = 0; i < value.length; i++) {
      const fault = check(value[i], `${at}[${i}]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };

/** An object with these fields and no other one. */
const record =
  (needed: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(at, 'is no object');
    const fields = new Map(Object.entries(value));
    for (const [name, check] of [...Object.entries(needed), ...Object.entries(optional)]) {
      if (!fields.has(name) && name in optional) continue;
      const fault = fields.has(name) ? check(fields.get(name), `${at}.${name}`) : wrong(`${at}.${name}`, 'is missing');
      if (fault !== undefined) return fault;
      fields.delete(name);
    }
    // the name of an unknown field is not shown: it may be anything
    return fields.size > 0 ? wrong(at, 'has a field that it may not have') : undefined;
  };

/** An object of texts by any name. */
const texts =
  (most: number, maxLength: number): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(at, 'is no object');
    return listOf(2 * most, text(maxLength))(Object.entries(value).flat(), at);
  };

const COUNT = integer(0, Number.MAX_SAFE_INTEGER);
const PLACE = integer(1, 2 ** 31 - 1);
const OBJECT_ID = text(64, /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

/** As `redact` makes it: whoever writes a report by hand can't show a value with it. */
const REDACTED = text(40, /^(?:[\w.:/+=-]{0,4}\*{8,12}|\[\d{1,9} lines\])$/);

/** The commands that we name, and nothing that a shell would read otherwise. */
const REMEDY = /^(?:watertight secrets (?:rotate|update) [\w:/.@+=%~,-]+|replace it where it was issued)$/;

const FINDING = record(
  {
    ruleId: text(200),
    title: text(2000),
    path: text(70_000),
    startLine: PLACE,
    startColumn: PLACE,
    endLine: PLACE,
    endColumn: PLACE,
    redacted: REDACTED,
    fingerprint: text(32, /^[0-9a-f]{32}$/),
    severity: oneOf(SEVERITIES),
    confidence: oneOf(CONFIDENCES),
    format: text(40, /^[\w-]+$/),
    key: orNull(text(70_000)),
  },
  {
    tracked: oneOf([true, false]),
    commit: record({ id: OBJECT_ID, author: text(10_000), date: text(64) }),
    since: OBJECT_ID,
    moved: oneOf([true, false]),
    known: record({
      name: text(2000),
      status: oneOf(['current', 'previous', 'older', 'given'] satisfies KnownHit['status'][]),
      version: orNull(text(1000)),
      remedy: text(2000, REMEDY),
    }),
    validity: oneOf(['active', 'inactive', 'unknown']),
    validityReason: text(400),
    identity: texts(20, 200),
  },
);

const REPORT = record(
  {
    schemaVersion: oneOf([1]),
    tool: record({ name: oneOf(['watertight']), version: text(64, /^[\w.+-]+$/) }),
    summary: record({ filesScanned: COUNT, bytesScanned: COUNT, rulesLoaded: COUNT, findings: COUNT, suppressed: COUNT, durationMs: COUNT }),
    findings: listOf(MAX_FINDINGS, FINDING),
    problems: listOf(MAX_PROBLEMS, record({ code: text(40, /^[a-z-]+$/), path: text(70_000), message: text(70_000) })),
  },
  { change: record({ base: orNull(OBJECT_ID), head: OBJECT_ID }) },
);

/**
 * Reads a JSON report of a scan that nobody vouches for: of a pull request from a fork, whose author can have written all of it. Nothing is
 * passed over: a field too many, a text too long or a value of another form refuses the whole. Never throws, never quotes what it read.
 */
export const parseReport = (json: string): ParseResult => {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch {
    return { error: 'it is no JSON' };
  }
  const fault = REPORT(value, 'report');
  if (fault !== undefined) return { error: fault };
  const { change, findings, problems, summary } = value as {
    readonly change?: ReportedChange;
    readonly findings: ParsedReport['findings'];
    readonly problems: readonly { readonly code: string; readonly path: string; readonly message: string }[];
    readonly summary: { readonly suppressed: number };
  };
  if (change === undefined) return { error: 'it is not the report of a change' };
  return { report: { change, findings, problems: problems.filter(({ code }) => !NOTES.includes(code)), suppressed: summary.suppressed } };
};
