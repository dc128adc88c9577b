import type { Range } from '../model/range.ts';
import type { Severity } from '../model/rule.ts';

/** What a key and its value are together. */
export type Verdict = 'secret' | 'weak-default' | 'reference' | 'placeholder' | 'public' | 'encrypted' | 'empty' | 'not-a-credential';

export interface Judgement {
  readonly verdict: Verdict;
  /** 0 to 1: how sure that it is a secret. */
  readonly score: number;
  /** Which filter and score decided, for `--explain`. Never a value. */
  readonly reasons: readonly string[];
  /** The part of the entry's value that is the secret, where it is not all of it (the password of a URL). */
  readonly part?: Range;
  /** Where it differs from what the verdict says: lower in example files. */
  readonly severity?: Severity;
}

/** What surrounds an entry. */
export interface Surroundings {
  readonly path: string;
  /** The line on which the key starts, at most 2,000 characters. */
  readonly line: string;
  /** Offset of that line in `text`. */
  readonly lineStart: number;
  /** The whole text, for what stands between key and value and after the value. */
  readonly text: string;
}
