import { DiagnosticSeverity, Disposable, l10n, languages, StatusBarAlignment, window } from 'vscode';
import { SOURCE } from './diagnostics.ts';

/** Problems come in bursts. */
const DELAY_MS = 400;

/** How many plaintext secrets are known in the workspace: of open files, and of the others as the last scan found them. */
const count = (): number => {
  let found = 0;
  // Problems of references have codes without a page.
  for (const [, problems] of languages.getDiagnostics())
    for (const { source, severity, code } of problems) if (source === SOURCE && severity !== DiagnosticSeverity.Hint && typeof code === 'object') found += 1;
  return found;
};

/** One short item in the status bar for the whole workspace. It leads to what can be done next. */
export const createWorkspaceStatus = (): Disposable => {
  const item = window.createStatusBarItem('watertight.workspace', StatusBarAlignment.Left, 40);
  item.name = l10n.t('Plaintext secrets');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const update = (): void => {
    timer = undefined;
    const found = count();
    item.text = found === 0 ? '$(lock)' : `$(unlock) ${found}`;
    item.tooltip =
      found === 0
        ? l10n.t('No plaintext secret is known. Scan the workspace for files that are not open.')
        : l10n.t('Plaintext secrets: {0}. Show them in Problems.', found);
    item.command = found === 0 ? 'watertight.scanWorkspace' : 'workbench.actions.view.problems';
    item.accessibilityInformation = { label: item.tooltip };
  };
  const subscription = languages.onDidChangeDiagnostics(() => {
    timer ??= setTimeout(update, DELAY_MS);
  });
  update();
  item.show();
  return Disposable.from(item, subscription, new Disposable(() => clearTimeout(timer)));
};
