import { CodeAction, CodeActionKind, type CodeActionProvider, l10n, type Range, type TextDocument } from 'vscode';
import { allowComment } from './allow.ts';
import { SOURCE, toRange } from './diagnostics.ts';
import type { FindingView } from './finding-view.ts';
import type { LiveFindings } from './live-findings.ts';

/** Findings that a range touches, if they belong to the text as it is now. */
export const findingsAt = (live: LiveFindings, document: TextDocument, range: Range): readonly FindingView[] => {
  const state = live.stateOf(document.uri);
  if (state === undefined || state.version !== document.version) return [];
  return state.findings.filter((finding) => toRange(finding.place).intersection(range) !== undefined);
};

const quickFix = (title: string, command: string, args: readonly unknown[]): CodeAction => {
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.command = { command, title, arguments: [...args] };
  return action;
};

/**
 * Quick fixes of a finding. None is of a `source.fixAll` kind (those run on save), none edits before it is chosen, and none asks a
 * store anything while the menu is made.
 */
export const createCodeActions = (live: LiveFindings): CodeActionProvider => ({
  provideCodeActions: (document, range, context) => {
    const problems = context.diagnostics.filter((diagnostic) => diagnostic.source === SOURCE);
    return findingsAt(live, document, range).flatMap((finding) => {
      const actions: CodeAction[] = [];
      const line = document.lineAt(finding.place.startLine - 1).text;
      if (allowComment(document.uri.path, document.languageId, line, finding) !== undefined)
        actions.push(quickFix(l10n.t('Allow this finding'), 'watertight.allow', [document.uri, finding, document.version]));
      actions.push(quickFix(l10n.t('Why is this flagged?'), 'watertight.explain', [finding]));
      for (const action of actions) action.diagnostics = problems.filter((problem) => problem.range.isEqual(toRange(finding.place)));
      return actions;
    });
  },
});
