import { type Disposable, type Uri, workspace } from 'vscode';
import type { Severity } from '../shared/model/rule.ts';

/** What the settings say of the scan of a file. */
export interface ScanSettings {
  readonly isOn: boolean;
  readonly delayMs: number;
  readonly minimumSeverity: Severity;
}

/** As in the manifest, whose bounds VS Code only warns about. */
const MAX_DELAY_MS = 5000;

/** Asked for on every keystroke, and slow to ask for: remembered by folder until a setting changes. */
export const createScanSettings = (): Disposable & { readonly of: (uri: Uri) => ScanSettings; readonly forget: () => void } => {
  const known = new Map<string, ScanSettings>();
  const subscription = workspace.onDidChangeWorkspaceFolders(() => known.clear());
  return {
    of: (uri) => {
      const key = workspace.getWorkspaceFolder(uri)?.uri.toString() ?? '';
      let found = known.get(key);
      if (found === undefined) {
        const settings = workspace.getConfiguration('watertight', uri);
        found = {
          isOn: settings.get('enable', true),
          delayMs: Math.min(MAX_DELAY_MS, Math.max(0, settings.get('delay', 150))),
          minimumSeverity: settings.get<Severity>('minimumSeverity', 'info'),
        };
        known.set(key, found);
      }
      return found;
    },
    forget: () => known.clear(),
    dispose: () => subscription.dispose(),
  };
};
