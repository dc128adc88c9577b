import type { KnownHit } from '../model/known-value.ts';
import type { Range } from '../model/range.ts';
import type { Confidence, Severity } from '../model/rule.ts';

/** A raw match on its way to becoming a finding. Holds the secret as text, inside the detector only. */
export interface Candidate {
  readonly ruleId: string;
  readonly title: string;
  readonly key: string | null;
  readonly range: Range;
  readonly value: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Which of two overlapping candidates is kept: the higher. Vendor rules 3, structural rules (PEM, URL) 2, key and value 1. */
  readonly rank: number;
  readonly reasons: readonly string[];
  readonly related: readonly Range[];
  /** Of a value that was looked for. */
  readonly known?: KnownHit;
  /** Of such a value: the rule that finds the very same. */
  readonly alsoRule?: string;
}
