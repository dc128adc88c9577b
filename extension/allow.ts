import { l10n, Position, type TextDocument, type Uri, WorkspaceEdit, workspace } from 'vscode';
import type { AcceptInBaseline } from './accept-in-baseline.ts';
import { commentSyntaxOf } from './comment-syntax.ts';
import { placeOf } from './documents.ts';
import type { FindingView } from './finding-view.ts';
import { warn } from './say.ts';

/**
 * Where the comment goes: alone on the line before. Undefined where there is no place for one: the format has no comments, or the value
 * begins its line, so that the line before belongs to the value too (a heredoc, a block).
 */
const allowComment = (path: string, languageId: string, lineText: string, finding: FindingView): string | undefined => {
  const syntax = commentSyntaxOf(path, languageId);
  if (syntax === undefined || lineText.slice(0, finding.place.startColumn - 1).trim() === '') return undefined;
  const indent = /^\s*/.exec(lineText)?.[0] ?? '';
  return `${indent}${syntax.start}watertight:allow ${finding.ruleId}${syntax.end}`;
};

/** Allowing findings: by a comment where the language has one, else in the baseline of the folder. */
export interface Allow {
  readonly isPossible: (document: TextDocument, finding: FindingView) => boolean;
  /** `version`: of the text that the finding belongs to. */
  readonly allow: (uri: Uri, finding: FindingView, version: number) => Promise<void>;
}

/** `accept`: absent where there is no disk. `onBaseline`: the baseline is another now. */
export const createAllow = (accept: AcceptInBaseline | undefined, onBaseline: () => void): Allow => {
  const commentFor = (document: TextDocument, finding: FindingView): string | undefined =>
    allowComment(document.uri.path, document.languageId, document.lineAt(finding.place.startLine - 1).text, finding);
  const isPossible = (document: TextDocument, finding: FindingView): boolean =>
    commentFor(document, finding) !== undefined || (accept !== undefined && placeOf(document).folder !== null);

  /** Writes into the document of the URI, whatever editor is active. Undo takes it back. */
  const allow = async (uri: Uri, finding: FindingView, version: number): Promise<void> => {
    const document = await workspace.openTextDocument(uri);
    if (document.version !== version) {
      void warn(l10n.t('The text has changed meanwhile. Nothing was edited: try again.'));
      return;
    }
    const comment = commentFor(document, finding);
    if (comment === undefined) {
      if (accept !== undefined && placeOf(document).folder !== null) return accept(document, finding, onBaseline);
      void warn(l10n.t('There is no place for a comment here, and a baseline belongs to a folder on disk that is trusted.'));
      return;
    }
    const edit = new WorkspaceEdit();
    edit.insert(uri, new Position(finding.place.startLine - 1, 0), `${comment}\n`);
    if (!(await workspace.applyEdit(edit))) void warn(l10n.t('The comment could not be written: is the file read-only?'));
  };
  return { isPossible, allow };
};
