import { SNIFF_BYTES, type Sniffed, sniff } from './encoding.ts';
import { type Extent, NOWHERE, plus } from './extent.ts';
import { cutPiece, MARGIN_BYTES, measurePiece, PIECE_BYTES, type Piece, pieceCount, WHOLE_BYTES } from './pieces.ts';

/** What a stream is cut into: small content as it is, or pieces with the place where they start. */
export type Cut = { readonly whole: Uint8Array } | { readonly piece: Piece; readonly base: Extent };

/** Cuts a stream of bytes into the same pieces that reading it as a file would give, holding two of them at a time. */
export interface StreamCutter<T> {
  /** The chunk is copied, so it may be used again. */
  readonly push: (chunk: Uint8Array) => T[];
  readonly end: () => T[];
}

const FIRST_BYTES = 32 * 1024;
/** The last piece is up to two pieces long, so a piece is cut when there are certainly two. */
const WINDOW_BYTES = 2 * PIECE_BYTES + MARGIN_BYTES + 1;

/**
 * `emit` makes of each cut what is wanted of it, at once: its bytes are used again afterwards. Nothing is emitted for a binary stream, unless
 * `binaries`.
 */
export const createStreamCutter = <T>(emit: (cut: Cut, isBinary: boolean) => T, binaries = false): StreamCutter<T> => {
  /** One buffer that grows to its full size and is then shifted: a new one for each piece would be garbage that is freed late. */
  let window: Buffer = Buffer.alloc(0);
  let filled = 0;
  /** Where in the stream the window starts. */
  let start = 0;
  let index = 0;
  let base = NOWHERE;
  /** Undefined as long as too little is known, null for a binary file. */
  let sniffed: Sniffed | null | undefined;
  let isBinary = false;

  const size = (): number => start + filled;

  /** Takes what fits; returns how much that was. */
  const take = (chunk: Uint8Array): number => {
    const wanted = Math.min(filled + chunk.length, WINDOW_BYTES);
    if (window.length < wanted) {
      const larger = Buffer.allocUnsafeSlow(Math.min(WINDOW_BYTES, Math.max(wanted, 2 * window.length, FIRST_BYTES)));
      window.copy(larger, 0, 0, filled);
      window = larger;
    }
    const taken = wanted - filled;
    window.set(taken < chunk.length ? chunk.subarray(0, taken) : chunk, filled);
    filled = wanted;
    return taken;
  };

  const judge = (): void => {
    sniffed = sniff(window.subarray(0, filled)) ?? null;
    isBinary = sniffed === null;
    if (isBinary && binaries) sniffed = { encoding: 'utf-8', bomBytes: 0 };
    if (sniffed === null) window = Buffer.alloc(0);
  };

  /** `count`: how many pieces there will be, as far as is known. */
  const cut = (count: number): T => {
    const piece = cutPiece({ bytes: window.subarray(0, filled), start, size: size() }, index, count, sniffed!);
    const result = emit({ piece, base }, isBinary);
    base = plus(base, measurePiece(piece));
    index += 1;
    const dropped = Math.max(0, index * PIECE_BYTES - MARGIN_BYTES - start);
    window.copyWithin(0, dropped, filled);
    filled -= dropped;
    start += dropped;
    return result;
  };

  const push = (chunk: Uint8Array): T[] => {
    const results: T[] = [];
    for (let at = 0; at < chunk.length && sniffed !== null; ) {
      at += take(at === 0 ? chunk : chunk.subarray(at));
      if (sniffed === undefined && filled >= SNIFF_BYTES) judge();
      while (sniffed && size() > WHOLE_BYTES && size() >= (index + 2) * PIECE_BYTES) results.push(cut(Number.POSITIVE_INFINITY));
    }
    return results;
  };

  const end = (): T[] => {
    if (sniffed === undefined) judge();
    if (!sniffed) return [];
    if (index > 0) return [cut(pieceCount(size()))];
    return [emit({ whole: window.subarray(0, filled) }, isBinary)];
  };

  return { push, end };
};
