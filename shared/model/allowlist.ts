/**
 * What a team has decided not to be told about: configured patterns, as data. Every kind of criterion that is present counts: with
 * `any` one of them is enough, with `all` each must hold. Within one kind (two paths, three stopwords) one is enough.
 */
export interface Allowlist {
  /** Shown as the reason of what it silences. */
  readonly name: string;
  readonly condition: 'any' | 'all';
  /** Only findings of these rules; absent means every rule. */
  readonly rules?: readonly string[];
  /** Globs, see `shared/text/glob.ts`. */
  readonly paths?: readonly string[];
  /** RE2 patterns searched in the path, as gitleaks writes them. */
  readonly pathPatterns?: readonly string[];
  /** RE2 patterns searched in `target`. */
  readonly patterns?: readonly string[];
  /** What `patterns` are searched in: the secret, the whole match of the rule, or the lines it stands on. Default: the secret. */
  readonly target?: 'secret' | 'match' | 'line';
  /** RE2 patterns searched in the key to which the value was assigned. */
  readonly keyPatterns?: readonly string[];
  /** Words that occur in the secret, case ignored. */
  readonly stopwords?: readonly string[];
  /** Fingerprints of single findings. */
  readonly fingerprints?: readonly string[];
  /** Ids of commits, whole or at least seven leading characters. */
  readonly commits?: readonly string[];
}
