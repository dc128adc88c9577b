import { AppError } from '../model/app-error.ts';
import type { Reference } from '../model/reference.ts';
import { parseReference } from '../references/parse.ts';
import { createResolver } from '../resolve/create-resolver.ts';
import { backOf, type MoveContext, swapOnDisk } from './context.ts';
import type { FilePlan } from './file-plan.ts';
import type { MoveJournal } from './journal.ts';
import { rewriteWith, toMoved } from './plan-file.ts';
import { checkSaved, checkSwaps, type Swap, swapsOf, toJournalFile } from './prepare.ts';
import { referenceText } from './reference-text.ts';
import type { Rewrite } from './rewrite/rewrite.ts';
import { digestOfSecret } from './secret-text.ts';
import { readBack, type Stored, storeValues } from './store-values.ts';
import { isUnchanged } from './swap-file.ts';
import { undo } from './undo.ts';

/** What was done for one file. */
export interface Moved {
  readonly path: string;
  /** Files that were written, as reported. */
  readonly written: readonly string[];
  readonly secrets: readonly { readonly id: string; readonly isMade: boolean }[];
  readonly references: readonly { readonly variable: string; readonly reference: string }[];
  readonly rewrite: Rewrite;
}

const stopped = (): AppError => new AppError('conflict', 'stopped', 'What was begun has been undone.');

const checkGoing = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) throw stopped();
};

/** @throws AppError `incomplete` when a reference means something else than the value that it stands for, else as the provider's */
export const verifyReferences = async ({ values, salt }: MoveJournal, { open }: Pick<MoveContext, 'open'>): Promise<void> => {
  const wanted = values.map(({ digest, reference }) => ({ digest, reference: parseReference(reference ?? '') }));
  const broken = (text: string, cause?: unknown): AppError =>
    new AppError('incomplete', `a reference does not give the value back: ${text}`, 'Is it the account and the region that you meant?', { cause });
  const resolver = createResolver({ open, ttlMs: 0, emergencyMs: 0, who: 'watertight move' });
  try {
    const references = wanted.map(({ reference }, at): Reference => {
      if (reference === undefined) throw broken(values[at]?.reference ?? '');
      return reference;
    });
    const results = await resolver.resolveMany(references);
    results.forEach((result, at) => {
      if ('error' in result) throw result.error;
      if (digestOfSecret(salt, result.secret) !== wanted[at]?.digest) throw broken(result.reference.text);
    });
  } finally {
    await resolver.close();
  }
};

interface Ready {
  readonly journal: MoveJournal;
  readonly swaps: readonly Swap[];
  readonly rewrite: Rewrite;
}

/** Stores, reads back, and works out what the files will be. */
const store = async (journal: MoveJournal, plan: FilePlan, context: MoveContext, stored: (Stored | undefined)[]): Promise<Ready> => {
  const { provider, root, signal, scanText, wait } = context;
  for (const [index, secret] of journal.secrets.entries()) {
    checkGoing(signal);
    const values = plan.values.filter((value) => value.secret === index).map(({ key, target, isStored }) => ({ key, value: target.value, isStored }));
    const done = await storeValues(provider, { secret, values, journalId: journal.id, store: journal.store, path: plan.file.path });
    stored[index] = done;
    await readBack(provider, done, values, wait);
  }
  const secrets = stored.map((each, index) => ({ address: each?.address ?? journal.secrets[index]!.address }));
  const referenceOf = ({ secret, key }: { readonly secret: number; readonly key: string | null }): string => referenceText(secrets[secret]!.address, key);
  const rewrite = rewriteWith(plan, toMoved(plan.values, secrets, referenceOf));
  const values = journal.values.map((value) => ({ ...value, reference: referenceOf(value) }));
  const swaps = await swapsOf(plan, rewrite, root);
  await checkSwaps(
    swaps,
    plan,
    values.map(({ reference }) => reference),
    scanText,
  );
  checkGoing(signal);
  return { journal: { ...journal, phase: 'rewriting', values, files: swaps.map((swap) => toJournalFile(swap, journal.salt)) }, swaps, rewrite };
};

const rewriteFiles = async ({ journal, swaps }: Ready, plan: FilePlan, context: MoveContext): Promise<void> => {
  const put = context.swap ?? swapOnDisk;
  const saved = await put(swaps, journal.id);
  const written = swaps.map((swap, at) => ({ ...swap, after: saved[at] ?? swap.after }));
  try {
    const references = journal.values.map(({ reference }) => reference ?? '');
    for (const [at, swap] of swaps.entries()) {
      const more = saved[at];
      if (more !== undefined) await checkSaved(swap, more, plan, references, context.scanText);
    }
    for (const { before, after } of written)
      if (!(await isUnchanged({ file: before.file, bytes: after })))
        throw new AppError('conflict', `the file was changed meanwhile: ${before.file}`, 'Run the command again.');
    await verifyReferences(journal, context);
  } catch (error) {
    await put(backOf(written), journal.id);
    throw error;
  }
};

/**
 * Moves the values of one file: stores them, reads them back, rewrites, verifies. The journal must be in its first phase and on the disk. When
 * it fails, files and store are as before, or the journal stays for a later run to settle.
 * @throws AppError why it failed; with a hint at what is left where undoing failed too
 */
export const carryOut = async (journal: MoveJournal, plan: FilePlan, context: MoveContext): Promise<Moved> => {
  const stored: (Stored | undefined)[] = journal.secrets.map(() => undefined);
  let current = journal;
  try {
    const ready = await store(journal, plan, context, stored);
    current = ready.journal;
    await context.journals.write(current);
    await rewriteFiles(ready, plan, context);
    await context.journals.remove(current.id);
    return {
      path: plan.file.path,
      written: ready.swaps.map(({ path }) => path),
      secrets: stored.flatMap((each) => (each === undefined ? [] : [{ id: each.id, isMade: each.isMade }])),
      references: current.values.map(({ variable, reference }) => ({ variable, reference: reference ?? '' })),
      rewrite: ready.rewrite,
    };
  } catch (error) {
    throw await undoneAfter(error, current, context, stored);
  }
};

/** The error to tell: the one that stopped it, with what undoing could not do. */
const undoneAfter = async (error: unknown, journal: MoveJournal, context: MoveContext, stored: readonly (Stored | undefined)[]): Promise<unknown> => {
  const names = journal.secrets.map(({ address }) => address.id).join(', ');
  try {
    const { how } = await undo(journal, context, stored);
    if (how === 'undone' || !(error instanceof AppError)) return error;
    return new AppError(error.code, `${error.message}; the store keeps ${names}`, 'The file may name it by now. Look at both, and remove what is not needed.', {
      cause: error,
    });
  } catch (second) {
    if (!(error instanceof AppError) || !(second instanceof AppError)) return error;
    return new AppError(
      error.code,
      `${error.message}; it could not be undone yet, so that the store may still hold ${names} (${second.message})`,
      'Run watertight move again: it settles this first.',
      { cause: error },
    );
  }
};
