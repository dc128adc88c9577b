import { AppError } from '../shared/model/app-error.ts';
import type { ProviderId } from '../shared/model/reference.ts';
import { MIN_MASK_LENGTH } from '../shared/text/trivial.ts';
import { booleanOf, choiceOf, integerOf } from './input-values.ts';
import { parseSecretIds, type SecretLine } from './secret-ids.ts';
import { NAME_TRANSFORMATIONS, type NameTransformation } from './variable-names.ts';

/** What a workflow asks the fetch job for, parsed once. */
export interface FetchInputs {
  readonly lines: readonly SecretLine[];
  readonly parseJson: boolean;
  readonly transformation: NameTransformation;
  /** Milliseconds that each address of a host has to answer before the next is tried as well. */
  readonly attemptTimeoutMs: number;
  readonly exportTo: 'env' | 'outputs' | 'none';
  readonly onMissing: 'fail' | 'warn' | 'ignore';
  readonly onExistingEnv: 'fail' | 'overwrite' | 'skip';
  readonly region: string | undefined;
  readonly batch: 'auto' | 'never' | undefined;
  readonly maskMinLength: number;
  readonly verify: boolean;
  readonly cleanup: boolean;
  /** Lines for the log. */
  readonly notes: readonly string[];
}

/** Node gives each address 250 ms, which regions on other continents miss (aws-actions/aws-secretsmanager-get-secrets#170). */
const ATTEMPT_TIMEOUT_MS = 1000;

/**
 * Parses the inputs of the fetch job. `read` gives the trimmed text of an input or `''`; `assume` is the store of a plain name.
 * @throws AppError `usage`, `reference-invalid`
 */
export const parseFetchInputs = (read: (name: string) => string, assume: ProviderId): FetchInputs => {
  const { lines, misplaced, errors } = parseSecretIds(read('secret-ids'), assume);
  if (errors.length > 0)
    throw new AppError(
      'reference-invalid',
      `'secret-ids' can't be read: ${errors.join('; ')}`,
      'One secret a line: [NAME,]name-or-ARN[#json.key][@stage|@@version-id][?], or a prefix and *.',
    );
  if (lines.length === 0) throw new AppError('usage', "'secret-ids' names no secret", 'Write one secret a line.');
  const get = (name: string): string => misplaced[name] ?? read(name);
  return {
    lines,
    parseJson: booleanOf('parse-json-secrets', get('parse-json-secrets')) ?? false,
    transformation: choiceOf('name-transformation', get('name-transformation').toLowerCase(), NAME_TRANSFORMATIONS) ?? 'uppercase',
    attemptTimeoutMs: integerOf('auto-select-family-attempt-timeout', get('auto-select-family-attempt-timeout'), 10, 600_000) ?? ATTEMPT_TIMEOUT_MS,
    exportTo: choiceOf('export-to', read('export-to'), ['env', 'outputs', 'none']) ?? 'env',
    onMissing: choiceOf('on-missing', read('on-missing'), ['fail', 'warn', 'ignore']) ?? 'fail',
    onExistingEnv: choiceOf('on-existing-env', read('on-existing-env'), ['fail', 'overwrite', 'skip']) ?? 'fail',
    region: read('aws-region') === '' ? undefined : read('aws-region'),
    batch: choiceOf('batch', read('batch'), ['auto', 'never']),
    maskMinLength: integerOf('mask-min-length', read('mask-min-length'), 1, 64) ?? MIN_MASK_LENGTH,
    verify: booleanOf('verify', read('verify')) ?? true,
    cleanup: booleanOf('cleanup', read('cleanup')) ?? true,
    notes: Object.keys(misplaced).map(
      (name) => `'${name}' stands among the secret ids: it is taken as the input that it looks like. Indent it as 'secret-ids' is.`,
    ),
  };
};
