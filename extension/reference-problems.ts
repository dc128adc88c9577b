import { Diagnostic, DiagnosticSeverity, DiagnosticTag, Disposable, languages, Range, type TextDocument, type Uri, window, workspace } from 'vscode';
import { type LintFacts, lintReference } from '../shared/references/lint.ts';
import { SOURCE } from './diagnostics.ts';
import { isScanned } from './documents.ts';
import { type DocumentReference, referencesIn } from './reference-text.ts';
import type { StoreAccess } from './store-access.ts';
import { isMissing, type Stores } from './stores-api.ts';

/** How long after a change the references of a file are looked at. */
const DELAY_MS = 500;
/** References of one file that the store is asked about. */
const MOST = 100;

interface Facts extends LintFacts {
  /** What the store says of a secret that can't be had. */
  readonly refused?: string;
}

/** A reference whose text can't work is not asked about. */
const factsOf = async ({ reference }: DocumentReference, stores: Stores): Promise<Facts> => {
  if (lintReference(reference).some(({ severity }) => severity === 'error')) return {};
  try {
    const metadata = await stores.describe(reference);
    const leafPaths = reference.pointer.length === 0 || metadata.deletesAt !== null ? undefined : await stores.keysOf(reference);
    return { metadata, ...(leafPaths === undefined ? {} : { leafPaths }) };
  } catch (error) {
    return isMissing(error) ? { refused: error.message } : {};
  }
};

const asSentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const toDiagnostics = (document: TextDocument, { reference, range, offset }: DocumentReference, facts: Facts): Diagnostic[] => {
  const found = lintReference(reference, facts).map(({ code, severity, range: part, message, hint }) => {
    const where = new Range(document.positionAt(offset + part.start), document.positionAt(offset + part.end));
    const diagnostic = new Diagnostic(where, asSentence(`${message}. ${hint}`), severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning);
    diagnostic.code = code;
    if (code === 'scheduled-for-deletion') diagnostic.tags = [DiagnosticTag.Deprecated];
    return diagnostic;
  });
  if (facts.refused !== undefined) {
    const diagnostic = new Diagnostic(range, asSentence(facts.refused), DiagnosticSeverity.Error);
    diagnostic.code = 'unknown-secret';
    found.push(diagnostic);
  }
  for (const diagnostic of found) diagnostic.source = SOURCE;
  return found;
};

/** Says what is wrong with references: from their text at once, from what the store says once it has answered. */
export const createReferenceProblems = (access: StoreAccess): Disposable => {
  const collection = languages.createDiagnosticCollection('watertight references');
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const check = async (document: TextDocument): Promise<void> => {
    if (!isScanned(document) || !workspace.getConfiguration('watertight', document).get('enable', true)) return collection.delete(document.uri);
    const { version } = document;
    const references = referencesIn(document);
    const show = (facts: readonly Facts[]): void => {
      if (document.isClosed || document.version !== version) return;
      const problems = references.flatMap((each, at) => toDiagnostics(document, each, facts[at] ?? {}));
      // Mostly there are none, before and after; to say so again costs a message to the window.
      if (problems.length > 0 || collection.has(document.uri)) collection.set(document.uri, problems.length > 0 ? problems : undefined);
    };
    show([]);
    const stores = references.length > 0 && access.mayCheck() ? access.stores() : undefined;
    if (stores !== undefined) show(await Promise.all(references.slice(0, MOST).map((each) => factsOf(each, stores))));
  };
  const schedule = (document: TextDocument, delayMs: number): void => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        void check(document);
      }, delayMs),
    );
  };
  const forget = (uri: Uri): void => {
    clearTimeout(timers.get(uri.toString()));
    timers.delete(uri.toString());
    collection.delete(uri);
  };
  /** What is in view, and what has problems that may be gone. */
  const checkAll = (): void => {
    const inView = new Set(window.visibleTextEditors.map(({ document }) => document));
    for (const document of workspace.textDocuments) if (inView.has(document) || collection.has(document.uri)) schedule(document, 0);
  };
  access.onDidChange(checkAll);
  checkAll();
  return Disposable.from(
    collection,
    workspace.onDidOpenTextDocument((document) => schedule(document, 0)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => contentChanges.length > 0 && schedule(document, DELAY_MS)),
    workspace.onDidCloseTextDocument((document) => forget(document.uri)),
    new Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
};
