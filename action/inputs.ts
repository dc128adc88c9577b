import { AppError } from '../shared/model/app-error.ts';
import type { Severity } from '../shared/model/rule.ts';

/** What a workflow asks for, parsed once. */
export interface Inputs {
  readonly scan: 'auto' | 'diff' | 'tree' | 'history' | 'none';
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

const choice = <Name extends string>(name: string, value: string, allowed: readonly Name[]): Name | undefined => {
  if (value === '') return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new AppError('usage', `input '${name}' must be one of ${allowed.join(', ')}`, `Correct 'with: ${name}:' in the workflow.`);
  return found;
};

const optional = (value: string): string | undefined => (value === '' ? undefined : value);

/**
 * Parses the inputs. `read` gives the trimmed text of an input or `''`.
 * @throws AppError `usage` for a value that is not allowed.
 */
export const parseInputs = (read: (name: string) => string): Inputs => ({
  scan: choice('scan', read('scan'), SCANS) ?? 'auto',
  paths: read('paths')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#')),
  config: optional(read('config')),
  baseline: optional(read('baseline')),
  failOn: choice('fail-on', read('fail-on'), FAIL_ON),
  sarifFile: optional(read('sarif-file')),
  reportFile: optional(read('report-file')),
});
