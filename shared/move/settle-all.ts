import { AppError } from '../model/app-error.ts';
import type { MoveContext } from './context.ts';
import type { Journals, MoveJournal } from './journal.ts';
import { type Settled, settle } from './recover.ts';

/** A move that is still open. */
export interface StillOpen {
  /** The file whose values were being moved; as reported, from the folder in which the move ran. */
  readonly path: string;
  readonly root: string;
  /** Where its journal is. */
  readonly journal: string;
  readonly error: AppError;
}

export interface SettledAll {
  readonly settled: readonly Settled[];
  readonly open: readonly StillOpen[];
}

/**
 * Settles every move that was interrupted, whatever folder it ran in; one that can't be settled now stays for the next time. Only under the
 * lock of moves. `contextFor`: the world of the move, of which the journal says the folder and the store.
 */
export const settleAll = async (journals: Journals, contextFor: (journal: MoveJournal) => Promise<MoveContext>): Promise<SettledAll> => {
  await journals.sweep();
  const { open: journalsLeft, damaged } = await journals.list();
  const settled: Settled[] = [];
  const open: StillOpen[] = damaged.map((journal) => ({
    path: '',
    root: '',
    journal,
    error: new AppError('store-damaged', `the journal of a move can't be read: ${journal}`, 'If no move is open, delete it.'),
  }));
  for (const journal of journalsLeft) {
    try {
      settled.push(await settle(journal, await contextFor(journal)));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      open.push({ path: journal.path, root: journal.root, journal: journals.fileOf(journal.id), error });
    }
  }
  return { settled, open };
};
