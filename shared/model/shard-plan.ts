/** How work is divided between machines. Plain JSON: it is written by one run and read by others. */
export interface ShardPlan {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'watertight'; readonly version: string };
  /** Of all the rest: two plans with the same id are the same. 32 hex characters. */
  readonly id: string;
  readonly by: ShardBy;
  /** What is scanned of it: the files that are there, or every commit. */
  readonly what: 'tree' | 'history';
  /** For `folders`: what was listed, as given. */
  readonly roots: readonly string[];
  readonly trackedOnly: boolean;
  /** Commits that the history was counted from; empty for files and for repositories. */
  readonly tips: readonly string[];
  /** All that is new in the history; for files and repositories their number. */
  readonly total: number;
  readonly shards: readonly Shard[];
}

export const SHARD_BYS = ['commits', 'folders', 'repositories'] as const;

export type ShardBy = (typeof SHARD_BYS)[number];

/** What one machine does. */
export interface Shard {
  /** As far as known when it was planned. */
  readonly bytes: number;
  /** Files, or folders of repositories, as reported; for `commits` empty. */
  readonly paths: readonly string[];
  /** For `commits`: this part of all that is new, counted from 0, `to` exclusive, and the commit of `from` (`''` when there is none). */
  readonly from: number;
  readonly to: number;
  readonly commit: string;
}
