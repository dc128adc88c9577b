import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { commands, extensions, languages, type TextDocument, WorkspaceEdit, window, workspace } from 'vscode';
import type { Api } from '../../../extension/start.ts';
import { configure, root, write } from './workspace-files.ts';

const LINES = 10_000;
const KEYSTROKES = 300;
const FILES = 1500;
const SCANS = 3;

/** Milliseconds of processor that this thread has used; other programs of a busy machine do not count. */
const processor = (): number => {
  const { user, system } = (process as NodeJS.Process & { threadCpuUsage: () => NodeJS.CpuUsage }).threadCpuUsage();
  return (user + system) / 1000;
};

const secret = (i: number): string => ['hunter', String(i * 7919), 'x'].join('');
const percentile = (list: readonly number[], part: number): number => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
};
const round = (ms: number): number => Math.round(ms * 10) / 10;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

let failed = 0;
const hold = (what: string, value: number, bar: number, unit = 'ms'): void => {
  console.log(`BENCH ${what}: ${round(value)} ${unit} (bar ${bar} ${unit})`);
  if (value <= bar) return;
  failed += 1;
  console.log(`BENCH ${what} is over the bar`);
};

/** Processor time of the extension host for each keystroke, from the edit to updated problems. */
const type = async (document: TextDocument, api: Api): Promise<number[]> => {
  const spent: number[] = [];
  for (let i = 0; i < KEYSTROKES; i++) {
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, document.lineAt((i * 37) % LINES).range.end, 'x');
    const before = processor();
    await workspace.applyEdit(edit);
    await pause(0);
    await api.settled();
    spent.push(processor() - before);
  }
  return spent;
};

/** What `work` keeps the thread busy with at a stretch, at most. */
const longestBlock = async (work: () => Promise<unknown>): Promise<number> => {
  let longest = 0;
  let last = processor();
  const timer = setInterval(() => {
    const now = processor();
    longest = Math.max(longest, now - last);
    last = now;
  }, 2);
  await work();
  clearInterval(timer);
  return longest;
};

const typing = async (api: Api): Promise<void> => {
  const text = Array.from({ length: LINES }, (_, i) => (i % 50 === 0 ? `DB_${i}_PASSWORD=${secret(i)}` : `SETTING_${i}=some value of line ${i}`)).join('\n');
  const document = await workspace.openTextDocument(write('big/.env', text));
  await window.showTextDocument(document);
  await configure({ delay: 0, enable: false });
  await pause(1500);
  const without = await type(document, api);
  await configure({ enable: true });
  await pause(2000);
  await api.settled();
  const expected = languages.getDiagnostics(document.uri).length;
  assert.ok(expected >= LINES / 50, `${expected} problems`);
  const withUs = await type(document, api);
  assert.ok(Math.abs(languages.getDiagnostics(document.uri).length - expected) <= 2);
  const base = percentile(without, 0.5);
  console.log(`BENCH keystroke in ${LINES} lines without us: median ${round(base)} ms, p99 ${round(percentile(without, 0.99))} ms`);
  console.log(`BENCH keystroke with us: median ${round(percentile(withUs, 0.5))} ms, p99 ${round(percentile(withUs, 0.99))} ms`);
  hold('p99 of a keystroke, ours', percentile(withUs, 0.99) - base, 16);
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
};

const activation = (api: Api, main: string): void => {
  const loaded = Object.keys(require.cache).filter((name) => /dist\/(?:stores|mover|worker)\.js$/.test(name));
  assert.deepEqual(loaded, [], 'code of stores is loaded before anybody asked');
  const before = processor();
  delete require.cache[main];
  require(main);
  hold('activation: loading the code and starting', processor() - before + api.activationMs, 100);
};

const scanning = async (): Promise<void> => {
  const line = 'const answer = compute(input, options); // a line of code like many others\n';
  for (let i = 0; i < FILES; i++) write(`tree/${i % 40}/file-${i}.ts`, `${line.repeat(180)}${i % 100 === 0 ? `const password = "${secret(i)}";\n` : ''}`);
  const cli = join(process.env['WATERTIGHT_ROOT'] ?? '', 'dist/cli/main.js');
  const [ours, theirs]: [number[], number[]] = [[], []];
  let block = 0;
  for (let i = 0; i <= SCANS; i++) {
    let started = performance.now();
    const { stdout } = spawnSync(process.execPath, [cli, 'scan', '--format', 'json'], { cwd: root(), encoding: 'utf8', maxBuffer: 1 << 26 });
    const command = performance.now() - started;
    const { findings } = JSON.parse(stdout) as { findings: unknown[] };
    assert.ok(findings.length >= FILES / 100);
    started = performance.now();
    const longest = await longestBlock(async () => commands.executeCommand('watertight.scanWorkspace'));
    const editor = performance.now() - started;
    if (i === 0) continue;
    ours.push(editor);
    theirs.push(command);
    block = Math.max(block, longest);
  }
  hold('longest stretch that the extension host was busy during a scan of the workspace', block, 50);
  hold(
    `scan of ${FILES} files against the command line (${round(percentile(theirs, 0.5))} ms)`,
    percentile(ours, 0.5) / percentile(theirs, 0.5),
    1.25,
    'times',
  );
};

/** Speed as the issue of the editor has it: processor time where other programs would disturb, ratios where both sides are disturbed alike. */
export const run = async (): Promise<void> => {
  const extension = extensions.getExtension<Api>('watertight.watertight')!;
  const api = await extension.activate();
  activation(api, join(extension.extensionPath, 'dist/main.js'));
  await typing(api);
  await scanning();
  writeFileSync(join(root(), 'done'), '');
  console.log(`${failed === 0 ? 1 : 0} passed, ${failed} failed`);
  if (failed > 0) throw new Error('under a bar');
};
