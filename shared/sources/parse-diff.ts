import type { Commit } from '../model/fragment.ts';
import type { Again, LineRange } from './source-item.ts';

/** A file that a commit or a diff adds or changes. */
export interface Change {
  /** Relative to the root of the repository. */
  readonly path: string;
  /** The blob with its new content. */
  readonly objectId: string;
  readonly commit?: Commit;
  /** Lines that are in none of the parents, 1-based; absent when all of it counts (a binary file for git, which may be UTF-16). */
  readonly addedLines?: readonly LineRange[];
  readonly again?: Again;
  /** See `BytesItem`. */
  readonly cacheKey?: string;
}

/** What `--pretty=tformat:` must be for `createDiffParser`. */
export const COMMIT_FORMAT = '>%H%x00%an <%ae>%x00%aI%x00';

interface RawEntry {
  readonly path: string;
  readonly mode: string;
  readonly oldIds: readonly string[];
  readonly newId: string;
}

interface Section {
  readonly lines: LineRange[];
  isBinary: boolean;
}

/** The hunk that is being read: how many of its lines are still to come, in each parent and in the result. */
interface Hunk {
  readonly oldLeft: number[];
  newLeft: number;
  line: number;
}

const NUL = 0;
const NEWLINE = 10;
const PLUS = 0x2b;
const MINUS = 0x2d;
const SPACE = 0x20;
const BACKSLASH = 0x5c;

const isRegularFile = (mode: string): boolean => mode.startsWith('100');

const hunkOf = (header: string): Hunk | undefined => {
  const [, old = '', line = '0', count = '1'] = /^@@+ ((?:-\d+(?:,\d+)? )+)\+(\d+)(?:,(\d+))? @@/.exec(header) ?? [];
  if (old === '') return undefined;
  const oldLeft = old
    .trim()
    .split(' ')
    .map((range) => Number(range.split(',')[1] ?? 1));
  return { oldLeft, newLeft: Number(count), line: Number(line) };
};

/**
 * Reads what `git diff-tree` and `git diff-index` print with `-z --raw -p --full-index --abbrev=64`, plain or combined (`-c`),
 * of one diff or of a stream of commits. Paths are taken from the raw part, where they are not quoted; patches are matched to
 * them by their object ids, and of a patch only the numbers of added lines are kept, so memory does not depend on content.
 * `push` returns the changes of the commits that are complete.
 */
export const createDiffParser = (): { readonly push: (chunk: Uint8Array) => Change[]; readonly end: () => Change[] } => {
  let rest: Buffer = Buffer.alloc(0);
  let skipsLine = false;
  let commit: Commit | undefined;
  let entries: RawEntry[] = [];
  let sections = new Map<string, Section>();
  let section: Section | undefined;
  let hunk: Hunk | undefined;
  let done: Change[] = [];

  const changeOf = ({ path, mode, oldIds, newId }: RawEntry): Change | undefined => {
    if (!isRegularFile(mode) || /^0*$/.test(newId) || oldIds.includes(newId)) return undefined;
    // A file that was a link or a submodule before has two patches: one that deletes, one that adds.
    const found = sections.get(`${oldIds.join(',')}..${newId}`) ?? sections.get(`${'0'.repeat(newId.length)}..${newId}`);
    const change = { path, objectId: newId, ...(commit === undefined ? {} : { commit }) };
    if (found === undefined || found.isBinary) return change;
    return found.lines.length === 0 ? undefined : { ...change, addedLines: found.lines };
  };
  const finishCommit = (): void => {
    for (const entry of entries) {
      const change = changeOf(entry);
      if (change) done.push(change);
    }
    entries = [];
    sections = new Map();
    section = undefined;
    hunk = undefined;
  };

  /** `count` fields that end with NUL, and where they end; undefined when they are not complete yet. */
  const fields = (buffer: Buffer, from: number, count: number): { values: string[]; end: number } | undefined => {
    const values: string[] = [];
    let at = from;
    while (values.length < count) {
      const end = buffer.indexOf(NUL, at);
      if (end < 0) return undefined;
      values.push(buffer.toString('utf8', at, end));
      at = end + 1;
    }
    return { values, end: at };
  };

  /** Where the entry that starts with `:` ends, or -1. */
  const readRaw = (buffer: Buffer, from: number): number => {
    const one = fields(buffer, from, 1);
    if (!one) return -1;
    const words = one.values[0]!.split(' ');
    const parents = words[0]!.lastIndexOf(':') + 1;
    const status = words.at(-1)!;
    // ":<mode>… <mode> <id>… <id> <status>", each twice, or once for each parent and once for the result
    const paths = fields(buffer, one.end, parents === 1 && /^[RC]/.test(status) ? 2 : 1);
    if (!paths) return -1;
    entries.push({
      path: paths.values.at(-1)!,
      mode: words[parents] ?? '',
      oldIds: words.slice(parents + 1, 2 * parents + 1),
      newId: words[2 * parents + 1] ?? '',
    });
    return paths.end;
  };

  const readCommit = (buffer: Buffer, from: number): number => {
    const found = fields(buffer, from + 1, 3);
    if (!found) return -1;
    finishCommit();
    const [id = '', author = '', date = ''] = found.values;
    commit = { id, author, date };
    return found.end;
  };

  /** Lines of a patch outside of hunks; only `index` and `@@` matter. */
  const readHeader = (line: string): void => {
    if (line.startsWith('index ')) {
      section = { lines: [], isBinary: false };
      sections.set(line.slice(6).split(' ', 1)[0]!, section);
    } else if (line.startsWith('@')) hunk = hunkOf(line);
    else if (line.startsWith('Binary files ') && section) section.isBinary = true;
  };

  /** A line of a hunk begins with one sign for each parent. False when this is none. */
  const readHunkLine = (buffer: Buffer, at: number, current: Hunk): boolean => {
    let isRemoved = false;
    let isAdded = true;
    for (let i = 0; i < current.oldLeft.length; i += 1) {
      const sign = buffer[at + i];
      if (sign === BACKSLASH && i === 0) return true; // "\ No newline at end of file"
      if (sign === MINUS) isRemoved = true;
      else if (sign !== PLUS && sign !== SPACE) return false;
      if (sign !== PLUS) isAdded = false;
    }
    for (let i = 0; i < current.oldLeft.length; i += 1) {
      const sign = buffer[at + i];
      if (isRemoved ? sign === MINUS : sign === SPACE) current.oldLeft[i]! -= 1;
    }
    if (isRemoved) return true;
    const last = section?.lines.at(-1);
    if (isAdded && last && last.to === current.line - 1) section!.lines[section!.lines.length - 1] = { from: last.from, to: current.line };
    else if (isAdded) section?.lines.push({ from: current.line, to: current.line });
    current.line += 1;
    current.newLeft -= 1;
    return true;
  };

  /** Reads one thing at `at`; returns where it ends, or -1 when it is not complete yet. */
  const step = (buffer: Buffer, at: number): number => {
    if (skipsLine) {
      const end = buffer.indexOf(NEWLINE, at);
      if (end < 0) return buffer.length;
      skipsLine = false;
      return end + 1;
    }
    if (hunk && (hunk.newLeft > 0 || hunk.oldLeft.some((left) => left > 0))) {
      if (buffer.length - at < hunk.oldLeft.length) return -1;
      if (readHunkLine(buffer, at, hunk)) {
        skipsLine = true;
        return at;
      }
    }
    hunk = undefined;
    const first = buffer[at]!;
    if (first === NUL || first === NEWLINE) return at + 1;
    if (first === 0x3a) return readRaw(buffer, at);
    if (first === 0x3e) return readCommit(buffer, at);
    if (first !== 0x69 && first !== 0x40 && first !== 0x42) {
      skipsLine = true; // neither "index" nor "@@" nor "Binary"
      return at;
    }
    const end = buffer.indexOf(NEWLINE, at);
    if (end < 0) return -1;
    readHeader(buffer.toString('latin1', at, end));
    return end + 1;
  };

  const take = (): Change[] => {
    const changes = done;
    done = [];
    return changes;
  };

  return {
    push: (chunk) => {
      const buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let at = 0;
      while (at < buffer.length) {
        const next = step(buffer, at);
        if (next < 0) break;
        at = next;
      }
      rest = Buffer.from(buffer.subarray(at));
      return take();
    },
    end: () => {
      finishCommit();
      return take();
    },
  };
};
