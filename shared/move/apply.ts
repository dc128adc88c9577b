import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../model/app-error.ts';
import { carryOut, type Moved } from './carry-out.ts';
import type { MoveContext } from './context.ts';
import type { FilePlan, MoveWishes } from './file-plan.ts';
import { journalOf } from './journal-of.ts';
import { checkWritable, isUnchanged } from './swap-file.ts';

/** Complains about what would fail anyway, before anything is stored. */
const checkFiles = async ({ file, siblings, rewrite }: FilePlan, root: string): Promise<void> => {
  for (const { path } of rewrite.created) {
    const stats = await lstat(resolve(root, path)).catch(() => undefined);
    if (stats !== undefined)
      throw new AppError(
        'conflict',
        `a file that was to be made is there already${stats.isSymbolicLink() ? ', as a link' : ''}: ${path}`,
        'Nothing was changed. Move the file away, or the values by hand; no link is followed out of the folder.',
      );
  }
  const edited = [file, ...siblings].filter(({ path }) => rewrite.edits.some((edit) => edit.path === path));
  for (const { path, state } of edited) {
    await checkWritable(state.file);
    if (!(await isUnchanged(state))) throw new AppError('conflict', `the file was changed meanwhile: ${path}`, 'Nothing was changed. Run the command again.');
  }
};

/**
 * Moves the values of one file, or changes nothing. Killed at any point, it is settled by `settle`.
 * @throws AppError why it was not moved
 */
export const applyPlan = async (plan: FilePlan, wishes: MoveWishes, context: MoveContext): Promise<Moved> => {
  if (plan.problem !== null) throw plan.problem;
  await checkFiles(plan, context.root);
  const journal = journalOf(plan, wishes, context.provider.identity, context.root);
  await context.journals.write(journal);
  return carryOut(journal, plan, context);
};
