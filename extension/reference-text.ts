import { type Disposable, Range, type TextDocument, type TextDocumentChangeEvent, workspace } from 'vscode';
import type { Reference } from '../shared/model/reference.ts';
import { findReferences } from '../shared/references/find-references.ts';

/** A reference in a document. */
export interface DocumentReference {
  readonly reference: Reference;
  readonly range: Range;
  /** Offset of its first character. */
  readonly offset: number;
}

/** Longer documents hold no settings, and every provider asks for them on each change. UTF-16 units. */
const MAX_LENGTH = 1_000_000;

const known = new WeakMap<TextDocument, { readonly version: number; readonly references: readonly DocumentReference[] }>();

/** References in some of the lines; none of them goes over the end of a line. */
const findIn = (document: TextDocument, firstLine: number, endLine: number): DocumentReference[] => {
  const start = document.offsetAt(new Range(firstLine, 0, firstLine, 0).start);
  return findReferences(document.getText(new Range(firstLine, 0, endLine, 0))).map(({ reference, range }) => ({
    reference,
    range: new Range(document.positionAt(start + range.start), document.positionAt(start + range.end)),
    offset: start + range.start,
  }));
};

/** After one change only its own lines are looked at: the text of a long document is not put together for each keystroke. */
const follow = ({ document, contentChanges }: TextDocumentChangeEvent): void => {
  const before = known.get(document);
  const [change, ...more] = contentChanges;
  if (before === undefined || change === undefined) return;
  if (more.length > 0 || before.version !== document.version - 1) return void known.delete(document);
  const { range, text, rangeLength } = change;
  const lines = text.split(/\r\n|\r|\n/).length - 1;
  const down = lines - (range.end.line - range.start.line);
  const along = text.length - rangeLength;
  const above = before.references.filter((each) => each.range.end.line < range.start.line);
  const below = before.references.filter((each) => each.range.start.line > range.end.line);
  const shifted = below.map(({ reference, range: old, offset }) => ({
    reference,
    range: new Range(old.start.translate(down), old.end.translate(down)),
    offset: offset + along,
  }));
  const own = findIn(document, range.start.line, range.start.line + lines + 1);
  known.set(document, { version: document.version, references: [...above, ...own, ...shifted] });
};

/** Keeps what is known of documents current while they are edited. */
export const followReferences = (): Disposable => workspace.onDidChangeTextDocument(follow);

/** References in a document that say what they are. */
export const referencesIn = (document: TextDocument): readonly DocumentReference[] => {
  const found = known.get(document);
  if (found?.version === document.version) return found.references;
  const isLong = document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > MAX_LENGTH;
  const references = isLong ? [] : findIn(document, 0, document.lineCount);
  known.set(document, { version: document.version, references });
  return references;
};

export const referenceAt = (document: TextDocument, position: Range['start']): DocumentReference | undefined =>
  referencesIn(document).find(({ range }) => range.contains(position));
