import type { EnvVariable } from './env-text.ts';

export type ChildEnv = Readonly<Record<string, string>>;

/** What any program needs to run at all. Windows has names in any case. */
const ESSENTIAL = /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TERM|COLORTERM|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE)$/i;

export interface ChildEnvOptions {
  /** Our own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables of each env file, in the order given. */
  readonly files: readonly (readonly EnvVariable[])[];
  /** Give the child nothing of our own environment but what any program needs and `keep`. */
  readonly isPristine: boolean;
  readonly keep: readonly string[];
}

/**
 * The environment of a child before its references are resolved. Our own comes first, as for `dotenv` and `node --env-file`: a file sets only
 * what is not set. Of several files a later one wins.
 */
export const childEnvOf = ({ env, files, isPristine, keep }: ChildEnvOptions): ChildEnv => {
  const child = new Map<string, string>();
  for (const { name, value } of files.flat()) child.set(name, value);
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (!isPristine || ESSENTIAL.test(name) || keep.includes(name))) child.set(name, value);
  }
  // `__proto__` is a name too.
  return Object.fromEntries(child);
};
