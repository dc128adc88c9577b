import { env, l10n, Uri, window } from 'vscode';
import { RULES_PAGE } from './diagnostics.ts';
import type { FindingView } from './finding-view.ts';
import { plain } from './say.ts';

/** Says which rule, filter and score decided. Reasons hold no values. */
export const explainFinding = async (finding: FindingView): Promise<void> => {
  const detail = [
    l10n.t('Rule: {0}', finding.ruleId),
    l10n.t('Severity: {0}, confidence: {1}', finding.severity, finding.confidence),
    l10n.t('Value: {0}', finding.redacted),
    '',
    ...finding.reasons.map((reason) => `• ${plain(reason)}`),
  ].join('\n');
  const [page, copy] = [l10n.t('Open the Page of the Rule'), l10n.t('Copy Rule Id')];
  const chosen = await window.showInformationMessage(plain(finding.title), { modal: true, detail }, page, copy);
  if (chosen === page) await env.openExternal(Uri.parse(`${RULES_PAGE}#${finding.ruleId}`));
  if (chosen === copy) await env.clipboard.writeText(finding.ruleId);
};
