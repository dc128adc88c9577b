import type { Range } from '../model/range.ts';
import { visiblePieces } from '../text/ansi.ts';
import { type TextView, viewOf } from '../text/view.ts';
import { readLogLine } from './log-line.ts';

/** A private key across lines is followed for at most this many units, prefixes and all: an RSA key of 8,192 bits has about 110 lines. */
const MAX_PEM = 16_384;
const PEM_START = '-----BEGIN ';
const PEM_END = '-----END ';

/** No line is read further than this from a keyword. */
const MAX_LINE = 8192;

/** The first escape code at or after an offset, or the end of the text. */
const nextEscape = (text: string, from: number): number => {
  const at = text.indexOf('\u001b', Math.max(0, from));
  return at < 0 ? text.length + MAX_LINE * 2 : at;
};

/** The shown text of consecutive lines, their prefixes left out and their line breaks kept. */
const viewOfLines = (text: string, from: number, to: number): TextView => {
  const pieces: Range[] = [];
  let at = from;
  while (at < to) {
    const line = readLogLine(text, at);
    const next = Math.min(text.length, text.startsWith('\r\n', line.end) ? line.end + 2 : line.end + 1);
    pieces.push(...line.view.pieces, { start: line.end, end: next });
    at = next;
  }
  return viewOf(text, pieces);
};

/**
 * Parts of a log as a person reads them, where that differs from the raw text and a pattern may care: private keys whose lines each carry
 * a time stamp, and lines with escape codes near the given offsets (rising ends of keywords, asked for
 * only when there are escape codes at all). Patterns that run over these views find what
 * they can't find in the raw text; `toRaw` leads back.
 */
export const logViews = (text: string, offsets: () => Iterable<number>): TextView[] => {
  const views: TextView[] = [];
  for (let at = text.indexOf(PEM_START); at >= 0; at = text.indexOf(PEM_START, at + 1)) {
    const limit = Math.min(text.length, at + MAX_PEM);
    const close = text.slice(at, limit).indexOf(PEM_END);
    const first = readLogLine(text, at);
    const last = readLogLine(text, close < 0 ? limit - 1 : at + close);
    if (first.view.text.length !== first.end - first.start) views.push(viewOfLines(text, first.start, last.end));
    at = last.end;
  }
  if (!text.includes('\u001b')) return views;
  let done = -1;
  let escaped = -1;
  for (const offset of offsets()) {
    if (offset <= done) continue;
    if (escaped < offset - MAX_LINE) escaped = nextEscape(text, offset - MAX_LINE);
    if (escaped > offset + MAX_LINE) continue;
    const line = readLogLine(text, offset);
    done = line.end;
    if (visiblePieces(text, line.start, line.end).length > 1) views.push(line.view);
  }
  return views;
};
