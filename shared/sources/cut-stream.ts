import type { Fragment, Origin } from '../model/fragment.ts';
import { decode } from './decode.ts';
import { SNIFF_BYTES, type Sniffed, sniff } from './encoding.ts';
import { NOWHERE, ownExtent, plus, positionOf } from './extent.ts';
import { cutPiece, MARGIN_BYTES, PIECE_BYTES, pieceCount, WHOLE_BYTES } from './pieces.ts';

/** Cuts a stream of bytes into the same fragments that reading it as a file would give, holding three pieces at a time. */
export interface StreamCutter {
  readonly push: (chunk: Uint8Array) => Fragment[];
  readonly end: () => Fragment[];
}

export const createStreamCutter = (origin: Origin): StreamCutter => {
  let chunks: Uint8Array[] = [];
  /** Where in the stream the first chunk starts, and how many bytes came so far. */
  let start = 0;
  let size = 0;
  let index = 0;
  let base = NOWHERE;
  /** Undefined as long as too little is known, null for a binary file. */
  let sniffed: Sniffed | null | undefined;

  const join = (): Buffer => {
    const all = Buffer.concat(chunks);
    chunks = [all];
    return all;
  };

  /** `count`: how many pieces there will be, as far as is known. */
  const cut = (count: number): Fragment => {
    const bytes = join();
    const { text, own } = cutPiece({ bytes, start, size }, index, count, sniffed!);
    const fragment: Fragment = { text, origin, position: positionOf(text, own, base) };
    base = plus(base, ownExtent(fragment));
    index += 1;
    const keepFrom = Math.max(start, index * PIECE_BYTES - MARGIN_BYTES);
    chunks = [Buffer.from(bytes.subarray(keepFrom - start))]; // a copy: the rest can be freed
    start = keepFrom;
    return fragment;
  };

  const push = (chunk: Uint8Array): Fragment[] => {
    if (sniffed === null) return [];
    chunks.push(chunk);
    size += chunk.length;
    if (sniffed === undefined && size >= SNIFF_BYTES) {
      sniffed = sniff(join()) ?? null;
      if (sniffed === null) chunks = [];
    }
    const fragments: Fragment[] = [];
    // The last piece is up to two pieces long, so a piece is cut when there are certainly two more.
    while (sniffed && size > WHOLE_BYTES && size >= (index + 2) * PIECE_BYTES) fragments.push(cut(Number.POSITIVE_INFINITY));
    return fragments;
  };

  const end = (): Fragment[] => {
    if (sniffed === undefined) sniffed = sniff(join()) ?? null;
    if (sniffed === null) return [];
    if (index > 0) return [cut(pieceCount(size))];
    const bytes = join();
    return [{ text: decode(bytes.subarray(sniffed.bomBytes), sniffed.encoding), origin }];
  };

  return { push, end };
};
