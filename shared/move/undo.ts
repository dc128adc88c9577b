import type { MoveContext } from './context.ts';
import type { MoveJournal } from './journal.ts';
import { findTargets } from './rewrite/target.ts';
import { digestOfSecret } from './secret-text.ts';
import { openSiblings } from './siblings.ts';
import { type Stored, type TakenBack, takeBack } from './store-values.ts';
import { digestOf, readState, removeTemporary } from './swap-file.ts';
import { toTextFile } from './text-file.ts';

/** How a file is now, by its journal. */
export type FileStatus = 'before' | 'after' | 'changed';

export const statusOf = async ({ file, before, after }: MoveJournal['files'][number], salt: string): Promise<FileStatus> => {
  const { bytes } = await readState(file);
  const now = bytes === null ? null : digestOf(salt, bytes);
  if (now === before) return 'before';
  return now !== null && now === after ? 'after' : 'changed';
};

/** The file whose values move; it is written last. */
export const ownFileOf = ({ files }: MoveJournal): MoveJournal['files'][number] => files.at(-1)!;

/** Whether the file still holds every value in plaintext, whatever else changed in it. */
const holdsValues = async (journal: MoveJournal, { root, scanText }: Pick<MoveContext, 'root' | 'scanText'>): Promise<boolean> => {
  const own = ownFileOf(journal);
  if ((await statusOf(own, journal.salt)) === 'before') return true;
  const { bytes } = await readState(own.file);
  const content = bytes === null ? undefined : toTextFile(bytes);
  if (bytes === null || content === undefined) return false;
  const siblings = (await openSiblings(root, journal.path)).map(({ path, content: { text } }) => ({ path, text }));
  const around = { siblings, provider: journal.store.provider };
  const targets = findTargets({ path: journal.path, text: content.text }, await scanText(journal.path, bytes), around);
  const digests = new Set(targets.map(({ value }) => digestOfSecret(journal.salt, value)));
  return journal.values.every(({ digest }) => digests.has(digest));
};

export interface Undone {
  /** `left`: somebody changed the file, and it may name the secret by now, so that the store keeps it. */
  readonly how: 'undone' | 'left';
  /** For each secret. */
  readonly secrets: readonly TakenBack[];
}

/**
 * Takes back what a move stored, then forgets the move. A value is never removed from the store when its file does not hold it.
 * @throws AppError as the provider's; then the journal stays
 */
export const undo = async (
  journal: MoveJournal,
  context: Pick<MoveContext, 'root' | 'provider' | 'journals' | 'scanText'>,
  stored: readonly (Stored | undefined)[] = [],
): Promise<Undone> => {
  const { provider, journals } = context;
  const { id, secrets, values, files, salt, store, path } = journal;
  for (const { file } of files) await removeTemporary(file, id);
  if (!(await holdsValues(journal, context))) {
    await journals.remove(id);
    return { how: 'left', secrets: secrets.map(() => 'kept') };
  }
  await journals.write({ ...journal, phase: 'undoing' });
  const done: TakenBack[] = [];
  for (const [index, secret] of secrets.entries())
    done.push(
      await takeBack(provider, { secret, values: values.filter((value) => value.secret === index), journalId: id, store, path, salt, stored: stored[index] }),
    );
  await journals.remove(id);
  return { how: 'undone', secrets: done };
};
