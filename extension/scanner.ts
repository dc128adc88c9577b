import type { ReplyChange } from './reply-change.ts';

/** A replacement in a text, as VS Code tells it: offsets in UTF-16 units, of the text as it was just before. */
export interface TextEdit {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/** A whole text, or edits of the text that was scanned last under the same name, with the length that it should then have. */
export type ScanContent = { readonly text: string } | { readonly edits: readonly TextEdit[]; readonly length: number };

/** A text to scan. */
export interface ScanTask {
  /** Names the text from scan to scan. */
  readonly document: string;
  /** The workspace folder on disk, whose configuration holds; null: none, or not trusted. */
  readonly folder: string | null;
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly content: ScanContent;
}

/** What changed since the last answer for the document; of a whole text, everything. `lost`: the text that the edits belong to is not known; send it whole. */
export type ScanAnswer = ReplyChange | 'same' | 'lost';

/** Scans texts, away from the thread that types. */
export interface Scanner {
  readonly scan: (task: ScanTask) => Promise<ScanAnswer>;
  /** Reads the configuration of all folders anew before the next scan. */
  readonly reload: () => void;
  /** The document was closed: its text is not kept. */
  readonly forget: (document: string) => void;
  readonly dispose: () => void;
}
