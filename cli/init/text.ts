import type { FileChange } from '../../shared/files/replace-all.ts';
import type { Paint } from '../../shared/report/pretty.ts';
import { forLog } from '../../shared/text/neutralise.ts';
import type { OtherRun } from './other-tools.ts';
import { type Part, shown } from './part.ts';

/** The lines that a change adds, and behind which line they go. Changes only add: what is there is not shown, it may hold what it should not. */
const addedLines = ({ before = '', after }: FileChange): { readonly line: number; readonly lines: readonly string[] } => {
  const old = before === '' ? [] : before.split('\n');
  const lines = after.replace(/\n$/, '').split('\n');
  const kept = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  let start = 0;
  while (start < kept.length && kept[start] === lines[start]) start += 1;
  let end = 0;
  while (end < kept.length - start && kept[kept.length - 1 - end] === lines[lines.length - 1 - end]) end += 1;
  return { line: Math.min(start, old.length), lines: lines.slice(start, lines.length - end) };
};

const changeText = (root: string, change: FileChange, { listing }: Part): string[] => {
  const { line, lines } = addedLines(change);
  const where = change.before === undefined ? 'new file' : `added after line ${line}`;
  return [
    `  ${shown(root, change.file)} (${where})`,
    ...(listing ?? lines).map((text) => `    ${listing === undefined ? '+ ' : ''}${text.replace(/\r$/, '')}`),
  ];
};

/** What is there, what is going to be written, and what is left to a person. */
export const planText = (root: string, parts: readonly Part[], runs: readonly OtherRun[], paint: Paint): string => {
  const lines = parts.flatMap((part) => [
    `${paint.bold(part.name)}: ${part.isThere ? `there (${part.summary})` : part.summary}`,
    ...part.changes.flatMap((change) => changeText(root, change, part)),
    ...part.notes.map((note) => `  note: ${note}`),
  ]);
  if (runs.length > 0) {
    lines.push('These lines can go once Watertight runs:');
    for (const { path, fromLine, toLine, tool } of runs) lines.push(`  ${path}:${fromLine}${toLine > fromLine ? `-${toLine}` : ''} ${tool}`);
  }
  return forLog(`${lines.join('\n')}\n`);
};

/** What is missing, for `--check`. */
export const checkText = (parts: readonly Part[], paint: Paint): string =>
  forLog(
    `${parts
      .flatMap((part) => [
        `${paint.bold(part.name)}: ${part.isThere ? `there (${part.summary})` : `missing (${part.summary})`}`,
        ...(part.isThere || part.changes.length > 0 ? [] : part.notes.map((note) => `  note: ${note}`)),
      ])
      .join('\n')}\n`,
  );
