import { isOwnExport } from './exports-note.ts';
import type { FetchInputs } from './fetch-inputs.ts';
import type { Export } from './plan-exports.ts';

export interface Settled {
  readonly kept: readonly Export[];
  /** Why the step must fail. */
  readonly conflicts: readonly string[];
  /** Lines for the log. */
  readonly notes: readonly string[];
}

/**
 * Variables that are set already. One that an earlier step fetched from the same place, or that holds the very value, is no conflict; an empty
 * one counts as not set.
 */
export const settleExisting = (
  exports: readonly Export[],
  { exportTo, onExistingEnv }: Pick<FetchInputs, 'exportTo' | 'onExistingEnv'>,
  env: Readonly<Record<string, string | undefined>>,
): Settled => {
  const kept: Export[] = [];
  const conflicts: string[] = [];
  const notes: string[] = [];
  for (const each of exports) {
    const { name, label, secret } = each;
    const current = env[name] ?? '';
    const isConflict = exportTo === 'env' && current !== '' && current !== secret.reveal() && !isOwnExport(env, each);
    if (isConflict && onExistingEnv === 'fail') conflicts.push(`${name}, from ${label}, is set already ('on-existing-env' says what then)`);
    else if (isConflict && onExistingEnv === 'skip') notes.push(`Left as it was: ${name}`);
    else kept.push(each);
  }
  return { kept, conflicts, notes };
};
