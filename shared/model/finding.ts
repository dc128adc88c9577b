import type { FormatId } from './entry.ts';
import type { Origin } from './fragment.ts';
import type { KnownHit } from './known-value.ts';
import type { Range } from './range.ts';
import type { Confidence, Severity } from './rule.ts';
import type { Secret } from './secret.ts';
import type { Validity } from './validity.ts';

/** A place in a file, as people and SARIF count: lines and columns 1-based, columns in UTF-16 units, end exclusive. */
export interface Place {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A plaintext secret: what survived rules, filters and score. */
export interface Finding {
  readonly ruleId: string;
  readonly title: string;
  readonly origin: Origin;
  readonly format: FormatId;
  /** The key the value was assigned to, as written, or null where there is none. Never holds the secret. */
  readonly key: string | null;
  readonly secret: Secret;
  /** The secret's own range in the fragment's text, offsets counted from the start of the file. */
  readonly range: Range;
  readonly place: Place;
  /** The lines it stands on, redacted, with the secret's place in them; at most 3 lines of at most 200 units. */
  readonly excerpt: string;
  /** What may be shown of the secret: at most 4 leading characters of a long one, stars for the rest. */
  readonly redacted: string;
  /** Stable id: rule, path and keyed hash of the secret; no line number. 32 hex characters. */
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Which rule, filter and score decided; for `--explain`. No values. */
  readonly reasons: readonly string[];
  /** Places of the other half of a pair. */
  readonly related: readonly Place[];
  /** In a scan of a change: the id of the first of its commits that holds it. */
  readonly since?: string;
  /** In a scan of a change: whether its base holds the same value already, anywhere, so that it was moved or copied. Absent: not known. */
  readonly moved?: boolean;
  /** Only of a value that was looked for: whose it is. */
  readonly known?: KnownHit;
  /** Only of such a value: the rule that finds the very same, by which it can be checked live. */
  readonly alsoRule?: string;
  /** Only if it was checked live. */
  readonly validity?: Validity;
}

/** A finding that a comment, an allowlist or a baseline silenced: counted, and shown on request. */
export interface Suppressed {
  readonly finding: Finding;
  readonly by: 'inline' | 'allowlist' | 'baseline';
  /** What silenced it: the comment's reason, the allowlist's name, the baseline's entry. */
  readonly why: string;
}
