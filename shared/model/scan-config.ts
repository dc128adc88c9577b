import type { Allowlist } from './allowlist.ts';
import type { Problem } from './problem.ts';
import type { Rule, Severity } from './rule.ts';
import type { UserRule } from './user-rule.ts';

/** What a configuration file asks for, checked and ready to scan with. `docs/configuration.md` explains every setting. */
export interface ScanConfig {
  /** The file it was read from, as reported; null when there is none. */
  readonly file: string | null;
  /** The built-in rules that are left, severities changed as asked. */
  readonly rules: readonly Rule[];
  readonly userRules: readonly UserRule[];
  /** Ids that are off, among them those of findings that no `Rule` makes (`generic-credential`): drop such findings. */
  readonly disabledRules: ReadonlySet<string>;
  /** Severities changed, by rule id; `rules` have theirs already. */
  readonly severities: ReadonlyMap<string, Severity>;
  readonly allowlists: readonly Allowlist[];
  /** Path of the baseline, relative to the folder of the configuration file. */
  readonly baseline: string | null;
  readonly failOn: FailOn | null;
  readonly scan: ScanSettings;
  readonly naming: NameConvention;
  /** What was understood but has no effect here; never makes a scan incomplete. */
  readonly problems: readonly Problem[];
}

/** The least severity that makes a scan fail. */
export type FailOn = Severity | 'never';

/**
 * How the secrets of this repository are named: `{prefix}/{environment}/{service}`; null where the file says nothing. Names alone: which store
 * they go to, and as whom, no file of the repository can say.
 */
export interface NameConvention {
  readonly prefix: string | null;
  readonly environment: string | null;
  readonly service: string | null;
}

/** Settings of `[scan]`; null where the file says nothing. */
export interface ScanSettings {
  /** What to scan when the command line names nothing; relative to the configuration file. */
  readonly paths: readonly string[] | null;
  /** Globs of what not to read at all. */
  readonly exclude: readonly string[];
  readonly trackedOnly: boolean | null;
  readonly maxFileBytes: number | null;
  /** Whether to look into archives, and how deep. */
  readonly archives: boolean | null;
  readonly archiveDepth: number | null;
  /** How many layers of encoding to take off. */
  readonly decodeDepth: number | null;
}
