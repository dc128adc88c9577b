import { l10n, Position, type Uri, WorkspaceEdit, workspace } from 'vscode';
import { commentSyntaxOf } from './comment-syntax.ts';
import type { FindingView } from './finding-view.ts';
import { warn } from './say.ts';

/**
 * Where the comment goes: alone on the line before. Undefined where there is no place for one: the format has no comments, or the value
 * begins its line, so that the line before belongs to the value too (a heredoc, a block).
 */
export const allowComment = (path: string, languageId: string, lineText: string, finding: FindingView): string | undefined => {
  const syntax = commentSyntaxOf(path, languageId);
  if (syntax === undefined || lineText.slice(0, finding.place.startColumn - 1).trim() === '') return undefined;
  const indent = /^\s*/.exec(lineText)?.[0] ?? '';
  return `${indent}${syntax.start}watertight:allow ${finding.ruleId}${syntax.end}`;
};

/** Writes the comment into the document of the URI, whatever editor is active. Undo takes it back. */
export const allowFinding = async (uri: Uri, finding: FindingView, version: number): Promise<void> => {
  const document = await workspace.openTextDocument(uri);
  if (document.version !== version) {
    void warn(l10n.t('The text has changed meanwhile. Nothing was edited: try again.'));
    return;
  }
  const line = document.lineAt(finding.place.startLine - 1);
  const comment = allowComment(uri.path, document.languageId, line.text, finding);
  if (comment === undefined) return;
  const edit = new WorkspaceEdit();
  edit.insert(uri, new Position(line.lineNumber, 0), `${comment}\n`);
  if (!(await workspace.applyEdit(edit))) void warn(l10n.t('The comment could not be written: is the file read-only?'));
};
