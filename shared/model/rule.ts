/**
 * A rule is data: what a kind of secret looks like, with its own proof beside it. The secret is always the group named `secret`, so
 * that a range can't be wrong. `docs/adding-a-rule.md` explains every field.
 */
export interface Rule {
  /** Kebab-case, unique, stable: it is part of fingerprints. `vendor-thing`, e.g. `stripe-secret-key`. */
  readonly id: string;
  /** A short noun phrase for people: "Stripe secret key". */
  readonly title: string;
  /**
   * Literals, at least one of which occurs (ASCII case ignored) in every match, inside the match or within `window` characters before it.
   * At least three characters each; the more peculiar, the faster.
   */
  readonly keywords: readonly string[];
  /** Pattern source for V8 with a group `(?<secret>…)`. Every quantifier bounded. Compiled with flags `g` + `flags`, on first use. */
  readonly pattern: string;
  /** `i` where case does not matter. `m` is never needed: write `(?<![\w])` and the like instead of `^`. */
  readonly flags?: 'i';
  readonly severity: Severity;
  /** Confidence of a match that passes every filter, before checksums. Default `high`. */
  readonly confidence?: Confidence;
  /**
   * Every match starts with one of the keywords: the pattern is tried there and nowhere else. For keywords that occur in ordinary text:
   * those of up to five characters, and words.
   */
  readonly anchored?: boolean;
  /** Characters around a keyword that a match may span. Default 256 before and 512 after. */
  readonly window?: { readonly before: number; readonly after: number };
  /** Least Shannon entropy of the secret in bits per character. */
  readonly minEntropy?: number;
  /** Names of filters (`shared/detect/filters.ts`) that may drop a match. The `placeholder` filter always runs unless the rule says `keepPlaceholders`. */
  readonly filters?: readonly FilterName[];
  readonly keepPlaceholders?: boolean;
  /** Name of a checksum in `shared/detect/checksums.ts`: a wrong one lowers the confidence to `low`, a right one raises it to `high`. */
  readonly checksum?: string;
  /** Only in paths that match one of these globs (`*` within a part, `**` across parts). */
  readonly paths?: readonly string[];
  /** The other half of a pair: this rule's match counts only when `rule` also matches within `lines` lines; both are reported as related. */
  readonly pair?: { readonly rule: string; readonly lines: number };
  /** A component is matched only for pairs and is never reported alone. */
  readonly component?: boolean;
  /** Vendor page that describes the token, or where its shape was read. */
  readonly source?: string;
  /** Where the match is the value of a key, the key must match this (any case): for a body that any other credential may have too. */
  readonly keys?: string;
  /** Where to rotate or revoke it. */
  readonly rotate?: string;
  /**
   * Texts that must be found by this rule and texts that must not. Vendor-shaped values are assembled at run time: `{{alnum:24}}` becomes
   * 24 made-up letters and digits; see `shared/rules/sample.ts` for the vocabulary. So the repository scans clean with its own tool.
   */
  readonly examples: readonly string[];
  readonly counterExamples?: readonly string[];
}

export type FilterName =
  | 'has-digit'
  | 'has-letter'
  | 'mixed-case'
  | 'not-hex'
  | 'not-uuid'
  | 'not-word'
  | 'not-identifier'
  | 'not-path'
  | 'not-file-hash'
  | 'not-placeholder'
  | 'not-public'
  | 'encoded-pair';

/** How bad it is if real. */
export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';

/** How sure it is that it is real. */
export type Confidence = 'low' | 'medium' | 'high';

export const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];

export const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];
