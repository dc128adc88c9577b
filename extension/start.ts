import { commands, type ExtensionContext, l10n, languages, type Uri, window, workspace } from 'vscode';
import type { AcceptInBaseline } from './accept-in-baseline.ts';
import { createAllow } from './allow.ts';
import { createCodeActions, findingsAt } from './code-actions.ts';
import { SELECTOR } from './documents.ts';
import { explainFinding } from './explain.ts';
import type { FindingView } from './finding-view.ts';
import { registerKnowledge } from './know.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { createLiveFindings, type LiveFindings } from './live-findings.ts';
import { keepMessagesIn, tell } from './say.ts';
import type { Scanner } from './scanner.ts';
import { createStatus } from './status.ts';
import type { StoreAccess } from './store-access.ts';
import { createWorkspaceStatus } from './workspace-status.ts';

/** Files whose change changes what a scan finds. */
const CONFIG_FILES =
  '**/{watertight.toml,.watertight.toml,.gitleaks.toml,gitleaks.toml,.betterleaks.toml,.watertight-baseline.json,.secrets.baseline,.gitleaksignore,.betterleaksignore}';

/** What tests and other extensions may use. No values. */
export interface Api {
  readonly findingsOf: (uri: Uri) => readonly FindingView[];
  readonly settled: () => Promise<void>;
  /** Processor time of the activation, in milliseconds; 0 where it can't be told. */
  readonly activationMs: number;
  /** The folder of the log, in which every message stands. */
  readonly logs: Uri;
}

/** The finding under the cursor, for commands that were started without one. */
const findingAtCursor = (live: LiveFindings): { readonly uri: Uri; readonly finding: FindingView; readonly version: number } | undefined => {
  const editor = window.activeTextEditor;
  if (editor === undefined) return undefined;
  const finding = findingsAt(live, editor.document, editor.selection)[0];
  if (finding === undefined) void tell(l10n.t('There is no finding at the cursor.'));
  return finding === undefined ? undefined : { uri: editor.document.uri, finding, version: editor.document.version };
};

/** What only Node has. */
export interface OnDisk {
  readonly known: KnownSecrets;
  readonly accept: AcceptInBaseline;
}

/** Wires everything that the desktop and the browser share. Loads no detector: that waits in the scanner. */
export const start = (context: ExtensionContext, scanner: Scanner, access: StoreAccess, disk: OnDisk | undefined): Api => {
  const log = window.createOutputChannel('Watertight', { log: true });
  keepMessagesIn(log);
  const live = createLiveFindings(scanner, log);
  const watcher = workspace.createFileSystemWatcher(CONFIG_FILES);
  const reload = (): void => {
    scanner.reload();
    live.refresh();
  };
  const allow = createAllow(disk?.accept, reload);
  context.subscriptions.push(
    log,
    scanner,
    live,
    createStatus(live, disk !== undefined),
    createWorkspaceStatus(disk !== undefined),
    access,
    registerKnowledge(access),
    watcher,
    watcher.onDidChange(reload),
    watcher.onDidCreate(reload),
    watcher.onDidDelete(reload),
    workspace.onDidGrantWorkspaceTrust(reload),
    languages.registerCodeActionsProvider([...SELECTOR], createCodeActions(live, disk?.known, access.usual, allow)),
    commands.registerCommand('watertight.showLog', () => log.show()),
    commands.registerCommand('watertight.allow', (uri?: Uri, finding?: FindingView, version?: number) => {
      if (uri !== undefined && finding !== undefined && version !== undefined) return allow.allow(uri, finding, version);
      const found = findingAtCursor(live);
      return found === undefined ? undefined : allow.allow(found.uri, found.finding, found.version);
    }),
    commands.registerCommand('watertight.explain', (finding?: FindingView) => {
      const wanted = finding ?? findingAtCursor(live)?.finding;
      return wanted === undefined ? undefined : explainFinding(wanted);
    }),
  );
  return { findingsOf: (uri) => live.stateOf(uri)?.findings ?? [], settled: live.settled, logs: context.logUri, activationMs: 0 };
};
