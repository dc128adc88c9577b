import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CodeAction, ConfigurationTarget, commands, type Diagnostic, languages, type Range, type TextDocument, type Uri, window, workspace } from 'vscode';
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

/** Our quick fixes at a range. */
export const actionsAt = async (document: TextDocument, range: Range): Promise<CodeAction[]> =>
  (await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range)).filter((action) =>
    action.command?.command.startsWith('watertight.'),
  );

/** What the command line writes to standard output in the folder of the workspace, whatever its exit status. */
export const runCli = (args: readonly string[]): string => {
  const cli = join(process.env['WATERTIGHT_ROOT'] ?? '', 'dist/cli/main.js');
  try {
    return execFileSync(process.execPath, [cli, ...args], { cwd: root(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
};
