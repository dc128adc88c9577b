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

/** One short item in the status bar for the whole workspace. It leads to what can be done next. `hasDisk`: files that are not open can be scanned. */
export const createWorkspaceStatus = (hasDisk: boolean): Disposable => {
  const nothing = hasDisk
    ? { tooltip: l10n.t('No plaintext secret is known. Scan the workspace for files that are not open.'), command: 'watertight.scanWorkspace' }
    : { tooltip: l10n.t('No plaintext secret is known in the files that are open.'), command: 'workbench.actions.view.problems' };
  const item = window.createStatusBarItem('watertight.workspace', StatusBarAlignment.Left, 40);
  item.name = l10n.t('Plaintext secrets');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const update = (): void => {
    timer = undefined;
    const found = count();
    item.text = found === 0 ? '$(lock)' : `$(unlock) ${found}`;
    const { tooltip, command } =
      found === 0 ? nothing : { tooltip: l10n.t('Plaintext secrets: {0}. Show them in Problems.', found), command: 'workbench.actions.view.problems' };
    Object.assign(item, { tooltip, command, accessibilityInformation: { label: tooltip } });
  };
  const subscription = languages.onDidChangeDiagnostics(() => {
    timer ??= setTimeout(update, DELAY_MS);
  });
  update();
  item.show();
  return Disposable.from(item, subscription, new Disposable(() => clearTimeout(timer)));
};
