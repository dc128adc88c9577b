import { createHash } from 'node:crypto';

/** What a line of a log tells, other than what it says. */
export interface LineNote {
  /**
   * The same for the same line in another file: a digest of it and of where it stands below the last line with a time stamp, which is
   * exact to a ten-millionth of a second.
   */
  readonly id: string;
  /** Whether there is such a line. Without one, equal lines may be different ones. */
  readonly isAnchored: boolean;
  readonly timeMs: number | undefined;
  /** The step that began last before it, where the log says so. */
  readonly step: string | undefined;
  /** `gh run view --log` begins each line with the names of job and step. */
  readonly columns: { readonly job: string; readonly step: string } | undefined;
}

/** Of a longer line the beginning is looked at. */
const MAX_LINE = 64 * 1024;
const MAX_STEP = 200;

const STAMP = /^(?:([^\t\n]{1,200})\t([^\t\n]{1,200})\t\uFEFF?)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)(?: |$)/;

/** The heading that the runner writes when a step begins, and what it says instead when a job is cleaned up. */
const HEADING = /^##\[group\](Run .+)$|^(Post job cleanup)\.$/;

/** Whether a line can begin with a time stamp. Cheap, because it is asked for every line. */
const mayBeStamped = (text: string, start: number): boolean =>
  text.charCodeAt(start + 4) === 0x2d && text.charCodeAt(start + 10) === 0x54 && (text.charCodeAt(start) - 0x30) >>> 0 < 10;

/** Reads a log up to the last of the lines that are wanted (numbers from 1 on). */
export const readLineNotes = (chunks: Iterable<Uint8Array>, wanted: ReadonlySet<number>): ReadonlyMap<number, LineNote> => {
  const notes = new Map<number, LineNote>();
  const decoder = new TextDecoder();
  let last = 0;
  for (const line of wanted) last = Math.max(last, line);
  let number = 0;
  let hasColumns = false;
  let anchor = '';
  let sinceAnchor = 0;
  let step: string | undefined;

  /** The line from `start` to `end` of `text`. */
  const take = (text: string, start: number, end: number): void => {
    number += 1;
    const from = text.charCodeAt(start) === 0xfeff ? start + 1 : start;
    const isWanted = wanted.has(number);
    const mayHaveStamp = hasColumns || number === 1 || mayBeStamped(text, from);
    sinceAnchor += 1;
    if (!isWanted && !mayHaveStamp) return;
    const to = Math.min(text.charCodeAt(end - 1) === 0x0d ? end - 1 : end, from + MAX_LINE);
    const line = text.slice(from, to);
    if (number === 1 && !mayBeStamped(text, from)) hasColumns = STAMP.exec(line)?.[1] !== undefined;
    if (mayBeStamped(text, from) || (hasColumns && STAMP.test(line))) {
      anchor = line;
      sinceAnchor = 0;
      // the columns name the step themselves
      const shown = hasColumns ? line.length : line.indexOf(' ') + 1;
      const heading = HEADING.exec(line.slice(shown, shown + MAX_STEP));
      if (heading !== null) step = heading[1] ?? heading[2];
    }
    if (!isWanted) return;
    const [, job, columnStep, time] = STAMP.exec(anchor) ?? [];
    notes.set(number, {
      id: createHash('sha256')
        .update(anchor === '' ? line : `${anchor}\0${sinceAnchor}\0${line}`)
        .digest('base64'),
      isAnchored: anchor !== '',
      timeMs: time === undefined ? undefined : Date.parse(time),
      step,
      columns: job === undefined || columnStep === undefined ? undefined : { job, step: columnStep },
    });
  };

  let open = '';
  for (const chunk of chunks) {
    const text = open + decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      take(text, start, end);
      if (number >= last) return notes;
      start = end + 1;
    }
    open = text.slice(start, start + MAX_LINE + 1);
  }
  take(open, 0, open.length);
  return notes;
};
