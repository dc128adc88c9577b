import { Range, type TextDocument } from 'vscode';
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

/** References in a document that say what they are. Looked for once for each version. */
export const referencesIn = (document: TextDocument): readonly DocumentReference[] => {
  const found = known.get(document);
  if (found?.version === document.version) return found.references;
  const text = document.getText();
  const located = text.length > MAX_LENGTH ? [] : findReferences(text);
  const references = located.map(({ reference, range }) => ({
    reference,
    range: new Range(document.positionAt(range.start), document.positionAt(range.end)),
    offset: range.start,
  }));
  known.set(document, { version: document.version, references });
  return references;
};

export const referenceAt = (document: TextDocument, position: Range['start']): DocumentReference | undefined =>
  referencesIn(document).find(({ range }) => range.contains(position));
