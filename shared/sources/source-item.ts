import type { Commit } from '../model/fragment.ts';
import type { Extent } from './extent.ts';
import type { Piece } from './pieces.ts';

/**
 * Something to scan. Cheap to list and plain data, so that it can be sent to a worker thread and read there with `readItem`.
 * `path` is the path as reported: relative to the current folder, with `/`.
 */
export type SourceItem = FileItem | BytesItem | PieceItem;

/** A file that has not been read yet. */
export interface FileItem {
  readonly kind: 'file';
  readonly path: string;
  /** Where to read it. */
  readonly absolute: string;
  /** Its size when it was listed. */
  readonly bytes: number;
  /** Whether git tracks it; absent outside a repository. */
  readonly tracked?: boolean;
  /** Only this piece of it: see `splitItem`. Absent: all of it. */
  readonly piece?: FilePiece;
}

/**
 * One of the pieces of a large file, to be read independently of the others. What it finds is placed relative to the start of
 * the piece's own part; add the extents of the pieces before it (`shiftFinding`).
 */
export interface FilePiece {
  readonly index: number;
  readonly count: number;
}

/** Content that is already in memory, not decoded yet: a blob of a repository, standard input. */
export interface BytesItem {
  readonly kind: 'bytes';
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly tracked?: boolean;
  readonly commit?: Commit;
  /** What the outcome of scanning it is remembered under; absent: it is not. */
  readonly cacheKey?: string;
  /** Only what stands on these lines counts: 1-based, inclusive, sorted; a line ends after `\n` as git counts. Absent: everything. */
  readonly addedLines?: readonly LineRange[];
  readonly again?: Again;
}

/** A piece of a stream (standard input, a very large blob), placed exactly. */
export interface PieceItem {
  readonly kind: 'piece';
  readonly path: string;
  readonly piece: Piece;
  /** Where the piece's own part starts. */
  readonly base: Extent;
  readonly commit?: Commit;
  readonly cacheKey?: string;
  readonly addedLines?: readonly LineRange[];
  readonly again?: Again;
}

/** The commit that brought what also stands in the net difference of a change, and the lines that it added. See `Fragment.again`. */
export interface Again {
  readonly commit: Commit;
  readonly addedLines?: readonly LineRange[];
}

export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** What reading may leave out, each time with a problem that says so. */
export interface ReadLimits {
  /** Files larger than this are not read. Large files come in pieces, so the default is no limit. */
  readonly maxFileBytes: number;
  /** Whether `.zip`, `.gz`, `.tar` and `.tgz` are opened. Otherwise they are binary files. */
  readonly archives: boolean;
  /** Whether files that are no text are read too, for known values alone. */
  readonly binaries: boolean;
  /** Whether the files are about to leave: of archives every member is read, also of dependencies and of git, and what is packed and can't be opened is said. */
  readonly leaving: boolean;
  /** Archives inside archives: 0 opens no inner one. */
  readonly maxArchiveDepth: number;
  readonly maxArchiveEntries: number;
  /** Unpacked bytes of one outermost archive, everything inside together. */
  readonly maxUnpackedBytes: number;
  /** Unpacked bytes by packed bytes of one member, checked once a member has unpacked 1 MiB: a zip bomb has 1,000 and more, text hardly ever above 100. */
  readonly maxUnpackRatio: number;
}

export const DEFAULT_READ_LIMITS: ReadLimits = {
  maxFileBytes: Number.POSITIVE_INFINITY,
  archives: false,
  binaries: false,
  leaving: false,
  maxArchiveDepth: 3,
  maxArchiveEntries: 100_000,
  maxUnpackedBytes: 4 * 1024 ** 3,
  maxUnpackRatio: 200,
};
