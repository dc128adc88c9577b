/** A piece of text and where it comes from. Sources produce fragments; the detector reads nothing else. */
export interface Fragment {
  readonly text: string;
  readonly origin: Origin;
  /**
   * Where this text starts in the file it belongs to, when a large file comes in pieces. A piece carries some text before and
   * after its own part as context; findings are reported only when they start inside `own`.
   */
  readonly position?: {
    /** Lines before this text in the file (0 for the first piece). */
    readonly line: number;
    /** UTF-16 units before this text in the file. */
    readonly offset: number;
    /** The part of `text` that this piece answers for. */
    readonly own: { readonly start: number; readonly end: number };
  };
  /** For diffs: the 1-based line of the file for each line of `text`; absent when the text is a whole file. Lines that are context only hold 0. */
  readonly lineNumbers?: readonly number[];
}

export interface Origin {
  /** Path as reported: relative to the current folder, with `/`; a member of an archive is `archive.zip!member`. */
  readonly path: string;
  /** Whether git tracks the file; absent outside a repository. */
  readonly tracked?: boolean;
  /** The commit that introduced the text, for history scans. */
  readonly commit?: Commit;
}

export interface Commit {
  readonly id: string;
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
}
