import { type Disposable, LanguageStatusSeverity, l10n, languages, window } from 'vscode';
import { isScanned, SELECTOR } from './documents.ts';
import type { LiveFindings } from './live-findings.ts';
import { plain } from './say.ts';

/** Longer lines push the link to the log, where the whole is, out of view. In UTF-16 units. */
const LONGEST_DETAIL = 36;

const brief = (text: string): string => (text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}…` : text);

/** What is known of the file in view, in the language status of the editor. `hasDisk`: long files can be read from it. */
export const createStatus = (live: LiveFindings, hasDisk: boolean): Disposable => {
  const item = languages.createLanguageStatusItem('watertight', [...SELECTOR]);
  item.name = 'Watertight';
  const update = (): void => {
    const document = window.activeTextEditor?.document;
    const state = document === undefined || !isScanned(document) ? undefined : live.stateOf(document.uri);
    item.busy = document !== undefined && isScanned(document) && state === undefined;
    item.severity = LanguageStatusSeverity.Information;
    item.detail = '';
    const showLog = { command: 'watertight.showLog', title: l10n.t('Show Log') };
    item.command = showLog;
    if (state === undefined) item.text = l10n.t('Secrets');
    else if (state.skipped === 'off') item.text = l10n.t('Secrets: scanning is off');
    else if (state.skipped === 'too-large') {
      item.text = l10n.t('Secrets: file too large');
      item.detail = hasDisk ? l10n.t('Run "Watertight: Scan Log File…"') : '';
      item.severity = LanguageStatusSeverity.Warning;
      if (hasDisk && document?.uri.scheme === 'file')
        item.command = { command: 'watertight.scanLogFile', title: l10n.t('Scan Log File'), arguments: [document.uri] };
    } else {
      const shown = state.findings.length - state.hidden;
      item.text = shown === 0 && state.hidden === 0 ? l10n.t('No plaintext secrets') : l10n.t('Plaintext secrets: {0}', shown);
      const silenced = [
        state.hidden === 0 ? '' : l10n.t('{0} less severe', state.hidden),
        state.suppressed === 0 ? '' : l10n.t('{0} allowed', state.suppressed),
      ];
      item.detail = silenced.filter((text) => text !== '').join(', ');
      if (shown > 0) {
        item.severity = LanguageStatusSeverity.Warning;
        item.command = { command: 'workbench.actions.view.problems', title: l10n.t('Show Problems') };
      }
      if (state.problems.length > 0) {
        item.severity = LanguageStatusSeverity.Warning;
        item.detail = brief(plain(state.problems[0] ?? ''));
        item.command = showLog;
      }
    }
  };
  live.onDidChange((uri) => uri.toString() === window.activeTextEditor?.document.uri.toString() && update());
  const subscription = window.onDidChangeActiveTextEditor(update);
  update();
  return {
    dispose: () => {
      item.dispose();
      subscription.dispose();
    },
  };
};
