/**
 * Something that was not understood or not read: part of a result, never an exception.
 * `message` never holds file content, so that it can be printed as it is.
 */
export interface Problem {
  /** A stable word, e.g. `file-too-large`. */
  readonly code: ProblemCode;
  /** The path it concerns, as reported, or `''`. */
  readonly path: string;
  readonly message: string;
  /** Whether part of what should have been scanned was not. Such a problem makes the exit status 5. */
  readonly incomplete: boolean;
}

export type ProblemCode =
  | 'archive-limit'
  | 'archive-unreadable'
  | 'baseline-expired'
  | 'baseline-unused'
  | 'config-ignored'
  | 'decode-limit'
  | 'encoding-lossy'
  | 'file-changed'
  | 'file-too-large'
  | 'file-unreadable'
  | 'finding-limit'
  | 'git-shallow'
  | 'git-unreadable'
  | 'candidate-limit'
  | 'known-value-left-out'
  | 'known-values-unread'
  | 'line-too-long'
  | 'not-active'
  | 'nothing-scanned'
  | 'parse-error'
  | 'path-too-deep'
  | 'symlink-outside';
