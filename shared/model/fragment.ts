import type { Range } from './range.ts';

/** A piece of text and where it comes from. Sources produce fragments; the detector reads nothing else. */
export interface Fragment {
  readonly text: string;
  readonly origin: Origin;
  /**
   * Where this text starts in the file it belongs to, when a large file comes in pieces. A piece carries some text before and
   * after its own part as context; findings are reported only when they start inside `own`.
   * Pieces that are read independently don't know what comes before them: theirs counts from the start of `own`, so the context
   * before it has negative lines and offsets, and what they find is shifted afterwards (`shiftFinding` in `shared/sources`).
   */
  readonly position?: {
    /** Lines before this text in the file (0 for the first piece). */
    readonly line: number;
    /** UTF-16 units before this text in the file. */
    readonly offset: number;
    /** UTF-16 units between the start of the line and this text, when the text starts inside a line that is longer than a piece. */
    readonly column?: number;
    /** The part of `text` that this piece answers for. */
    readonly own: Range;
  };
  /** No text: only known values are looked for in it. */
  readonly isBinary?: true;
  /** For diffs: what was added. Only findings that overlap one of these ranges of `text` (sorted) are reported; absent: all are. */
  readonly added?: readonly Range[];
  /** The same text at the same path, as a commit brought it: it is searched once, and what is found there is reported for both. */
  readonly again?: { readonly commit: Commit; readonly added?: readonly Range[] };
}

export interface Origin {
  /** Path as reported: relative to the current folder, with `/`; a member of an archive is `archive.zip!member`. */
  readonly path: string;
  /** Whether git tracks the file; absent outside a repository. */
  readonly tracked?: boolean;
  /** The commit that introduced the text, for history scans. */
  readonly commit?: Commit;
  /** In logs of a workflow run: who wrote the line. */
  readonly log?: LogOrigin;
}

/** As far as the log, or GitHub, tells. Names are what a workflow, or whoever changes it, says: hostile text. */
export interface LogOrigin {
  readonly run?: number;
  readonly job?: string;
  readonly step?: string;
}

export interface Commit {
  readonly id: string;
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
  /** Its place among the commits that were listed, parents before children: of two with the same date the lower came first. In no report. */
  readonly order?: number;
}
