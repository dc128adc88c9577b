import type { Severity } from '../shared/model/rule.ts';
import { choiceOf } from './input-values.ts';

/** What a workflow asks for, parsed once. */
export interface Inputs {
  /** Default: `auto`, but `none` where secrets are to be fetched. */
  readonly scan: 'auto' | 'diff' | 'tree' | 'history' | 'none';
  readonly hasSecretIds: boolean;
  readonly paths: readonly string[];
  readonly config: string | undefined;
  readonly baseline: string | undefined;
  /** Absent: what the configuration says, else `low`. */
  readonly failOn: Severity | 'never' | undefined;
  readonly sarifFile: string | undefined;
  readonly reportFile: string | undefined;
}

const SCANS = ['auto', 'diff', 'tree', 'history', 'none'] as const;
const FAIL_ON = ['low', 'medium', 'high', 'never'] as const;

const optional = (value: string): string | undefined => (value === '' ? undefined : value);

/**
 * Parses the inputs. `read` gives the trimmed text of an input or `''`.
 * @throws AppError `usage` for a value that is not allowed.
 */
export const parseInputs = (read: (name: string) => string): Inputs => ({
  scan: choiceOf('scan', read('scan'), SCANS) ?? (read('secret-ids') === '' ? 'auto' : 'none'),
  hasSecretIds: read('secret-ids') !== '',
  paths: read('paths')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#')),
  config: optional(read('config')),
  baseline: optional(read('baseline')),
  failOn: choiceOf('fail-on', read('fail-on'), FAIL_ON),
  sarifFile: optional(read('sarif-file')),
  reportFile: optional(read('report-file')),
});
