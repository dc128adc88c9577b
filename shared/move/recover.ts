import { AppError } from '../model/app-error.ts';
import { carryOut, verifyReferences } from './carry-out.ts';
import type { MoveContext } from './context.ts';
import type { FilePlan, PlannedValue } from './file-plan.ts';
import type { MoveJournal } from './journal.ts';
import { findTargets } from './rewrite/target.ts';
import { digestOfSecret } from './secret-text.ts';
import { openSiblings } from './siblings.ts';
import { digestOf, readState, removeTemporary, swapFile } from './swap-file.ts';
import { editBytes, toTextFile } from './text-file.ts';
import { ownFileOf, statusOf, undo } from './undo.ts';

/** What became of a move that was interrupted. */
export interface Settled {
  readonly path: string;
  readonly secrets: readonly string[];
  /** `left`: the file was changed since, and the store keeps what it holds, because nothing else may hold it. */
  readonly how: 'finished' | 'undone' | 'left';
  /** Why it was not finished; empty otherwise. */
  readonly why: string;
}

/**
 * The plan of a move that had rewritten nothing, made again of its journal and the file; undefined when the file does not hold the same values
 * at the same places any more.
 */
const replan = async (journal: MoveJournal, { root, scanText }: MoveContext): Promise<FilePlan | undefined> => {
  const own = ownFileOf(journal);
  const state = await readState(own.file);
  const content = state.bytes === null ? undefined : toTextFile(state.bytes);
  if (state.bytes === null || content === undefined || (await statusOf(own, journal.salt)) !== 'before') return undefined;
  const findings = await scanText(journal.path, state.bytes);
  const siblings = await openSiblings(root, journal.path);
  const around = { siblings: siblings.map(({ path, content: { text } }) => ({ path, text })), provider: journal.store.provider };
  const targets = findTargets({ path: journal.path, text: content.text }, findings, around);
  const values = journal.values.map(({ start, end, digest, variable, secret, key, isStored }): PlannedValue | undefined => {
    const target = targets.find(({ range, value }) => range.start === start && range.end === end && digestOfSecret(journal.salt, value) === digest);
    return target && { target, variable, secret, key, isStored };
  });
  if (values.includes(undefined)) return undefined;
  return {
    file: { path: journal.path, state, content },
    findings,
    siblings,
    secrets: journal.secrets.map((secret) => ({ ...secret, replaced: [] })),
    values: values.filter((value) => value !== undefined),
    byHand: [],
    rewrite: { kind: 'none', edits: [], created: [], instructions: [], complete: false },
    problem: null,
    notes: [],
  };
};

/** Rewrites the files that were not rewritten yet. */
const rewriteRest = async ({ files, salt, id }: MoveJournal): Promise<void> => {
  for (const file of files) {
    await removeTemporary(file.file, id);
    if ((await statusOf(file, salt)) !== 'before') continue;
    const state = await readState(file.file);
    const content = toTextFile(state.bytes ?? Buffer.alloc(0));
    const edits = file.edits.map(({ start, end, text }) => ({ range: { start, end }, text }));
    const after = content === undefined ? undefined : Buffer.from(editBytes(content, edits));
    if (after === undefined || digestOf(salt, after) !== file.after)
      throw new AppError(
        'incomplete',
        `the rewrite of the file can't be repeated: ${file.file}`,
        'Was it begun with another version of Watertight? Finish with that one.',
      );
    await swapFile(state, after, id);
  }
};

/** Gives up a move of which somebody changed a file. What a file may name by now stays in the store. */
const giveUp = async (journal: MoveJournal, isBegun: boolean, context: MoveContext): Promise<Settled['how']> => {
  if (!isBegun) return (await undo(journal, context)).how;
  for (const { file } of journal.files) await removeTemporary(file, journal.id);
  await context.journals.remove(journal.id);
  return 'left';
};

/**
 * Settles a move that was interrupted: finishes it when it can, undoes it when it can't. May itself be interrupted, and be called again.
 * @throws AppError as the provider's, or what keeps the files from being written; then the journal stays
 */
export const settle = async (journal: MoveJournal, context: MoveContext): Promise<Settled> => {
  const { path } = journal;
  const secrets = journal.secrets.map(({ address }) => address.id);
  if (context.provider.identity !== journal.store.identity)
    throw new AppError(
      'usage',
      `an interrupted move of ${path} stored as another identity: ${journal.store.identity}`,
      `Run watertight move as that one, so that it can be settled; now it is ${context.provider.identity}.`,
    );
  const statuses = await Promise.all(journal.files.map((file) => statusOf(file, journal.salt)));
  const isBegun = statuses.includes('after');
  const changed = journal.files.filter((_, at) => statuses[at] === 'changed').map(({ file }) => file);
  if (changed.length > 0)
    return { path, secrets, how: await giveUp(journal, isBegun, context), why: `changed since it was interrupted: ${changed.join(', ')}` };
  if (journal.phase === 'rewriting' || isBegun) {
    await rewriteRest(journal);
    await verifyReferences(journal, context);
    await context.journals.remove(journal.id);
    return { path, secrets, how: 'finished', why: '' };
  }
  const plan = journal.phase === 'storing' ? await replan(journal, context) : undefined;
  if (plan === undefined) return { path, secrets, how: await giveUp(journal, false, context), why: 'it could not be taken up again' };
  try {
    await carryOut(journal, plan, context);
    return { path, secrets, how: 'finished', why: '' };
  } catch (error) {
    if (!(error instanceof AppError) || (await context.journals.has(journal.id))) throw error;
    return { path, secrets, how: 'undone', why: error.message };
  }
};
