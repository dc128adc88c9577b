import { l10n, Range, type TextDocument, Uri, WorkspaceEdit, workspace } from 'vscode';
import type { MoveError, SwapOrder } from './move-protocol.ts';

/** What became of an order: done, refused with a reason, or left to the disk because the document shows another text than the file holds. */
export interface SwapAnswer {
  readonly error: MoveError | null;
  readonly onDisk: boolean;
}

const refuse = (message: string, hint: string): SwapAnswer => ({ error: { code: 'conflict', message, hint }, onDisk: false });

/** Text as VS Code reads it in the encoding that files have unless somebody chose another one. */
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes);

/** The part in which two texts differ. */
const difference = (before: string, after: string): { readonly start: number; readonly end: number; readonly text: string } => {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
};

const changed = (): SwapAnswer =>
  refuse(
    l10n.t('the text was changed while its values were being stored'),
    l10n.t('Nothing of it was edited, and what was stored has been removed. Try again.'),
  );

const save = async (document: TextDocument): Promise<boolean> => {
  try {
    return await document.save();
  } catch {
    return false;
  }
};

/**
 * Puts a file's new content into its document, by its URI and not in the editor that happens to be active, as one edit that undo takes back,
 * and saves it. The text must be just what was planned with. An edit that can't be saved is taken back.
 */
export const swapInDocument = async ({ file, before, after, edits }: SwapOrder, uri = Uri.file(file)): Promise<SwapAnswer> => {
  const document = await workspace.openTextDocument(uri);
  const text = document.getText();
  if (document.isDirty) return changed();
  // Mixed line ends or another encoding: the document does not show the file byte for byte, and saving it would rewrite all of it.
  if (text !== textOf(before)) return { error: null, onDisk: true };
  const version = document.version;
  const edit = new WorkspaceEdit();
  for (const { start, end, text: inserted } of edits ?? [difference(text, textOf(after))])
    edit.replace(uri, new Range(document.positionAt(start), document.positionAt(end)), inserted);
  if (document.version !== version) return changed();
  if (!(await workspace.applyEdit(edit))) return refuse(l10n.t('the document can not be edited: {0}', uri.fsPath), l10n.t('Is it read-only?'));
  if (await save(document)) return { error: null, onDisk: false };
  const back = new WorkspaceEdit();
  const now = document.getText();
  const { start, end, text: old } = difference(now, text);
  back.replace(uri, new Range(document.positionAt(start), document.positionAt(end)), old);
  await workspace.applyEdit(back);
  return refuse(l10n.t('the file can not be saved: {0}', uri.fsPath), l10n.t('The edit was taken back. Is the file read-only?'));
};
