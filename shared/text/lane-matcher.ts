import { type Automaton, canShare, createAutomaton, type Matcher, matcherOf, tellHits } from './aho-corasick.ts';
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

/** What the memory may grow by, in pages, where threads share it: room for some thirty. It takes no memory before it is used. */
const MOST_GROWTH = 1024;

/** Pages of an automaton's memory, at most. */
const mostPages = (bytes: number): number => Math.ceil(bytes / PAGE) + MOST_GROWTH;

const createMemory = (bytes: number): WebAssembly.Memory | undefined => {
  // Memory that is not shared moves when it grows: the rows would be lost to whoever looks at them.
  if (!canShare()) return undefined;
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE), maximum: mostPages(bytes), shared: true });
  } catch {
    return undefined; // there is no WebAssembly, or no room for it
  }
};

/** An automaton for `laneMatcherOf`, in a memory of WebAssembly. Threads share it, and each takes a part of its own. */
export const createLaneAutomaton = (patterns: readonly string[]): Automaton => {
  let memory: WebAssembly.Memory | undefined;
  let pages = 0;
  const automaton = createAutomaton(patterns, (length) => {
    memory = createMemory(length * 4);
    pages = mostPages(length * 4);
    return memory && new Int32Array(memory.buffer, 0, length);
  });
  return memory === undefined ? automaton : { ...automaton, memory: { memory, pages } };
};

/** The module with its part of the memory; undefined where the page that we are in forbids to compile it, or too many threads share it. */
const createLanes = ({ classOf, longest, memory: shared }: Automaton): Lanes | undefined => {
  if (shared === undefined) return undefined;
  const { memory, pages } = shared;
  const mostHits = Math.ceil(PART_BYTES / LANES) + longest;
  const room = 256 + 4 * LANES + longest + PART_BYTES + LANES + 8 + LANES * mostHits * HIT;
  try {
    const classes = memory.grow(Math.ceil(room / PAGE)) * PAGE;
    const ends = classes + 256;
    const text = ends + 4 * LANES + longest;
    const firstHit = (text + PART_BYTES + LANES + 8) & ~7;
    const hits = Array.from({ length: LANES }, (_, lane) => firstHit + lane * mostHits * HIT);
    const module = new WebAssembly.Module(laneModule({ classes, rows: 0, hits, ends, sharedPages: pages }));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(classOf, classes);
    return { run: exports['run'] as RunLanes, bytes, numbers: new Int32Array(memory.buffer), text, hits, ends };
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
 * The matcher of an automaton that `createLaneAutomaton` made, here or in another thread, for texts of all sizes: long ones are searched in
 * several lanes (see `laneModule`). It calls `onHit` just as `matcherOf` does, and is that where the lanes are not to be had.
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
