import type { ScanReply } from './finding-view.ts';

/** A text to scan. */
export interface ScanTask {
  /** The workspace folder on disk, whose configuration holds; null: none, or not trusted. */
  readonly folder: string | null;
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Scans texts, away from the thread that types. */
export interface Scanner {
  readonly scan: (task: ScanTask) => Promise<ScanReply>;
  /** Reads the configuration of all folders anew before the next scan. */
  readonly reload: () => void;
  readonly dispose: () => void;
}
