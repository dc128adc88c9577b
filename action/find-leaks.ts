import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { createFinder, type FindFingerprints, type Hit } from '../shared/text/find-fingerprints.ts';
import { indexFingerprints } from '../shared/text/fingerprint-index.ts';
import { listChangedFiles, type OnLimit, readBefore } from './changed-files.ts';
import type { Watch } from './watch.ts';

/** A fetched value in a file. */
export interface Leak {
  /** Relative to the workspace; of the runner's files the name. */
  readonly file: string;
  readonly isInWorkspace: boolean;
  /** From 1. */
  readonly line: number;
  /** Name of the secret and JSON keys. */
  readonly label: string;
}

/** Files of earlier steps that the runner has not taken away yet: `_temp/_runner_file_commands` (actions/runner, FileCommandManager.cs). */
const RUNNER_FILES = /^(?:step_summary|set_output)_/;

/** Text in whichever encoding a byte order mark says; bytes that are no text become characters that no value has. */
const textOf = (bytes: Uint8Array): string => {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
};

const countByLabel = (find: FindFingerprints, bytes: Uint8Array | undefined): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { label } of bytes === undefined ? [] : find(textOf(bytes))) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
};

/** Lines of hits that were not there before: as many of each label as are new, the last ones. */
const newLines = (text: string, hits: readonly Hit[], old: Map<string, number>): { readonly line: number; readonly label: string }[] => {
  let line = 1;
  let at = 0;
  return hits.flatMap(({ label, range }) => {
    for (; at < range.start; at++) if (text.charCodeAt(at) === 10) line += 1;
    const left = old.get(label) ?? 0;
    old.set(label, left - 1);
    return left > 0 ? [] : [{ line, label }];
  });
};

/** Summaries and outputs as far as they are there. */
const runnerFiles = (env: NodeJS.ProcessEnv): string[] => {
  const own = ['GITHUB_STEP_SUMMARY', 'GITHUB_OUTPUT'].map((name) => env[name] ?? '').filter((path) => path !== '' && existsSync(path));
  try {
    const folder = dirname(env['GITHUB_STEP_SUMMARY'] ?? '');
    const others = env['GITHUB_STEP_SUMMARY'] ? readdirSync(folder).filter((name) => RUNNER_FILES.test(name)) : [];
    return [...new Set([...own, ...others.map((name) => join(folder, name))])];
  } catch {
    return own;
  }
};

/** Searches what the job changed in the workspace, and the runner's own files as far as they are there, for everything that was fetched. */
export const findLeaks = async (
  { startedAt, fingerprints, ownFiles }: Watch,
  key: string,
  workspace: string,
  env: NodeJS.ProcessEnv,
  onLimit: OnLimit,
): Promise<{ readonly leaks: Leak[]; readonly searched: number }> => {
  const find = createFinder(indexFingerprints(fingerprints, key));
  const leaks = new Map<string, Leak>();
  const add = (file: string, isInWorkspace: boolean, lines: readonly { readonly line: number; readonly label: string }[]): void => {
    for (const { line, label } of lines) leaks.set(`${file}\n${line}\n${label}`, { file, isInWorkspace, line, label });
  };
  const others = runnerFiles(env);
  const passedOver = new Set([...ownFiles, ...others, env['GITHUB_ENV'] ?? '', env['GITHUB_STATE'] ?? ''].map((path) => resolve(path)));
  let searched = 0;
  for await (const file of listChangedFiles(workspace, startedAt, env, onLimit)) {
    if (passedOver.has(resolve(file.path))) continue;
    searched += 1;
    const text = textOf(file.bytes);
    const hits = find(text);
    if (hits.length > 0) add(relative(workspace, file.path), true, newLines(text, hits, countByLabel(find, await readBefore(file, env))));
  }
  for (const path of others.filter((each) => !ownFiles.includes(each))) {
    try {
      const text = textOf(readFileSync(path));
      searched += 1;
      add(basename(path), false, newLines(text, find(text), new Map()));
    } catch {
      onLimit(`can't be read: ${basename(path)}`);
    }
  }
  return { leaks: [...leaks.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line)), searched };
};
