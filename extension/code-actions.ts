import { CodeAction, CodeActionKind, type CodeActionProvider, l10n, type Range, type TextDocument } from 'vscode';
import type { ProviderId } from '../shared/model/reference.ts';
import type { Allow } from './allow.ts';
import { SOURCE, toRange } from './diagnostics.ts';
import type { FindingView } from './finding-view.ts';
import type { KnownSecrets } from './known-secrets.ts';
import type { LiveFindings } from './live-findings.ts';
import { referencesIn } from './reference-text.ts';
import { titleOf } from './store-titles.ts';

/** Findings that a range touches, if they belong to the text as it is now. */
export const findingsAt = (live: LiveFindings, document: TextDocument, range: Range): readonly FindingView[] => {
  const state = live.stateOf(document.uri);
  if (state === undefined || state.version !== document.version) return [];
  return state.findings.filter(
    ({ place }) => place.startLine - 1 <= range.end.line && place.endLine > range.start.line && toRange(place).intersection(range) !== undefined,
  );
};

const quickFix = (title: string, command: string, args: readonly unknown[]): CodeAction => {
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.command = { command, title, arguments: [...args] };
  return action;
};

/** The JSON secret that the file refers to already, if it is one alone. */
const nearby = (document: TextDocument, usual: ProviderId): string[] => {
  const own = referencesIn(document).filter(({ reference: { address, pointer } }) => address.provider === usual && pointer.length === 1);
  const names = new Set(own.map(({ reference }) => reference.name));
  return names.size === 1 ? [...names] : [];
};

/** Ways into a store. A log can't be mended by editing: there are the steps of a rotation instead. */
const movesFor = (document: TextDocument, finding: FindingView, count: number, known: KnownSecrets, usual: ProviderId): CodeAction[] => {
  if (finding.format === 'ci-log')
    return [
      quickFix(l10n.t('Open rotation steps'), 'watertight.rotationSteps', [finding]),
      quickFix(l10n.t('Delete the logs of the run…'), 'watertight.deleteRunLogs', []),
    ];
  // A text without a file is saved first: the command says so.
  if (document.uri.scheme !== 'file' && !document.isUntitled) return [];
  const here = { uri: document.uri, line: finding.place.startLine, column: finding.place.startColumn };
  const first = quickFix(l10n.t('Move to {0}…', titleOf(usual)), 'watertight.move', [{ ...here, provider: usual }]);
  first.isPreferred = true;
  const stored = known.find(document.getText(toRange(finding.place)));
  return [
    ...(stored === undefined
      ? []
      : [
          quickFix(l10n.t("Use existing secret '{0}'", stored.name), 'watertight.move', [
            { ...here, provider: stored.provider, existing: stored.name, key: stored.key },
          ]),
        ]),
    first,
    quickFix(l10n.t('Move to…'), 'watertight.move', [here]),
    ...nearby(document, usual).map((name) =>
      quickFix(l10n.t("Add to secret '{0}' as a key", name), 'watertight.move', [{ ...here, provider: usual, existing: name }]),
    ),
    quickFix(l10n.t('Add to a secret as a key…'), 'watertight.moveInto', [here]),
    ...(count > 1 ? [quickFix(l10n.t('Move all {0} secrets in this file…', count), 'watertight.moveAll', [document.uri])] : []),
    quickFix(l10n.t('Copy `aws` command'), 'watertight.copyCommand', [here, finding]),
  ];
};

/**
 * Quick fixes of a finding. None is of a `source.fixAll` kind (those run on save), none edits before it is chosen, and none asks a
 * store anything while the menu is made.
 */
export const createCodeActions = (live: LiveFindings, known: KnownSecrets | undefined, usual: () => ProviderId, { isPossible }: Allow): CodeActionProvider => ({
  provideCodeActions: (document, range, context) => {
    const problems = context.diagnostics.filter((diagnostic) => diagnostic.source === SOURCE);
    return findingsAt(live, document, range).flatMap((finding) => {
      const actions: CodeAction[] = known === undefined ? [] : movesFor(document, finding, live.stateOf(document.uri)?.findings.length ?? 0, known, usual());
      if (isPossible(document, finding)) actions.push(quickFix(l10n.t('Allow this finding'), 'watertight.allow', [document.uri, finding, document.version]));
      actions.push(quickFix(l10n.t('Why is this flagged?'), 'watertight.explain', [finding]));
      for (const action of actions) action.diagnostics = problems.filter((problem) => problem.range.isEqual(toRange(finding.place)));
      return actions;
    });
  },
});
