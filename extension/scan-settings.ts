import { type Disposable, type TextDocument, workspace } from 'vscode';
import type { Severity } from '../shared/model/rule.ts';

/** What the settings say of the scan of a document. */
export interface ScanSettings {
  readonly isOn: boolean;
  readonly delayMs: number;
  readonly minimumSeverity: Severity;
}

/** As in the manifest, whose bounds VS Code only warns about. */
const MAX_DELAY_MS = 5000;

/** Asked for on every keystroke, and slow to ask for: remembered by folder until a setting changes. */
export const createScanSettings = (): Disposable & { readonly of: (document: TextDocument) => ScanSettings; readonly forget: () => void } => {
  const known = new Map<string, ScanSettings>();
  const subscription = workspace.onDidChangeWorkspaceFolders(() => known.clear());
  return {
    of: (document) => {
      const key = workspace.getWorkspaceFolder(document.uri)?.uri.toString() ?? '';
      let found = known.get(key);
      if (found === undefined) {
        const settings = workspace.getConfiguration('watertight', document);
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
