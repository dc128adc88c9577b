import { type Disposable, type LogOutputChannel, languages, type TextDocument, type Uri, window, workspace } from 'vscode';
import { SEVERITIES } from '../shared/model/rule.ts';
import { toDiagnostic } from './diagnostics.ts';
import { isScanned, lengthOf, MAX_TEXT, placeOf } from './documents.ts';
import type { ScanReply } from './finding-view.ts';
import { applyChange } from './reply-change.ts';
import { plain } from './say.ts';
import { createScanSettings } from './scan-settings.ts';
import type { Scanner, TextEdit } from './scanner.ts';

/** What is known of one document. */
export interface DocumentState extends ScanReply {
  /** The version that the findings belong to. */
  readonly version: number;
  /** How many findings are below the least severity that is shown. */
  readonly hidden: number;
  /** Why it was not scanned, if it was not. */
  readonly skipped: 'too-large' | 'off' | null;
}

export interface LiveFindings extends Disposable {
  readonly stateOf: (uri: Uri) => DocumentState | undefined;
  readonly onDidChange: (listener: (uri: Uri) => void) => void;
  /** Scans all open documents anew. */
  readonly refresh: () => void;
  /** Resolves when nothing waits and nothing is being scanned. */
  readonly settled: () => Promise<void>;
}

/** What the scanner has of a document: the text before `edits`, and what it said of that. */
interface Held {
  readonly edits: TextEdit[];
  reply: ScanReply;
}

const NOTHING: ScanReply = { findings: [], suppressed: 0, problems: [] };

/**
 * Keeps the problems of open documents current. A document is scanned when it is opened and a short while after each change, never more
 * than once at a time: what comes meanwhile is scanned next, and results of an older text are shown only if no newer one is on its way.
 */
export const createLiveFindings = (scanner: Scanner, log: LogOutputChannel): LiveFindings => {
  const collection = languages.createDiagnosticCollection('watertight');
  const settings = createScanSettings();
  const states = new Map<string, DocumentState>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const running = new Set<string>();
  const again = new Map<string, TextDocument>();
  /** By document; absent: the scanner has no text of it, or not one that edits lead from. */
  const held = new Map<string, Held>();
  const listeners: ((uri: Uri) => void)[] = [];
  const idle: (() => void)[] = [];
  /** Problems that stand in the log already: each file of a folder has the same. */
  const told = new Set<string>();

  const settle = (): void => {
    if (timers.size > 0 || running.size > 0) return;
    for (const resolve of idle.splice(0)) resolve();
  };
  const show = (document: TextDocument, state: Omit<DocumentState, 'hidden'>): void => {
    const least = SEVERITIES.indexOf(settings.of(document.uri).minimumSeverity);
    const shown = state.findings.filter((finding) => SEVERITIES.indexOf(finding.severity) >= least);
    states.set(document.uri.toString(), { ...state, hidden: state.findings.length - shown.length });
    collection.set(
      document.uri,
      shown.map((finding) => toDiagnostic(document.uri, finding)),
    );
    for (const problem of state.problems) {
      if (!told.has(problem)) log.warn(plain(problem));
      told.add(problem);
    }
    for (const listener of listeners) listener(document.uri);
  };

  const scan = async (document: TextDocument): Promise<void> => {
    const key = document.uri.toString();
    if (!isScanned(document)) return;
    const { version } = document;
    if (!settings.of(document.uri).isOn) return show(document, { version, ...NOTHING, skipped: 'off' });
    if (running.has(key)) return void again.set(key, document);
    const length = lengthOf(document);
    if (length > MAX_TEXT) return show(document, { version, ...NOTHING, skipped: 'too-large' });
    running.add(key);
    try {
      const task = { document: key, ...placeOf(document) };
      // A document that was closed meanwhile has no problems; a newer text has its own scan already on its way.
      const isCurrent = (): boolean => isScanned(document) && document.version === version;
      let known = held.get(key);
      let answer = known === undefined ? 'lost' : await scanner.scan({ ...task, content: { edits: known.edits.splice(0), length } });
      if (answer === 'lost' && isCurrent()) {
        known = { edits: [], reply: NOTHING };
        held.set(key, known);
        answer = await scanner.scan({ ...task, content: { text: document.getText() } });
      }
      if (answer === 'lost' || known === undefined) return void held.delete(key);
      if (answer !== 'same') known.reply = applyChange(known.reply, answer);
      if (!isCurrent()) return;
      const { reply } = known;
      const before = states.get(key);
      if (before?.findings === reply.findings) states.set(key, { ...before, version });
      else show(document, { version, ...reply, skipped: null });
    } catch (error) {
      held.delete(key);
      log.error(`could not scan: ${error instanceof Error ? error.message : 'unknown error'}`);
    } finally {
      running.delete(key);
      const next = again.get(key);
      again.delete(key);
      if (next !== undefined) void scan(next);
      settle();
    }
  };
  const schedule = (document: TextDocument, delayMs: number): void => {
    if (!isScanned(document)) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    const timer = setTimeout(() => {
      timers.delete(key);
      void scan(document).finally(settle);
    }, delayMs);
    timers.set(key, timer);
  };
  const forget = (document: TextDocument): void => {
    const key = document.uri.toString();
    held.delete(key);
    scanner.forget(key);
    clearTimeout(timers.get(key));
    timers.delete(key);
    again.delete(key);
    states.delete(key);
    collection.delete(document.uri);
    for (const listener of listeners) listener(document.uri);
    settle();
  };
  const refresh = (): void => {
    told.clear();
    for (const document of workspace.textDocuments) schedule(document, 0);
  };

  const subscriptions = [
    collection,
    workspace.onDidOpenTextDocument((document) => schedule(document, 0)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      held.get(document.uri.toString())?.edits.push(...contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ rangeOffset, rangeLength, text })));
      schedule(document, settings.of(document.uri).delayMs);
    }),
    workspace.onDidCloseTextDocument(forget),
    settings,
    workspace.onDidChangeWorkspaceFolders(refresh), // another folder, another path and configuration
    workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('watertight')) return;
      settings.forget();
      held.clear(); // what is shown depends on them: it is asked for and shown anew
      refresh();
    }),
  ];
  // The document in view first.
  if (window.activeTextEditor !== undefined) schedule(window.activeTextEditor.document, 0);
  refresh();
  return {
    stateOf: (uri) => states.get(uri.toString()),
    onDidChange: (listener) => listeners.push(listener),
    refresh,
    settled: () => (timers.size === 0 && running.size === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    dispose: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
};
