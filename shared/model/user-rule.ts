import type { Allowlist } from './allowlist.ts';
import type { Confidence, Severity } from './rule.ts';

/**
 * A rule that a user wrote in a configuration file. Its pattern is in RE2's syntax and runs in linear time, whatever it is
 * (`shared/text/linear-pattern.ts`); a built-in `Rule` runs in V8 because its pattern was proved bounded.
 */
export interface UserRule {
  readonly id: string;
  readonly title: string;
  readonly pattern: string;
  /** The group that is the secret, by number or name. Absent: the group named `secret`, else the first that took part, else the whole match. */
  readonly secretGroup?: number | string;
  /** At least one of these occurs near every match, ASCII case ignored. Empty: the pattern runs over the whole text. */
  readonly keywords: readonly string[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Least Shannon entropy of the secret in bits per character. */
  readonly minEntropy?: number;
  /** Only in paths that match one of these globs. */
  readonly paths?: readonly string[];
  /** Only in paths in which this RE2 pattern occurs. */
  readonly pathPattern?: string;
  /** What this rule does not mean. Matches that one of these allows are no candidates. */
  readonly allowlists: readonly Allowlist[];
  /** Other rules of the user that must match near this one's match, or it does not count; their matches are reported as related. */
  readonly required?: readonly RequiredRule[];
  /** Matched for `required` alone and never reported. */
  readonly component?: boolean;
}

export interface RequiredRule {
  readonly rule: string;
  /** Lines between the starts of both at most; absent: anywhere in the text. */
  readonly lines?: number;
  /** Columns between the starts of both at most, whatever the lines. */
  readonly columns?: number;
}
