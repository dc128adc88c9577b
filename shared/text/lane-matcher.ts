import { type Automaton, type Matcher, matcherOf, tellHits } from './aho-corasick.ts';
import { laneModule, type RunLanes } from './lane-module.ts';

/** Measured: 2 lanes search 500 MB/s, 4 lanes 750, 8 lanes 600, where one lane of JavaScript searches 280 once it is optimised. */
const LANES = 4;

/** A text shorter than this is searched at once: to hand it over takes longer. */
const SHORT = 256;

/** UTF-16 units that are searched at once; one takes at most three bytes. */
const PART = 65_536;
const PART_BYTES = 3 * PART;

/** No byte of a text in UTF-8, and in no literal. */
const NO_BYTE = 0xff;

const PAGE = 65_536;

/** Bytes of a record of a hit; see `LaneLayout`. */
const HIT = 8;

interface Lanes {
  readonly run: RunLanes;
  readonly bytes: Uint8Array;
  readonly numbers: Int32Array;
  /** Where a part of a text is put; before it is room for what precedes it, as long as a literal may reach back. */
  readonly text: number;
  readonly hits: readonly number[];
  readonly ends: number;
}

/** The module with its memory; undefined where there is no WebAssembly, or the page that we are in forbids it. */
const createLanes = ({ classOf, rows, longest }: Automaton): Lanes | undefined => {
  const ends = 256;
  const firstRow = ends + 4 * LANES;
  const text = firstRow + rows.byteLength + longest;
  const firstHit = (text + PART_BYTES + LANES + 8) & ~7;
  const mostHits = Math.ceil(PART_BYTES / LANES) + longest;
  const hits = Array.from({ length: LANES }, (_, lane) => firstHit + lane * mostHits * HIT);
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((firstHit + LANES * mostHits * HIT) / PAGE) });
    const module = new WebAssembly.Module(laneModule({ classes: 0, rows: firstRow, hits, ends }));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const bytes = new Uint8Array(memory.buffer);
    const numbers = new Int32Array(memory.buffer);
    bytes.set(classOf);
    numbers.set(rows, firstRow >> 2);
    return { run: exports['run'] as RunLanes, bytes, numbers, text, hits, ends };
  } catch {
    return undefined;
  }
};

/** UTF-16 units of the characters that start between two places of a text in UTF-8. */
const countUnits = (bytes: Uint8Array, from: number, to: number): number => {
  let units = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
};

/**
 * The matcher of an automaton that was built before, for texts of all sizes: long ones are searched in several lanes (see `laneModule`).
 * It calls `onHit` just as `matcherOf` does.
 */
export const laneMatcherOf = (automaton: Automaton): Matcher => {
  const plain = matcherOf(automaton);
  const lanes = createLanes(automaton);
  if (lanes === undefined) return plain;
  const { run, bytes, numbers, text: at, hits, ends } = lanes;
  const encoder = new TextEncoder();
  const room = bytes.subarray(at, at + PART_BYTES);
  // Each lane starts so much earlier that it sees whole what ends in its own part; what ends before is the lane's before it to tell.
  const overlap = Math.max(0, automaton.longest - 1);

  const find: Matcher['find'] = (text, onHit) => {
    if (text.length < SHORT) return plain.find(text, onHit);
    bytes.fill(NO_BYTE, at - overlap, at);
    for (let from = 0; from < text.length; from += PART) {
      const part = text.slice(from, from + PART);
      const { written } = encoder.encodeInto(part, room);
      bytes.fill(NO_BYTE, at + written, at + written + LANES);
      const stride = Math.ceil(written / LANES);
      run(at - overlap, stride, stride + overlap);
      let seen = 0;
      let units = from;
      for (let lane = 0; lane < LANES; lane++) {
        const last = numbers[(ends >> 2) + lane]! >> 2;
        for (let record = hits[lane]! >> 2; record < last; record += 2) {
          const read = numbers[record + 1]!;
          if (read <= overlap) continue;
          const end = lane * stride + read - overlap;
          units += written === part.length ? end - seen : countUnits(bytes, at + seen, at + end);
          seen = end;
          tellHits(automaton, numbers[record]!, units, onHit);
        }
      }
      bytes.copyWithin(at - overlap, at + written - overlap, at + written);
    }
  };
  return { find, states: plain.states };
};
