import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { listChangedFiles, type OnLimit } from './changed-files.ts';
import { createFinder, type FindFingerprints } from './fingerprints.ts';
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
const newLines = (find: FindFingerprints, bytes: Uint8Array, before: Uint8Array | undefined): { readonly line: number; readonly label: string }[] => {
  const text = textOf(bytes);
  const hits = find(text);
  if (hits.length === 0) return [];
  const old = countByLabel(find, before);
  let line = 1;
  let at = 0;
  return hits.flatMap(({ label, offset }) => {
    for (; at < offset; at++) if (text.charCodeAt(at) === 10) line += 1;
    const left = old.get(label) ?? 0;
    old.set(label, left - 1);
    return left > 0 ? [] : [{ line, label }];
  });
};

const runnerFiles = (env: NodeJS.ProcessEnv, own: readonly string[]): string[] => {
  const summary = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (summary === '') return [];
  const folder = dirname(summary);
  try {
    return readdirSync(folder)
      .filter((name) => RUNNER_FILES.test(name))
      .map((name) => join(folder, name))
      .filter((path) => !own.includes(path));
  } catch {
    return [];
  }
};

/** Searches what the job changed in the workspace, and the runner's own files as far as they are there, for everything that was fetched. */
export const findLeaks = async (
  { startedAt, fingerprints, ownFiles }: Watch,
  key: Buffer,
  workspace: string,
  env: NodeJS.ProcessEnv,
  onLimit: OnLimit,
): Promise<{ readonly leaks: Leak[]; readonly searched: number }> => {
  const find = createFinder(fingerprints, key);
  const leaks = new Map<string, Leak>();
  const look = (file: string, isInWorkspace: boolean, bytes: Uint8Array, before?: Uint8Array): void => {
    for (const { line, label } of newLines(find, bytes, before)) leaks.set(`${file}\n${line}\n${label}`, { file, isInWorkspace, line, label });
  };
  const changed = await listChangedFiles(workspace, startedAt, env, onLimit);
  for (const { path, bytes, before } of changed) look(relative(workspace, path), true, bytes, before);
  const others = runnerFiles(env, ownFiles);
  for (const path of others) {
    try {
      look(basename(path), false, readFileSync(path));
    } catch {
      onLimit(`can't be read: ${basename(path)}`);
    }
  }
  return { leaks: [...leaks.values()], searched: changed.length + others.length };
};
