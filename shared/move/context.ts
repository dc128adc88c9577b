import type { OpenProvider, Provider } from '../model/provider.ts';
import type { Journals } from './journal.ts';
import type { Swap } from './prepare.ts';
import type { ScanText } from './scan-text.ts';

/** What moving needs of the world. */
export interface MoveContext {
  /** Absolute: the folder that paths are relative to. */
  readonly root: string;
  /** The store that values go to. */
  readonly provider: Provider;
  /** For resolving what was written. */
  readonly open: OpenProvider;
  readonly journals: Journals;
  readonly scanText: ScanText;
  /** Asked between steps: a move that has rewritten no file by then is undone, another one is finished. */
  readonly signal?: AbortSignal | undefined;
  readonly wait: (ms: number) => Promise<void>;
  /**
   * Puts a file's new content in place of the old one, whole or not at all, and saves it. Default: on the disk. An editor does it in its own
   * document, so that undo knows it. `edits`: null when a file is put back. @throws AppError `conflict` when the file is not as in `before`
   * any more. Gives what the file holds then where that is not just `after`: an editor formats what it saves, and keeps what was typed meanwhile.
   */
  readonly swap?: SwapFile;
}

/** See `MoveContext.swap`. `id`: of the move. */
export type SwapFile = (
  swap: Pick<Swap, 'before'> & { readonly after: Buffer | null; readonly edits: Swap['edits'] | null },
  id: string,
) => Promise<Buffer | undefined>;
