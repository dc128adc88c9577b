import type { Range } from '../model/range.ts';
import { decodeBase64, textOfBytes } from '../text/base64.ts';

/** A run of encoded text and what it says. */
export interface EncodedRun {
  readonly range: Range;
  readonly encoding: 'base64' | 'hex' | 'percent' | 'escape';
  /** Decoded; never binary. */
  readonly text: string;
}

export interface FoundRuns {
  readonly runs: readonly EncodedRun[];
  /** Whether a limit left some runs out. */
  readonly limited: boolean;
}

/** A longer run is data (an image, a bundle). */
const MAX_RUN = 65_536;
const MIN_RUN = 16;

/** Runs decoded in one text, and characters decoded in all. */
const MAX_RUNS = 2_000;
const MAX_DECODED = 4_000_000;

const isBase64 = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 47 && code <= 57) || code === 43;
const isUrlBase64 = (code: number): boolean => isBase64(code) || code === 45 || code === 95;
const isHex = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
const isPartOfAddress = (code: number): boolean => code > 32 && code !== 34 && code !== 39 && code !== 60 && code !== 62 && code !== 96 && code !== 127;

const extend = (text: string, at: number, accepts: (code: number) => boolean): Range => {
  let start = at;
  let end = at;
  while (start > 0 && at - start < MAX_RUN && accepts(text.charCodeAt(start - 1))) start -= 1;
  while (end < text.length && end - at < MAX_RUN && accepts(text.charCodeAt(end))) end += 1;
  return { start, end };
};

/** Lines of base64 of one block (MIME, `base64 -w 76`) belong together: a full line, a line break, indentation, more base64. */
const FULL_LINE = 56;
const joinLines = (text: string, run: Range): Range => {
  let { start, end } = run;
  while (end - start < MAX_RUN) {
    const next = /^\\?\r?\n[ \t]{0,40}(?=[A-Za-z0-9+/]{4})/.exec(text.slice(end, end + 48));
    if (next === null || end - Math.max(start, text.lastIndexOf('\n', end - 1) + 1) < FULL_LINE) break;
    const line = extend(text, end + next[0].length, isBase64);
    // A line of something else: `KEY: value` after a value.
    if (!/^={0,2}(?:[\s"'\\]|$)/.test(text.slice(line.end, line.end + 3))) break;
    end = line.end;
  }
  while (end - start < MAX_RUN) {
    const before = /[A-Za-z0-9+/]\r?\n[ \t]{0,40}$/.exec(text.slice(Math.max(0, start - 48), start));
    if (before === null) break;
    const lineEnd = start - before[0].length + 1;
    const line = extend(text, lineEnd, isBase64);
    if (lineEnd - line.start < FULL_LINE) break;
    start = line.start;
  }
  return { start, end };
};

/** Whether decoded bytes read like text that someone wrote. */
const textOf = (bytes: Uint8Array | null): string | null => (bytes === null || bytes.length < 8 ? null : textOfBytes(bytes));

const decodeBase64Run = (text: string, at: number): EncodedRun | null => {
  // The alphabet for URLs is the wider one: where it reads no text, its `-` and `_` were marks between words.
  for (const accepts of [isUrlBase64, isBase64]) {
    const run = joinLines(text, extend(text, at, accepts));
    if (run.end - run.start < MIN_RUN) continue;
    // A word or a slash before it may look like a part of it: then it starts a few characters, or a path, later.
    const raw = text.slice(run.start, run.end);
    const slash = raw.slice(0, at - run.start).lastIndexOf('/') + 1;
    for (const skip of new Set([0, slash, 1, 2, 3])) {
      const decoded = textOf(decodeBase64(raw.slice(skip)));
      if (decoded === null) continue;
      let { end } = run;
      while (text[end] === '=' && end - run.end < 2) end += 1;
      return { range: { start: run.start + skip, end }, encoding: 'base64', text: decoded };
    }
  }
  return null;
};

const decodeHexRun = (text: string, at: number): EncodedRun | null => {
  const range = extend(text, at, isHex);
  const length = range.end - range.start;
  if (length < MIN_RUN * 2) return null;
  // An odd number of digits: one of another word at the start.
  const start = range.start + (length % 2);
  const bytes = new Uint8Array((range.end - start) >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(start + i * 2, start + i * 2 + 2), 16);
  const decoded = textOf(bytes);
  return decoded === null ? null : { range: { start, end: range.end }, encoding: 'hex', text: decoded };
};

const decodePercentRun = (text: string, at: number): EncodedRun | null => {
  const range = extend(text, at, isPartOfAddress);
  const raw = text.slice(range.start, range.end);
  const decoded = raw.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
  return decoded === raw ? null : { range, encoding: 'percent', text: decoded };
};

const decodeEscapeRun = (text: string, at: number): EncodedRun | null => {
  const range = extend(text, at, (code) => isPartOfAddress(code) || code === 32);
  const raw = text.slice(range.start, range.end);
  const decoded = raw.replace(/\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})/gi, (_, a?: string, b?: string) => String.fromCharCode(Number.parseInt(a ?? b ?? '', 16)));
  return decoded === raw ? null : { range, encoding: 'escape', text: decoded };
};

/** What stands encoded around an offset: the encodings are told apart by the characters there. */
const decodeAt = (text: string, end: number): EncodedRun | null => {
  const near = text.slice(Math.max(0, end - 12), end);
  if (/\\[ux][0-9a-f]{2,4}$/i.test(near)) return decodeEscapeRun(text, end - 1);
  if (/%[0-9a-f]{2}$/i.test(near)) return decodePercentRun(text, end - 1);
  return (/[0-9a-f]{8}$/i.test(near) ? decodeHexRun(text, end - 1) : null) ?? decodeBase64Run(text, end - 1);
};

/**
 * The encoded runs of a text around the offsets (rising ends of hits) at which the prefilter saw an encoded word. Runs that hold no text
 * are left out. Linear in the text: each run is decoded once, and nothing is done where there is no hit.
 */
export const findEncoded = (text: string, ends: readonly number[]): FoundRuns => {
  const runs: EncodedRun[] = [];
  let done = 0;
  let spent = 0;
  for (const end of ends) {
    if (end <= done) continue;
    if (runs.length >= MAX_RUNS || spent > MAX_DECODED) return { runs, limited: true };
    const run = decodeAt(text, end);
    // A run without text is passed over as a whole, or each hit in it would read it again.
    done = run?.range.end ?? extend(text, end - 1, isUrlBase64).end;
    spent += done - Math.min(done, end) + 64;
    if (run !== null) runs.push(run);
  }
  return { runs, limited: false };
};
