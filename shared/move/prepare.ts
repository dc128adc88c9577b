import { resolve } from 'node:path';
import { AppError } from '../model/app-error.ts';
import type { Finding } from '../model/finding.ts';
import type { Secret } from '../model/secret.ts';
import { editsOf, type FilePlan, type OpenFile } from './file-plan.ts';
import type { JournalFile } from './journal.ts';
import type { Edit, Rewrite } from './rewrite/rewrite.ts';
import type { ScanText } from './scan-text.ts';
import { holdsValue } from './secret-text.ts';
import { digestOf, type FileState, readState } from './swap-file.ts';
import { editBytes, toTextFile } from './text-file.ts';

/** A file and what it will be. */
export interface Swap {
  /** As reported. */
  readonly path: string;
  readonly before: FileState;
  readonly after: Buffer;
  readonly edits: JournalFile['edits'];
}

export const toJournalFile = ({ before, after, edits }: Swap, salt: string): JournalFile => ({
  file: before.file,
  before: before.bytes === null ? null : digestOf(salt, before.bytes),
  after: digestOf(salt, after),
  edits,
});

const flat = (edits: readonly Edit[]): JournalFile['edits'] => edits.map(({ range, text }) => ({ start: range.start, end: range.end, text }));

const swapOf = ({ path, state, content }: OpenFile, edits: readonly Edit[]): Swap => ({
  path,
  before: state,
  after: Buffer.from(editBytes(content, edits)),
  edits: flat(edits),
});

/** A file that is to be made must not be there; one that is would have been a sibling. */
const createdSwap = async (root: string, path: string, text: string): Promise<Swap> => {
  const state = await readState(resolve(root, path));
  if (state.bytes !== null) throw new AppError('conflict', `a file that was to be made is there already: ${path}`, 'Rename it, or move the values by hand.');
  return { path, before: state, after: Buffer.from(text), edits: [{ start: 0, end: 0, text }] };
};

/** The files in the order in which they are written: what others refer to comes first, the file that holds the values last. */
export const swapsOf = async ({ file, siblings }: FilePlan, rewrite: Rewrite, root: string): Promise<Swap[]> => {
  const created = await Promise.all(rewrite.created.map(({ path, text }) => createdSwap(root, path, text)));
  const known = [...siblings, file].map((each) => ({ each, edits: editsOf(rewrite, each.path) }));
  return [...created, ...known.filter(({ edits }) => edits.length > 0).map(({ each, edits }) => swapOf(each, edits))];
};

/** Removes one of `pool` for each of `findings` that has an equal value there; gives those that have none. */
const unmatched = (findings: readonly Finding[], pool: readonly Secret[]): Finding[] => {
  const left = [...pool];
  return findings.filter(({ secret }) => {
    const at = left.findIndex((each) => each.equals(secret));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

const before = (swap: Swap, plan: FilePlan, scanText: ScanText): Promise<readonly Finding[]> => {
  if (swap.path === plan.file.path) return Promise.resolve(plan.findings);
  return swap.before.bytes === null ? Promise.resolve([]) : scanText(swap.path, swap.before.bytes);
};

/**
 * Scans the files as they will be: what was moved must not be found any more, and nothing new. Looks too whether the edits hold a value, since
 * they are written into the journal.
 * @throws AppError `incomplete`
 */
export const checkSwaps = async (swaps: readonly Swap[], plan: FilePlan, references: readonly string[], scanText: ScanText): Promise<void> => {
  const moved = new Set(plan.values.flatMap(({ target }) => target.findings));
  for (const swap of swaps) {
    const old = await before(swap, plan, scanText);
    const kept = old.filter((finding) => !moved.has(finding));
    const found = unmatched(
      await scanText(swap.path, swap.after),
      kept.map(({ secret }) => secret),
    );
    if (found.length > 0) {
      const lines = found.slice(0, 3).map(({ place }) => place.startLine);
      throw new AppError(
        'incomplete',
        `after the rewrite a scan would still find a value in ${swap.path}, line ${lines.join(', ')}`,
        'Nothing was changed. Please report it, and move the values by hand.',
      );
    }
    const texts = references.reduce((text, reference) => text.replaceAll(reference, ''), swap.edits.map(({ text }) => text).join('\n'));
    if (holdsValue(texts, [...plan.values.map(({ target }) => target.value), ...old.map(({ secret }) => secret)]))
      throw new AppError(
        'incomplete',
        `the rewrite of ${swap.path} would repeat a value`,
        'Nothing was changed. Please report it, and move the values by hand.',
      );
  }
};

/**
 * Looks at a file that was saved with more than its edits: the references stand in it, and none of the values that were to go.
 * @throws AppError `conflict`
 */
export const checkSaved = async (swap: Swap, saved: Buffer, plan: FilePlan, references: readonly string[], scanText: ScanText): Promise<void> => {
  const wanted = references.filter((reference) => swap.edits.some(({ text }) => text.includes(reference)));
  const text = toTextFile(saved)?.text ?? '';
  const moved = plan.values.flatMap(({ target }) => target.findings);
  const old = await before(swap, plan, scanText);
  const kept = old.filter((finding) => !moved.includes(finding)).map(({ secret }) => secret);
  const found = (await scanText(swap.path, saved)).filter(({ secret }) => moved.some((finding) => finding.secret.equals(secret)));
  if (wanted.every((reference) => text.includes(reference)) && unmatched(found, kept).length === 0) return;
  throw new AppError('conflict', `the file was changed while it was saved: ${swap.path}`, 'The edit was taken back. Try again.');
};
