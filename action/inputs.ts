import { isValueSource } from '../shared/known/value-source.ts';
import { AppError } from '../shared/model/app-error.ts';
import type { Severity } from '../shared/model/rule.ts';
import { isCommentId } from '../shared/report/comment.ts';
import { booleanOf, choiceOf, integerOf } from './input-values.ts';

/** What a workflow asks for, parsed once. */
export interface Inputs {
  /** Default: `auto`, but `none` where secrets are to be fetched or a report is to be shown. */
  readonly scan: 'auto' | 'diff' | 'tree' | 'history' | 'logs' | 'none';
  readonly hasSecretIds: boolean;
  readonly paths: readonly string[];
  readonly config: string | undefined;
  readonly baseline: string | undefined;
  /** Absent: what the configuration says, else `low`. */
  readonly failOn: Severity | 'never' | undefined;
  readonly sarifFile: string | undefined;
  readonly reportFile: string | undefined;
  /** `auto`: where the token may write one. */
  readonly comment: 'auto' | 'always' | 'never';
  /** Tells the comments of several workflows apart. */
  readonly commentId: string;
  /** `auto`: with the comment. */
  readonly suggest: 'auto' | 'never';
  readonly check: 'auto' | 'always' | 'never';
  /** A report of another run, to comment from. */
  readonly reportFrom: string | undefined;
  /** Empty: the API is not used. */
  readonly token: string;
  /** Whose logs to scan; absent: the event says it. */
  readonly runId: number | undefined;
  /** From when on, where the event names no run: as `parseSince` takes it. */
  readonly since: string | undefined;
  readonly deleteLeakedLogs: boolean;
  /** Folder of what was clean in an earlier scan of the history. */
  readonly cache: string | undefined;
  /** Where known values come from, as `isValueSource` takes it; none: they are not looked for. */
  readonly knownValues: readonly string[];
  readonly verifyLive: boolean;
  /** Of stores, where a reference names none. */
  readonly region: string | undefined;
}

const SCANS = ['auto', 'diff', 'tree', 'history', 'logs', 'none'] as const;
const WHEN = ['auto', 'always', 'never'] as const;
const FAIL_ON = ['low', 'medium', 'high', 'never'] as const;

const commentIdOf = (text: string): string => {
  if (text === '') return 'default';
  if (isCommentId(text)) return text;
  throw new AppError('usage', "input 'comment-id' takes up to 64 letters, digits and . _ -", "Correct 'with: comment-id:' in the workflow.");
};

/** Lines that say something; `#` at the start of one makes it a comment. */
const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** What is no source is not quoted: somebody may have put a value there. */
const valueSourcesOf = (lines: readonly string[]): readonly string[] => {
  const wrong = lines.findIndex((line) => !isValueSource(line));
  if (wrong < 0) return lines;
  throw new AppError(
    'usage',
    `line ${wrong + 1} of input 'known-values' names no source of values`,
    'One a line: references, env-file:PATH, env:NAME,NAME or store:PREFIX.',
  );
};

const optional = (value: string): string | undefined => (value === '' ? undefined : value);

const cacheOf = (folder: string, scan: string): string | undefined => {
  if (folder === '' || scan === 'history') return optional(folder);
  throw new AppError('usage', "input 'cache' is for scans of a history", "Use it with 'scan: history'.");
};

/**
 * Parses the inputs. `read` gives the trimmed text of an input or `''`.
 * @throws AppError `usage` for a value that is not allowed.
 */
export const parseInputs = (read: (name: string) => string): Inputs => ({
  scan: choiceOf('scan', read('scan'), SCANS) ?? (read('secret-ids') === '' && read('report-from') === '' ? 'auto' : 'none'),
  hasSecretIds: read('secret-ids') !== '',
  paths: linesOf(read('paths')),
  config: optional(read('config')),
  baseline: optional(read('baseline')),
  failOn: choiceOf('fail-on', read('fail-on'), FAIL_ON),
  sarifFile: optional(read('sarif-file')),
  reportFile: optional(read('report-file')),
  comment: choiceOf('comment', read('comment'), WHEN) ?? 'auto',
  commentId: commentIdOf(read('comment-id')),
  suggest: choiceOf('suggest', read('suggest'), ['auto', 'never']) ?? 'auto',
  check: choiceOf('check', read('check'), WHEN) ?? 'auto',
  reportFrom: optional(read('report-from')),
  token: read('github-token'),
  runId: integerOf('run-id', read('run-id'), 1, Number.MAX_SAFE_INTEGER),
  since: optional(read('since')),
  cache: cacheOf(read('cache'), read('scan')),
  deleteLeakedLogs: booleanOf('delete-leaked-logs', read('delete-leaked-logs')) ?? false,
  knownValues: valueSourcesOf(linesOf(read('known-values'))),
  verifyLive: booleanOf('verify-live', read('verify-live')) ?? false,
  region: optional(read('aws-region')),
});
