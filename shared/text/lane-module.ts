/**
 * A WebAssembly module (core specification 1.0) that runs an automaton over several parts of a text at once. One step of an automaton waits
 * for the step before it; the steps of different parts do not wait for one another, so that four lanes take little more time than one.
 * Compiled code is as fast in its first millisecond as later, unlike JavaScript: most scans are over before that is optimised.
 */

/** Where things are in the module's memory, in bytes. */
export interface LaneLayout {
  /** The class of each byte: 256 bytes. */
  readonly classes: number;
  /** `Automaton.rows`. */
  readonly rows: number;
  /** By lane: where its list of hits starts. A hit is two 32-bit numbers: the row of its state, and how many bytes the lane had read. */
  readonly hits: readonly number[];
  /** By lane, after a run: where its list of hits ends, 32 bits each. */
  readonly ends: number;
  /** How many pages the memory, which threads share, has at most. */
  readonly sharedPages: number;
}

/** What the module exports: every lane reads `length` bytes, at least one; the first lane from `start` on, each further one from `stride` bytes later on. */
export type RunLanes = (start: number, stride: number, length: number) => void;

/** Opcodes and types by their names in the specification, chapter 5. */
const I32 = 0x7f;
const FUNC = 0x60;
const VOID = 0x40;
const LOOP = 0x03;
const IF = 0x04;
const END = 0x0b;
const BR_IF = 0x0d;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const I32_LOAD = 0x28;
const I32_LOAD8_U = 0x2d;
const I32_STORE = 0x36;
const I32_CONST = 0x41;
const I32_LT_S = 0x48;
const I32_LT_U = 0x49;
const I32_ADD = 0x6a;
const I32_OR = 0x72;
const I32_XOR = 0x73;
const I32_SHL = 0x74;

/** LEB128, unsigned. */
const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]);

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
const name = (text: string): number[] => [...unsigned(text.length), ...[...text].map((char) => char.charCodeAt(0))];

const get = (local: number): number[] => [LOCAL_GET, local];
const set = (local: number): number[] => [LOCAL_SET, local];
const tee = (local: number): number[] => [LOCAL_TEE, local];
const load = (offset: number): number[] => [I32_LOAD, 2, ...unsigned(offset)];
const loadByte = (offset: number): number[] => [I32_LOAD8_U, 0, ...unsigned(offset)];
const store = (offset: number): number[] => [I32_STORE, 2, ...unsigned(offset)];
/** Constants up to 63, and -1, are one byte. */
const small = (value: number): number[] => [I32_CONST, value & 127];
const constant = (value: number): number[] => [I32_CONST, ...signed(value)];
/** LEB128, signed, of a number that is not negative. */
const signed = (value: number): number[] => (value < 64 ? [value] : [(value & 127) | 128, ...signed(value >>> 7)]);

const [START, STRIDE, LENGTH, READ] = [0, 1, 2, 3];

/** The bytes of the module. It imports its memory as `env.memory` and exports `run`, a `RunLanes`. */
export const laneModule = ({ classes, rows, hits, ends, sharedPages }: LaneLayout): Uint8Array<ArrayBuffer> => {
  const lanes = hits.map((first, index) => ({ first, index, at: 4 + index * 3, row: 5 + index * 3, hit: 6 + index * 3 }));
  const body = [
    ...lanes.flatMap(({ at, hit, first, index }) => [
      ...(index === 0 ? get(START) : [...get(at - 3), ...get(STRIDE), I32_ADD]),
      ...set(at),
      ...constant(first),
      ...set(hit),
    ]),
    ...[LOOP, VOID],
    // row = rows[row + classes[byte]]
    ...lanes.flatMap(({ at, row }) => [
      ...get(row),
      ...[...get(at), ...get(READ), I32_ADD, ...loadByte(0), ...loadByte(classes)],
      ...[I32_ADD, ...small(2), I32_SHL, ...load(rows), ...set(row)],
    ]),
    ...[...get(READ), ...small(1), I32_ADD, ...set(READ)],
    // A row below zero is the complement of one in which a literal ends.
    ...lanes.flatMap(({ row, index }) => (index === 0 ? get(row) : [...get(row), I32_OR])),
    ...[...small(0), I32_LT_S, IF, VOID],
    ...lanes.flatMap(({ row, hit }) => [
      ...[...get(row), ...small(0), I32_LT_S, IF, VOID],
      ...[...get(hit), ...get(row), ...small(-1), I32_XOR, ...tee(row), ...store(0)],
      ...[...get(hit), ...get(READ), ...store(4)],
      ...[...get(hit), ...small(8), I32_ADD, ...set(hit)],
      END,
    ]),
    END,
    ...[...get(READ), ...get(LENGTH), I32_LT_U, BR_IF, 0],
    END,
    ...lanes.flatMap(({ hit, index }) => [...small(0), ...get(hit), ...store(ends + index * 4)]),
    END,
  ];
  const locals = vector([[...unsigned(1 + lanes.length * 3), I32]]);
  const code = [...locals, ...body];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([[FUNC, ...vector([[I32], [I32], [I32]]), ...vector([])]])),
    ...section(2, vector([[...name('env'), ...name('memory'), 2, ...[3, 1], ...unsigned(sharedPages)]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name('run'), 0, 0]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ]);
};
