import type { Fragment, Origin } from '../model/fragment.ts';
import type { Cut } from './cut-stream.ts';
import { decodeFile } from './decode.ts';
import { decodePiece } from './pieces.ts';
import type { BytesItem, SourceItem } from './source-item.ts';

/** A cut of a stream, to be read later, perhaps in another thread: with memory of its own. */
export const toItem = (cut: Cut, from: Omit<BytesItem, 'kind' | 'bytes'>): SourceItem =>
  'whole' in cut
    ? { ...from, kind: 'bytes', bytes: new Uint8Array(cut.whole) }
    : { ...from, kind: 'piece', piece: { ...cut.piece, bytes: new Uint8Array(cut.piece.bytes) }, base: cut.base };

/** A cut of a stream, read at once. */
export const toFragment = (cut: Cut, origin: Origin): Fragment =>
  'whole' in cut ? { text: decodeFile(cut.whole) ?? '', origin } : { ...decodePiece(cut.piece, cut.base), origin };

/** A cut of a stream that is no text, read at once: bytes that are no characters as those of Latin-1. */
export const binaryFragment = (cut: Cut, origin: Origin): Fragment =>
  'whole' in cut
    ? { text: Buffer.from(cut.whole).toString('latin1'), origin, isBinary: true }
    : { ...decodePiece(cut.piece, cut.base), origin, isBinary: true };
