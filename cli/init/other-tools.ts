import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Place } from './part.ts';
import { workflowsOf } from './workflow.ts';

const TOOLS: readonly (readonly [string, RegExp])[] = [
  ['gitleaks', /\b(?:gitleaks|betterleaks)\b/i],
  ['TruffleHog', /\btrufflehog\b/i],
  ['detect-secrets', /\bdetect-secrets\b/i],
];

/** A step of a workflow, or a hook, that runs another scanner. Its text is never shown: a file may hold what it should not. */
export interface OtherRun {
  readonly tool: string;
  /** Relative to the root. */
  readonly path: string;
  readonly fromLine: number;
  readonly toLine: number;
  /** The words of the step that may hold options. */
  readonly words: string;
}

const toolOf = (text: string): string | undefined => TOOLS.find(([, pattern]) => pattern.test(text))?.[0];

/** Entries of all lists named `key`, wherever they stand. */
const entriesOf = (node: unknown, key: string): Node[] => {
  if (isSeq(node)) return node.items.flatMap((item) => entriesOf(item, key));
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key: name, value }) => (isScalar(name) && name.value === key && isSeq(value) ? (value.items as Node[]) : entriesOf(value, key)));
};

const runsIn = (path: string, text: string, key: string): OtherRun[] => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return entriesOf(document.contents, key).flatMap((entry) => {
    const [start, end] = entry.range ?? [0, 0];
    const words = text.slice(start, end).trimEnd();
    const tool = toolOf(words);
    if (tool === undefined) return [];
    return [{ tool, path, words, fromLine: lines.linePos(start).line, toLine: lines.linePos(start + words.length).line }];
  });
};

/** Where other scanners run: in workflows, and in the hooks of the `pre-commit` framework, of husky and of git. */
export const findOtherRuns = (place: Place): readonly OtherRun[] => {
  const found = [...workflowsOf(place)].flatMap(([path, text]) => runsIn(path, text, 'steps'));
  const framework = place.read('.pre-commit-config.yaml');
  if (framework !== undefined) found.push(...runsIn('.pre-commit-config.yaml', framework, 'repos'));
  for (const path of shellFiles(place)) {
    const text = place.read(path) ?? '';
    text.split('\n').forEach((line, index) => {
      const tool = /^\s*#/.test(line) ? undefined : toolOf(line);
      if (tool !== undefined) found.push({ tool, path, words: line, fromLine: index + 1, toLine: index + 1 });
    });
  }
  return found;
};

const shellFiles = ({ root }: Place): string[] => {
  try {
    return readdirSync(join(root, '.husky'), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `.husky/${entry.name}`);
  } catch {
    return [];
  }
};

/** The values of an option in the words of a step: `--name value`, `--name=value`, and as items of a list. */
export const optionValues = (words: string, names: readonly string[]): readonly string[] => {
  const values: string[] = [];
  for (const name of names) {
    const pattern = new RegExp(`(?:^|[\\s'"\\[,])${name}(?:=|['"]?[\\s,]+(?:-\\s+)?)(?:'([^'\\n]*)'|"([^"\\n]*)"|([^\\s'",\\]]+))`, 'g');
    for (const [, single, double, bare] of words.matchAll(pattern)) values.push(single ?? double ?? bare ?? '');
  }
  return values.filter((value) => value !== '');
};
