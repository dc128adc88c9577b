/** What a key and its value are together. */
export type Verdict = 'secret' | 'weak-default' | 'reference' | 'placeholder' | 'public' | 'encrypted' | 'empty' | 'not-a-credential';

export interface Judgement {
  readonly verdict: Verdict;
  /** 0 to 1: how sure that it is a secret. */
  readonly score: number;
  /** Which filter and score decided, for `--explain`. Never a value. */
  readonly reasons: readonly string[];
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
