import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import {
  type CancellationToken,
  commands,
  Disposable,
  l10n,
  languages,
  type Progress,
  ProgressLocation,
  Uri,
  type WorkspaceFoldersChangeEvent,
  window,
  workspace,
} from 'vscode';
import { SEVERITIES } from '../shared/model/rule.ts';
import { toDiagnostic } from './diagnostics.ts';
import { isFollowed } from './documents.ts';
import type { FindingView } from './finding-view.ts';
import { complain, mention, plain } from './say.ts';
import { createScanSettings } from './scan-settings.ts';
import type { WorkspaceScanOutcome, WorkspaceScanTask } from './serve-workspace-scan.ts';
import { watchResults } from './stale-results.ts';
import { runThread } from './thread-task.ts';

/** What a scan found in one file. */
interface Found {
  readonly uri: Uri;
  readonly findings: readonly FindingView[];
}

/** Files that are not open: their findings come from the last scan of the workspace or of a log. Open ones are kept current by themselves. */
export const registerWorkspaceScan = (bundles: string): Disposable => {
  const collection = languages.createDiagnosticCollection('watertight workspace');
  const settings = createScanSettings();
  const isOpen = (uri: Uri): boolean =>
    workspace.textDocuments.some((document) => document.uri.toString() === uri.toString() && isFollowed(document)) && settings.of(uri).isOn;

  /** Folders that were scanned: results of their files are kept true. */
  const roots = new Set<string>();
  /** By URI, of all severities. */
  const results = new Map<string, Found>();

  const show = (some: Iterable<Found>): void => {
    const open = new Set(workspace.textDocuments.filter(isFollowed).map(({ uri }) => uri.toString()));
    for (const { uri, findings } of some) {
      const { isOn, minimumSeverity } = settings.of(uri);
      const least = SEVERITIES.indexOf(minimumSeverity);
      const shown = isOn && open.has(uri.toString()) ? [] : findings.filter(({ severity }) => SEVERITIES.indexOf(severity) >= least);
      collection.set(uri, shown.length === 0 ? undefined : shown.map((finding) => toDiagnostic(uri, finding)));
    }
  };
  const forget = (): void => {
    results.clear();
    collection.clear();
  };
  /** What was found in files of a folder; `paths`: those in which nothing was found have no problems any more. */
  const keep = (root: string, findings: readonly FindingView[], paths: readonly string[] = []): void => {
    const byPath = new Map<string, FindingView[]>(paths.map((path) => [path, []]));
    for (const finding of findings) {
      const path = finding.origin.path;
      byPath.set(path, [...(byPath.get(path) ?? []), finding]);
    }
    const found = [...byPath].map(([path, each]) => ({ uri: Uri.file(join(root, path)), findings: each }));
    for (const each of found) results.set(each.uri.toString(), each);
    show(found);
  };
  const taskOf = (root: string, paths: readonly string[]): WorkspaceScanTask => ({
    kind: 'scan',
    root,
    paths,
    isTrusted: workspace.isTrusted,
    scanWorker: join(bundles, 'scan-worker.js'),
  });
  const scan = async (
    root: string,
    paths: readonly string[],
    progress: Progress<{ message?: string }>,
    token: CancellationToken,
  ): Promise<WorkspaceScanOutcome | undefined> => {
    const outcome = await runThread(bundles, taskOf(root, paths), token, (files) => progress.report({ message: l10n.t('{0} files', files) }));
    if (outcome !== undefined) keep(root, outcome.reply.findings);
    return outcome;
  };
  const rootOf = ({ fsPath, scheme }: Uri): string | undefined => (scheme === 'file' ? [...roots].find((root) => fsPath.startsWith(root + sep)) : undefined);
  const rescan = async (uris: readonly Uri[]): Promise<void> => {
    for (const root of roots) {
      const paths = uris.filter((uri) => rootOf(uri) === root && existsSync(uri.fsPath)).map(({ fsPath }) => relative(root, fsPath).split(sep).join('/'));
      if (paths.length === 0) continue;
      const outcome = await runThread(bundles, taskOf(root, paths));
      if (outcome !== undefined) keep(root, outcome.reply.findings, paths);
    }
  };
  /** Of a file, or of all in a folder. */
  const below = ({ path }: Uri): readonly Found[] => [...results.values()].filter(({ uri }) => uri.path === path || uri.path.startsWith(`${path}/`));
  const forgetBelow = (folder: Uri): void => {
    for (const { uri } of below(folder)) {
      results.delete(uri.toString());
      collection.delete(uri);
    }
  };
  const leave = ({ removed }: WorkspaceFoldersChangeEvent): void => {
    for (const { uri } of removed) {
      roots.delete(uri.fsPath);
      forgetBelow(uri);
    }
  };
  const withProgress = (title: string, work: (progress: Progress<{ message?: string }>, token: CancellationToken) => Promise<string | undefined>) =>
    window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      try {
        const said = await work(progress, token);
        if (said !== undefined) mention(said, 10_000);
        return said;
      } catch (error) {
        void complain(l10n.t('The scan failed: {0}', error instanceof Error ? error.message : l10n.t('unknown error')));
        return undefined;
      }
    });

  const scanWorkspace = () =>
    withProgress(l10n.t('Looking for plaintext secrets'), async (progress, token) => {
      forget();
      roots.clear();
      let files = 0;
      let findings = 0;
      for (const folder of workspace.workspaceFolders ?? []) {
        if (folder.uri.scheme !== 'file') continue;
        const outcome = await scan(folder.uri.fsPath, [], progress, token);
        if (outcome === undefined) return l10n.t('The scan was cancelled.');
        roots.add(folder.uri.fsPath);
        files += outcome.files;
        findings += outcome.reply.findings.length;
      }
      if (findings > 0) void commands.executeCommand('workbench.actions.view.problems');
      return l10n.t('{0} files scanned, plaintext secrets: {1}', files, findings);
    });

  const scanLogFile = async (given?: Uri) => {
    const chosen = given ?? (await window.showOpenDialog({ canSelectMany: false, title: l10n.t('Scan Log File') }))?.[0];
    if (chosen === undefined) return undefined;
    return withProgress(plain(l10n.t('Looking for plaintext secrets in {0}', basename(chosen.fsPath))), async (progress, token) => {
      const outcome = await scan(dirname(chosen.fsPath), [basename(chosen.fsPath)], progress, token);
      if (outcome === undefined) return l10n.t('The scan was cancelled.');
      if (outcome.reply.findings.length > 0) void commands.executeCommand('workbench.actions.view.problems');
      return l10n.t('Plaintext secrets in the log: {0}', outcome.reply.findings.length);
    });
  };

  return Disposable.from(
    collection,
    settings,
    workspace.onDidOpenTextDocument(({ uri }) => isOpen(uri) && collection.delete(uri)),
    workspace.onDidCloseTextDocument(({ uri }) => {
      // What lies where all was scanned is looked at once more; of a log there is what was found.
      const found = rootOf(uri) === undefined ? results.get(uri.toString()) : undefined;
      if (found !== undefined) show([found]);
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('watertight')) return;
      settings.forget();
      show(results.values());
    }),
    workspace.onDidChangeWorkspaceFolders(leave),
    commands.registerCommand('watertight.scanWorkspace', scanWorkspace),
    commands.registerCommand('watertight.scanLogFile', scanLogFile),
    commands.registerCommand('watertight.clearWorkspaceScan', () => {
      roots.clear();
      forget();
    }),
    watchResults({
      isOpen,
      wasScanned: (uri) => rootOf(uri) !== undefined,
      hasResults: (uri) => results.has(uri.toString()),
      below: (uri) => below(uri).map((found) => found.uri),
      forget: forgetBelow,
      rescan,
    }),
  );
};
