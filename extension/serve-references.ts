import { parentPort } from 'node:worker_threads';
import type { SecretAddress } from '../shared/model/reference.ts';
import { findSecretNames } from '../shared/references/find-names.ts';
import { findReferences } from '../shared/references/find-references.ts';
import { readTexts } from '../shared/scan/read-texts.ts';
import { framesOf } from '../shared/text/trace.ts';

/** What the thread is started with. */
export interface ReferencesTask {
  readonly kind: 'references';
  /** Absolute. */
  readonly root: string;
}

/** A reference in a file of the workspace. */
export interface FoundReference {
  readonly text: string;
  readonly name: string;
  readonly address: SecretAddress;
  readonly pointer: readonly string[];
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** 0-based. */
  readonly line: number;
}

/** Prose shows references as examples. */
const PROSE = /\.(?:md|mdx|markdown|rst|adoc|txt)$/i;

const find = async (root: string): Promise<readonly FoundReference[]> => {
  const found: FoundReference[] = [];
  const source = { kind: 'paths', paths: ['.'], trackedOnly: false, cwd: root, env: process.env } as const;
  for await (const { path, text } of readTexts(source, () => {})) {
    if (PROSE.test(path)) continue;
    for (const { reference, range } of [...findReferences(text), ...findSecretNames(text)]) {
      const { name, address, pointer } = reference;
      found.push({ text: reference.text, name, address, pointer, path, line: text.slice(0, range.start).split('\n').length - 1 });
    }
  }
  return found;
};

/** On a thread of its own: every reference in the files that a scan would read. */
export const serveReferences = async ({ root }: ReferencesTask): Promise<void> => {
  try {
    parentPort?.postMessage({ done: await find(root) });
  } catch (error) {
    parentPort?.postMessage({ failed: `${error instanceof Error ? error.name : typeof error} ${framesOf(error, 1)[0] ?? ''}` });
  }
};
