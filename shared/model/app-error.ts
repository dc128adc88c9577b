/** The closed list of what can go wrong, and the exit status of each. The statuses are a contract: other programs rely on them. */
const EXIT_STATUS = {
  usage: 2,
  'config-invalid': 2,
  'path-missing': 2,
  'rules-empty': 2,
  'baseline-invalid': 2,
  'git-missing': 2,
  'git-range': 2,
  'reference-invalid': 2,
  'secret-missing': 2,
  'secret-deleted': 2,
  'secret-exists': 2,
  'secret-invalid': 2,
  'store-damaged': 2,
  conflict: 2,
  unsupported: 2,
  authentication: 3,
  denied: 3,
  throttled: 4,
  unreachable: 4,
  timeout: 4,
  incomplete: 5,
  'nothing-scanned': 5,
  bug: 70,
} as const;

export type ErrorCode = keyof typeof EXIT_STATUS;

/** Exit statuses that are no errors. */
export const EXIT_CLEAN = 0;
export const EXIT_FINDINGS = 1;

/** An error made for the person who reads it: what failed, then what to do next. Never holds a secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint = '', options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.hint = hint;
  }
}

export const exitStatusOf = (error: unknown): number => EXIT_STATUS[error instanceof AppError ? error.code : 'bug'];
