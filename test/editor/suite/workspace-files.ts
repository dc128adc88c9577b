import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationTarget, type Diagnostic, languages, type TextDocument, type Uri, window, workspace } from 'vscode';
import { until } from './mocha-run.ts';

export const root = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

/** Writes a file of the workspace; gives its full path. */
export const write = (name: string, text: string): string => {
  const file = join(root(), name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

/** Writes a file and opens it in an editor. */
export const open = async (name: string, text: string): Promise<TextDocument> => {
  const document = await workspace.openTextDocument(write(name, text));
  await window.showTextDocument(document);
  return document;
};

export const problemsOf = (uri: Uri): Diagnostic[] => languages.getDiagnostics(uri).filter((problem) => problem.source === 'watertight');

/** Waits until a document has just so many problems. */
export const problemsIn = (document: TextDocument, count: number): Promise<Diagnostic[]> =>
  until(`${count} problems in ${document.uri.path}`, () => {
    const found = problemsOf(document.uri);
    return found.length === count && found;
  });

/** Sets settings of the machine for the window. */
export const configure = async (settings: Readonly<Record<string, unknown>>): Promise<void> => {
  for (const [name, value] of Object.entries(settings)) await workspace.getConfiguration('watertight').update(name, value, ConfigurationTarget.Global);
};
