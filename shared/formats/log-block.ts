import { type LogLine, lineBefore } from './log-line.ts';

/** The part of a step's head in a GitHub Actions log: its environment, its inputs, or neither. */
export type BlockKind = 'env' | 'with' | 'none';

/** How far back a block's head is looked for (UTF-16 units); fixed, so that the answer does not depend on how a log was cut into pieces. */
const MAX_BACK = 16_384;

interface Known {
  /** Where the line stands that was asked about. */
  readonly at: number;
  readonly kind: BlockKind;
  readonly head: number;
}

/**
 * Finds out whether a line stands in an `env:` or `with:` block: looks back for the block's head, which stands alone on an uncoloured
 * line, and gives up at a group's edge. The last answer is kept, so that the lines of one block cost one search.
 */
export const createBlockFinder = (text: string): ((line: LogLine) => BlockKind) => {
  let known: Known = { at: -1, kind: 'none', head: -1 };
  const search = (line: LogLine): Known => {
    const none: Known = { at: line.start, kind: 'none', head: -1 };
    let start = line.start;
    while (start > 0) {
      if (start === known.at) return line.start - known.head <= MAX_BACK ? { ...known, at: line.start } : none;
      const before = lineBefore(text, start);
      if (before === undefined || line.start - before.start > MAX_BACK) return none;
      start = before.start;
      if (before.coloured) continue;
      const shown = before.view.text.trimEnd();
      if (shown === 'env:' || shown === 'with:') return { at: line.start, kind: shown === 'env:' ? 'env' : 'with', head: start };
      // A value may go on over lines that are not indented, but only where these have no time stamp of their own.
      const goesOn = shown === '' || shown.startsWith('  ') || (line.stamped && !before.stamped);
      if (!goesOn || shown.startsWith('##[')) return none;
    }
    return none;
  };
  return (line) => {
    known = search(line);
    return known.kind;
  };
};
