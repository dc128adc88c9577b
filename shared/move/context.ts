import type { OpenProvider, Provider } from '../model/provider.ts';
import type { Journals } from './journal.ts';
import type { Swap } from './prepare.ts';
import type { ScanText } from './scan-text.ts';
import { swapFile } from './swap-file.ts';

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
   * Puts new contents of files in place of the old ones, all or none, in this order, and saves them. Default: on the disk. An editor does it in
   * its own documents, so that undo knows it. `edits`: null when a file is put back. @throws AppError `conflict` when a file is not as in `before`
   * any more. Gives what a file holds then where that is not just `after`: an editor formats what it saves, and keeps what was typed meanwhile.
   */
  readonly swap?: SwapFiles;
}

/** A file and what it is to be; null: it is deleted. */
export type FileSwap = Pick<Swap, 'before'> & { readonly after: Buffer | null; readonly edits: Swap['edits'] | null };

/** See `MoveContext.swap`. `id`: of the move. */
export type SwapFiles = (swaps: readonly FileSwap[], id: string) => Promise<readonly (Buffer | undefined)[]>;

/** What undoes swaps: the last one first. */
export const backOf = (swaps: readonly FileSwap[]): FileSwap[] =>
  swaps.toReversed().map(({ before, after }) => ({ before: { file: before.file, bytes: after }, after: before.bytes, edits: null }));

/** Swaps files on the disk, as `MoveContext.swap` says. */
export const swapOnDisk: SwapFiles = async (swaps, id) => {
  const done: FileSwap[] = [];
  try {
    for (const swap of swaps) {
      await swapFile(swap.before, swap.after, id);
      done.push(swap);
    }
  } catch (error) {
    for (const { before, after } of backOf(done)) await swapFile(before, after, id);
    throw error;
  }
  return swaps.map(() => undefined);
};
