import type { Range } from '../model/range.ts';
import { type TextView, viewOf } from './view.ts';

const ESC = 0x1b;
const BEL = 0x07;
const CSI = 0x9b;

/** The longest string of an OSC, DCS, APC or PM sequence; without an end within this, only its introducer counts as a sequence. */
const MAX_STRING = 4096;

/** Longest parameter part of a CSI sequence. */
const MAX_PARAMETERS = 128;

/** The end of a CSI sequence whose parameters start at `at`: bytes 0x30-3F, then 0x20-2F, then one of 0x40-7E (ECMA-48, 5.4). */
const endOfControl = (text: string, at: number, limit: number): number => {
  let i = at;
  const last = Math.min(limit, at + MAX_PARAMETERS);
  while (i < last && text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x3f) i++;
  while (i < last && text.charCodeAt(i) >= 0x20 && text.charCodeAt(i) <= 0x2f) i++;
  const final = i < limit ? text.charCodeAt(i) : 0;
  return final >= 0x40 && final <= 0x7e ? i + 1 : i;
};

/** The end of a control string (OSC and its kin), closed by BEL or ST on the same line. */
const endOfString = (text: string, at: number, limit: number): number => {
  const last = Math.min(limit, at + MAX_STRING);
  for (let i = at; i < last; i++) {
    const code = text.charCodeAt(i);
    if (code === BEL || code === 0x9c) return i + 1;
    if (code === ESC && text.charCodeAt(i + 1) === 0x5c) return Math.min(i + 2, limit);
    if (code === 10) break;
  }
  return at;
};

/** The end of the escape sequence that starts at `at` (an ESC or a C1 CSI). */
export const endOfSequence = (text: string, at: number, limit: number): number => {
  if (text.charCodeAt(at) === CSI) return endOfControl(text, at + 1, limit);
  if (at + 1 >= limit) return limit;
  const kind = text.charCodeAt(at + 1);
  if (kind === 0x5b) return endOfControl(text, at + 2, limit);
  if (kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f) return endOfString(text, at + 2, limit);
  let i = at + 1;
  while (i < limit && i < at + 4 && text.charCodeAt(i) >= 0x20 && text.charCodeAt(i) <= 0x2f) i++;
  return i < limit && text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x7e ? i + 1 : i;
};

/**
 * The parts of `text` between `start` and `end` that a terminal would show: everything but escape sequences (CSI colours and cursor
 * moves, OSC titles and links, Buildkite's APC `ESC _bk;t=… BEL`). Linear; an unclosed sequence hides its introducer alone.
 */
export const visiblePieces = (text: string, start: number, end: number): Range[] => {
  const pieces: Range[] = [];
  let from = start;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code !== ESC && code !== CSI) continue;
    if (i > from) pieces.push({ start: from, end: i });
    from = endOfSequence(text, i, end);
    i = from - 1;
  }
  if (end > from) pieces.push({ start: from, end });
  return pieces;
};

/** The text without its escape sequences. */
export const stripAnsi = (text: string): TextView => viewOf(text, visiblePieces(text, 0, text.length));
