import { l10n, Range, type TextDocument, Uri, WorkspaceEdit, workspace } from 'vscode';
import { applyEdits, differenceOf, inverseOf, shiftEdits, type TextEdit } from '../shared/text/text-edits.ts';
import type { MoveError, SwapOrder } from './move-protocol.ts';

/**
 * What became of an order: done, refused with a reason, or left to the disk because the document shows another text than the file holds.
 * `saved`: done, and the file holds what was typed or formatted meanwhile as well.
 */
export interface SwapAnswer {
  readonly error: MoveError | null;
  readonly onDisk: boolean;
  readonly saved: boolean;
}

const refuse = (message: string, hint: string): SwapAnswer => ({ error: { code: 'conflict', message, hint }, onDisk: false, saved: false });
const LEAVE: SwapAnswer = { error: null, onDisk: true, saved: false };

/** Text as VS Code reads it in the encoding that files have unless somebody chose another one. Undefined: it is in another one. */
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const changed = (): SwapAnswer =>
  refuse(l10n.t('the text was changed while its values were being stored'), l10n.t('It was left as it is. See that the value is still there, and try again.'));

const save = async (document: TextDocument): Promise<boolean> => {
  try {
    return await document.save();
  } catch {
    return false;
  }
};

/** As one step of undo. False: the document can't be edited, or was changed at this very moment. */
const edit = async (document: TextDocument, edits: readonly TextEdit[]): Promise<boolean> => {
  const all = new WorkspaceEdit();
  for (const { start, end, text } of edits) all.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
  return workspace.applyEdit(all);
};

/** Puts contents of files into their documents. */
export type SwapInDocument = (order: SwapOrder, uri?: Uri) => Promise<SwapAnswer>;

/**
 * Puts a file's new content into its document, by its URI and not in the editor that happens to be active, as one edit that undo takes back,
 * and saves it. What was typed elsewhere in the text meanwhile stays. An edit that can't be saved is taken back.
 */
export const createDocumentSwap = (): SwapInDocument => {
  /** What takes the last edits of a file back, and the text that they count in. */
  const inverses = new Map<string, { readonly text: string; readonly edits: readonly TextEdit[] }>();

  const openDocument = async (uri: Uri): Promise<TextDocument | undefined> => {
    try {
      return await workspace.openTextDocument(uri);
    } catch {
      return undefined;
    }
  };
  /** Edits for the text as it is now. Undefined: it is not known where they belong. */
  const editsFor = (document: TextDocument, { file, before, after, edits }: SwapOrder): readonly TextEdit[] | undefined => {
    const now = document.getText();
    const inverse = edits === null ? inverses.get(file) : undefined;
    if (inverse !== undefined) return shiftEdits(inverse.text, now, inverse.edits);
    const [base, wanted] = [textOf(before), textOf(after)];
    return base === undefined || wanted === undefined ? undefined : shiftEdits(base, now, edits ?? [differenceOf(base, wanted)]);
  };

  return async (order, uri = Uri.file(order.file)) => {
    const document = await openDocument(uri);
    if (document === undefined)
      return refuse(l10n.t('the file is not there any more: {0}', uri.fsPath), l10n.t('Was it renamed or deleted? Look for the value where it is now.'));
    const isKnown = order.edits === null && inverses.has(order.file);
    // Mixed line ends or another encoding: the document does not show the file byte for byte, and saving it would rewrite all of it.
    if (!document.isDirty && !isKnown && document.getText() !== textOf(order.disk)) return LEAVE;
    const edits = editsFor(document, order);
    if (edits === undefined) return changed();
    const old = document.getText();
    const expected = applyEdits(old, edits);
    if (!(await edit(document, edits))) return refuse(l10n.t('the document can not be edited: {0}', uri.fsPath), l10n.t('Is it read-only?'));
    if (await save(document)) {
      inverses.set(order.file, { text: expected, edits: inverseOf(old, edits) });
      return { error: null, onDisk: false, saved: document.getText() !== textOf(order.after) };
    }
    const back = shiftEdits(expected, document.getText(), inverseOf(old, edits));
    if (back !== undefined) await edit(document, back);
    return refuse(l10n.t('the file can not be saved: {0}', uri.fsPath), l10n.t('The edit was taken back. Is the file read-only, or newer on the disk?'));
  };
};
