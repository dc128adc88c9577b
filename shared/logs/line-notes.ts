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

const STAMP = /^\uFEFF?(?:([^\t\n]{1,200})\t([^\t\n]{1,200})\t\uFEFF?)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)(?: |$)/;

/** The heading that the runner writes when a step begins, and what it says instead when a job is cleaned up. */
const HEADING = /^##\[group\](Run .+)$|^(Post job cleanup)\.$/;
const MAX_STEP = 200;

/** Reads a log up to the last of the lines that are wanted (numbers from 1 on). */
export const readLineNotes = (chunks: Iterable<Uint8Array>, wanted: ReadonlySet<number>): ReadonlyMap<number, LineNote> => {
  const notes = new Map<number, LineNote>();
  const decoder = new TextDecoder();
  const last = Math.max(0, ...wanted);
  let number = 0;
  let anchor = '';
  let sinceAnchor = 0;
  let timeMs: number | undefined;
  let step: string | undefined;

  const take = (raw: string): void => {
    number += 1;
    const line = raw.replace(/^\uFEFF/, '').replace(/\r$/, '');
    const stamp = STAMP.exec(line);
    if (stamp !== null) {
      anchor = line;
      sinceAnchor = 0;
      timeMs = Date.parse(stamp[3]!);
      const heading = HEADING.exec(line.slice(stamp[0].length));
      if (heading !== null) step = (heading[1] ?? heading[2] ?? '').slice(0, MAX_STEP);
    } else sinceAnchor += 1;
    if (!wanted.has(number)) return;
    const id = createHash('sha256')
      .update(anchor === '' ? line : `${anchor}\0${sinceAnchor}\0${line}`)
      .digest('base64');
    const columns = stamp?.[1] === undefined ? undefined : { job: stamp[1], step: stamp[2]! };
    notes.set(number, { id, isAnchored: anchor !== '', timeMs, step, columns });
  };

  let open = '';
  for (const chunk of chunks) {
    const text = open + decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      take(text.slice(start, Math.min(end, start + MAX_LINE)));
      if (number >= last) return notes;
      start = end + 1;
    }
    open = text.slice(start, start + MAX_LINE);
  }
  take(open);
  return notes;
};
