import { env, l10n, window } from 'vscode';
import type { FindingView } from './finding-view.ts';

/** Says which rule, filter and score decided. Reasons hold no values. */
export const explainFinding = async (finding: FindingView): Promise<void> => {
  const detail = [
    l10n.t('Rule: {0}', finding.ruleId),
    l10n.t('Severity: {0}, confidence: {1}', finding.severity, finding.confidence),
    l10n.t('Value: {0}', finding.redacted),
    '',
    ...finding.reasons.map((reason) => `• ${reason}`),
  ].join('\n');
  const copy = l10n.t('Copy Rule Id');
  const chosen = await window.showInformationMessage(finding.title, { modal: true, detail }, copy);
  if (chosen === copy) await env.clipboard.writeText(finding.ruleId);
};
