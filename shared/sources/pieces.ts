import { isAscii } from 'node:buffer';
import type { Fragment } from '../model/fragment.ts';
import { decode, decodeParts } from './decode.ts';
import type { Encoding, Sniffed } from './encoding.ts';
import { type Extent, measure, positionOf } from './extent.ts';

/**
 * Large files come in pieces of about this size: a piece ends at the first line end behind each multiple of it. With its context
 * it stays below 1,031,913 bytes, from which on Node keeps strings outside of V8's heap and frees them late: measured on a log
 * of 1 GB in two threads, the peak is 180 MB with pieces of 768 KiB and 280 MB with 1 MiB.
 */
export const PIECE_BYTES = 768 * 1024;
/** Files up to this size are read whole. */
export const WHOLE_BYTES = 2 * PIECE_BYTES;
/** What a piece shows of the text before and after it: enough for the longest keys (PEM), and 8% of the work. */
export const CONTEXT_BYTES = 32 * 1024;
/** How far a line end is looked for before a line is cut. */
const SEEK_BYTES = 64 * 1024;

/** What must be at hand around a piece to cut it. */
export const MARGIN_BYTES = CONTEXT_BYTES + 2 * SEEK_BYTES + 16;

/** A text is cut into this many pieces; the last one is up to twice as long. */
export const pieceCount = (bytes: number): number => (bytes <= WHOLE_BYTES ? 1 : Math.floor(bytes / PIECE_BYTES));

/** Bytes of a file from `start` on, as far as they are known; `size` is the whole file's. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly size: number;
}

const UNIT_BYTES: Record<Encoding, number> = { 'utf-8': 1, 'utf-16le': 2, 'utf-16be': 2, 'utf-32le': 4, 'utf-32be': 4 };

/** Whether the character that ends before `at` is a line feed. */
const isLineFeed = (bytes: Uint8Array, at: number, encoding: Encoding): boolean => {
  const width = UNIT_BYTES[encoding];
  const low = encoding.endsWith('be') ? at - 1 : at - width;
  for (let i = at - width; i < at; i += 1) if (bytes[i] !== (i === low ? 10 : 0)) return false;
  return true;
};

/** Moves a cut in the middle of a line off the middle of a character. */
const toCharacter = (bytes: Uint8Array, at: number, encoding: Encoding): number => {
  let cut = at;
  if (encoding === 'utf-8') while (cut < at + 3 && cut < bytes.length && (bytes[cut]! & 0xc0) === 0x80) cut += 1;
  else if (encoding === 'utf-16le' && (bytes[cut + 1]! & 0xfc) === 0xdc) cut += 2;
  else if (encoding === 'utf-16be' && (bytes[cut]! & 0xfc) === 0xdc) cut += 2;
  return cut;
};

/**
 * Where a file is cut near the byte `near`: behind the first line feed from there on, or, in a very long line, before the next
 * character. Two neighbours that ask for the same `near` get the same answer.
 */
const cutAt = ({ bytes, start, size }: Window, near: number, { encoding, bomBytes }: Sniffed): number => {
  if (near <= bomBytes) return bomBytes;
  if (near >= size) return size;
  const width = UNIT_BYTES[encoding];
  const from = near - ((near - bomBytes) % width);
  const end = Math.min(bytes.length, from - start + SEEK_BYTES);
  for (let at = bytes.indexOf(10, Math.max(0, from - start - width)); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) {
    const behind = at + width - ((at + start - bomBytes) % width);
    if (behind >= from - start && isLineFeed(bytes, behind, encoding)) return behind + start;
  }
  return toCharacter(bytes, from - start, encoding) + start;
};

/** The bytes of a piece with its context; `ownStart` and `ownEnd` are offsets into `bytes`. Plain data. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly ownStart: number;
  readonly ownEnd: number;
  readonly encoding: Encoding;
}

/** One piece of a file. `window` must hold it and `MARGIN_BYTES` on both sides, where the file has them. The bytes are not copied. */
export const cutPiece = (window: Window, index: number, count: number, sniffed: Sniffed): Piece => {
  const ownStart = cutAt(window, index * PIECE_BYTES, sniffed);
  const ownEnd = index + 1 === count ? window.size : cutAt(window, (index + 1) * PIECE_BYTES, sniffed);
  const from = index === 0 ? ownStart : Math.min(ownStart, cutAt(window, ownStart - CONTEXT_BYTES, sniffed));
  const to = index + 1 === count ? ownEnd : cutAt(window, ownEnd + CONTEXT_BYTES, sniffed);
  return { bytes: window.bytes.subarray(from - window.start, to - window.start), ownStart: ownStart - from, ownEnd: ownEnd - from, encoding: sniffed.encoding };
};

/** The text of a piece, placed: its own part starts at `base` in the file. */
export const decodePiece = ({ bytes, ownStart, ownEnd, encoding }: Piece, base: Extent): Required<Pick<Fragment, 'text' | 'position'>> => {
  const { text, ends } = decodeParts(bytes, ownStart, ownEnd, encoding);
  // A piece that starts inside a line shows nothing of earlier lines: columns on its first line are then simply added up.
  const lineStart = ends[0] === 0 ? 0 : text.lastIndexOf('\n', ends[0] - 1) + 1;
  const hidden = lineStart < ends[0] ? lineStart : 0;
  const shown = text.slice(hidden);
  return { text: shown, position: positionOf(shown, { start: ends[0] - hidden, end: ends[1] - hidden }, base) };
};

/** The extent of a piece's own part; for ASCII, without decoding it. */
export const measurePiece = ({ bytes, ownStart, ownEnd, encoding }: Piece): Extent => {
  const own = bytes.subarray(ownStart, ownEnd);
  if (encoding !== 'utf-8' || !isAscii(own)) return measure(decode(own, encoding));
  let lines = 0;
  let last = 0;
  for (let i = own.indexOf(10); i >= 0; i = own.indexOf(10, i + 1)) {
    lines += 1;
    last = i + 1;
  }
  return { units: own.length, lines, column: own.length - last };
};
