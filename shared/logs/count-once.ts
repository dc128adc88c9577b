import type { Finding } from '../model/finding.ts';
import type { LineNote } from './line-notes.ts';
import type { LogName } from './log-names.ts';

/** A finding, with what is known of its line. */
export interface LoggedFinding {
  readonly finding: Finding;
  readonly name: LogName;
  readonly note: LineNote | undefined;
}

const keyOf = ({ finding, name, note }: LoggedFinding): string | undefined => {
  if (note === undefined) return undefined;
  const { ruleId, place } = finding;
  // a byte order mark may stand before the first line of one file and not of the other
  const at = place.endColumn - place.startColumn;
  return [note.isAnchored ? '' : (name.job ?? ''), ruleId, at, finding.redacted, note.id].join('\0');
};

/**
 * A zip file may hold each line twice: in the file of its step and in that of its job; and the same job under two names. What stands on the same
 * line is one finding, that of the step where there is one. Lines without a time can't be told apart, so of those as many are
 * kept as the fuller of both files has.
 */
export const countOnce = (all: readonly LoggedFinding[]): LoggedFinding[] => {
  const kept: LoggedFinding[] = [];
  /** By key, and for each in how many places it was found, by file. */
  const seen = new Map<string, Map<string, number>>();
  const ordered = [...all.filter(({ name }) => name.kind === 'step'), ...all.filter(({ name }) => name.kind !== 'step')];
  for (const item of ordered) {
    const key = keyOf(item);
    if (key === undefined) {
      kept.push(item);
      continue;
    }
    const { path } = item.finding.origin;
    const counts = seen.get(key) ?? new Map<string, number>();
    seen.set(key, counts);
    const here = (counts.get(path) ?? 0) + 1;
    counts.set(path, here);
    const elsewhere = [...counts].filter(([other]) => other !== path).map(([, count]) => count);
    const isStep = item.name.kind === 'step';
    const before = item.note?.isAnchored === true ? Math.max(0, ...elsewhere) : isStep ? 0 : elsewhere.reduce((sum, count) => sum + count, 0);
    if (here > before) kept.push(item);
  }
  return kept;
};
