import { l10n, Range, type TextDocument, type Uri, WorkspaceEdit, workspace } from 'vscode';
import { applyEdits, differenceOf, inverseOf, shiftEdits, type TextEdit } from '../shared/text/text-edits.ts';
import type { SwapAnswer, SwapOrder, SwapOutcome } from './move-protocol.ts';

const refuse = (message: string, hint: string): SwapAnswer => ({ error: { code: 'conflict', message, hint }, outcomes: [] });

/** Text as VS Code reads it in the encoding that files have unless somebody chose another one. Undefined: it is in another one. */
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const save = async (document: TextDocument): Promise<boolean> => {
  try {
    return await document.save();
  } catch {
    return false;
  }
};

/** Edits of one document. */
interface DocumentEdits {
  readonly document: TextDocument;
  readonly order: SwapOrder;
  readonly edits: readonly TextEdit[];
  /** The text before. */
  readonly old: string;
}

/** One step of undo for all of them. False: a document can't be edited, or was changed at this very moment. */
const edit = async (all: readonly Pick<DocumentEdits, 'document' | 'edits'>[]): Promise<boolean> => {
  const whole = new WorkspaceEdit();
  for (const { document, edits } of all)
    for (const { start, end, text } of edits) whole.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
  return workspace.applyEdit(whole);
};

const openDocument = async (uri: Uri): Promise<TextDocument | undefined> => {
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
};

/** Takes edits back, also out of the files that were saved already. */
const takeBack = async (all: readonly DocumentEdits[]): Promise<void> => {
  const back = all.flatMap(({ document, edits, old }) => {
    const inverse = shiftEdits(applyEdits(old, edits), document.getText(), inverseOf(old, edits));
    return inverse === undefined ? [] : [{ document, edits: inverse, wasSaved: !document.isDirty }];
  });
  await edit(back);
  for (const { document, wasSaved } of back) if (wasSaved) await save(document);
};

/** Puts contents of files into their documents. */
export type SwapInDocuments = (orders: readonly SwapOrder[]) => Promise<SwapAnswer>;

/**
 * Puts new contents of files into their documents, by URI and not in the editor that happens to be active, as one edit that undo takes back,
 * and saves them: all or none. What was typed elsewhere in a text meanwhile stays. `uriOf`: how the editor knows a file.
 */
export const createDocumentSwap = (uriOf: (file: string) => Uri): SwapInDocuments => {
  /** What takes the last edits of a file back, and the text that they count in. */
  const inverses = new Map<string, { readonly text: string; readonly edits: readonly TextEdit[] }>();

  /** Edits for the text as it is now. Undefined: it is not known where they belong. */
  const editsFor = (document: TextDocument, { file, before, after, edits }: SwapOrder): readonly TextEdit[] | undefined => {
    const now = document.getText();
    const inverse = edits === null ? inverses.get(file) : undefined;
    if (inverse !== undefined) return shiftEdits(inverse.text, now, inverse.edits);
    const [base, wanted] = [textOf(before), textOf(after)];
    return base === undefined || wanted === undefined ? undefined : shiftEdits(base, now, edits ?? [differenceOf(base, wanted)]);
  };
  /** Mixed line ends or another encoding: the document does not show the file byte for byte, and saving it would rewrite all of it. */
  const isForDisk = (document: TextDocument, { file, disk, edits }: SwapOrder): boolean =>
    !document.isDirty && !(edits === null && inverses.has(file)) && document.getText() !== textOf(disk);

  return async (orders) => {
    const all: DocumentEdits[] = [];
    const onDisk = new Set<SwapOrder>();
    for (const order of orders) {
      const uri = uriOf(order.file);
      const document = await openDocument(uri);
      if (document === undefined)
        return refuse(l10n.t('the file is not there any more: {0}', uri.fsPath), l10n.t('Was it renamed or deleted? Look for the value where it is now.'));
      if (isForDisk(document, order)) {
        onDisk.add(order);
        continue;
      }
      const edits = editsFor(document, order);
      if (edits === undefined)
        return refuse(
          l10n.t('the text was changed while its values were being stored'),
          l10n.t('It was left as it is. See that the value is still there, and try again.'),
        );
      all.push({ document, order, edits, old: document.getText() });
    }
    const names = all.map(({ document }) => document.uri.fsPath).join(', ');
    if (all.length > 0 && !(await edit(all))) return refuse(l10n.t('the document can not be edited: {0}', names), l10n.t('Is it read-only?'));
    for (const { document } of all) {
      if (await save(document)) continue;
      await takeBack(all);
      const why = l10n.t('the file can not be saved: {0}', document.uri.fsPath);
      return refuse(why, l10n.t('The edit was taken back. Is the file read-only, or newer on the disk?'));
    }
    for (const { order, edits, old } of all) inverses.set(order.file, { text: applyEdits(old, edits), edits: inverseOf(old, edits) });
    const outcomeOf = (order: SwapOrder): SwapOutcome => {
      if (onDisk.has(order)) return 'disk';
      const document = all.find((each) => each.order === order)?.document;
      return document?.getText() === textOf(order.after) ? 'done' : 'more';
    };
    return { error: null, outcomes: orders.map(outcomeOf) };
  };
};
