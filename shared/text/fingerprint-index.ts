import { baseOf, type Fingerprints, isSample, LABEL, LENGTH, ROW, WHOLE_HASH, WINDOW, WINDOW_HASH, weightOf } from './fingerprints.ts';

/** Fingerprints made ready for a search, as plain data: built once, they can be shared between threads. Holds no text of a value. */
export interface FingerprintIndex extends Fingerprints {
  readonly key: string;
  /** One for each length of window, or two: those whose hashes are samples, and the others. */
  readonly windows: readonly WindowIndex[];
}

export interface WindowIndex {
  readonly length: number;
  /** Whether all of its hashes are samples, so that no other need be looked up. */
  readonly isSampled: boolean;
  /** The weight of a unit that leaves the window. */
  readonly weight: number;
  /** A bit for the upper bits of each hash: most places are settled by it. */
  readonly filter: Uint8Array;
  /** `32 - shift` upper bits of a hash are its place in the filter. */
  readonly filterShift: number;
  /** By hash, with linear probing: the first row, counted from 1; 0 where none is. */
  readonly slots: Int32Array;
  readonly slotShift: number;
}

/** Memory that threads can share, where there is such a thing. */
const shared = (bytes: number): ArrayBuffer | SharedArrayBuffer =>
  typeof SharedArrayBuffer === 'function' ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);

const bitsFor = (count: number): number => 32 - Math.clz32(Math.max(1, count - 1));

/** Bits of the filter for each row, as a power of two: about one place in 16 that is looked up is looked at twice by chance. */
const FILTER_BITS = 4;
const MIN_FILTER_BITS = 13;

/** The hash of a polynomial has its best bits on top; this spreads them once more. */
export const slotOf = (hash: number, shift: number): number => Math.imul(hash, 0x9e3779b1) >>> shift;

const DIGITS = 1 << 16;

/** One step of a radix sort: row numbers by a digit of each row, those with the same in the order that they had. */
const sortByDigit = (numbers: Uint32Array, digits: Uint16Array): Uint32Array => {
  const places = new Uint32Array(DIGITS + 1);
  for (let i = 0; i < digits.length; i++) places[digits[i]! + 1]! += 1;
  for (let digit = 0; digit < DIGITS; digit++) places[digit + 1]! += places[digit]!;
  const sorted = new Uint32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) sorted[places[digits[numbers[i]!]!]!++] = numbers[i]!;
  return sorted;
};

/** Sorted, so that rows with the same window stand together, the longest first; of equal ones the first is kept. */
const sortedRows = (rows: Int32Array, isSampled: (row: number) => boolean): Int32Array => {
  const count = rows.length / ROW;
  let numbers: Uint32Array = Uint32Array.from({ length: count }, (_, i) => i);
  const sortBy = (digitOf: (row: number) => number): void => {
    const digits = new Uint16Array(count);
    for (let i = 0; i < count; i++) digits[i] = digitOf(i * ROW);
    numbers = sortByDigit(numbers, digits);
  };
  // from the last that decides to the first; a text has 8,192 units at most (`MAX_SQUEEZED`)
  sortBy((row) => rows[row + WHOLE_HASH]!);
  sortBy((row) => (rows[row + WHOLE_HASH]! >> 16) + DIGITS / 2);
  sortBy((row) => DIGITS - 1 - rows[row + LENGTH]!);
  sortBy((row) => rows[row + WINDOW_HASH]!);
  sortBy((row) => (rows[row + WINDOW_HASH]! >> 16) + DIGITS / 2);
  sortBy((row) => 2 * rows[row + WINDOW]! + (isSampled(row) ? 0 : 1));

  const sorted = new Int32Array(rows.length);
  let used = 0;
  for (const number of numbers) {
    let isNew = used === 0;
    for (let column = 0; column < ROW; column++) {
      const value = rows[number * ROW + column]!;
      if (column !== LABEL && value !== sorted[used - ROW + column]) isNew = true;
      sorted[used + column] = value;
    }
    if (isNew) used += ROW;
  }
  const kept = new Int32Array(shared(used * 4));
  kept.set(sorted.subarray(0, used));
  return kept;
};

const indexWindow = (rows: Int32Array, from: number, to: number, base: number, isSampled: boolean): WindowIndex => {
  const length = rows[from + WINDOW]!;
  const count = (to - from) / ROW;
  const filterShift = 32 - Math.min(26, Math.max(MIN_FILTER_BITS, bitsFor(count) + FILTER_BITS));
  const slotShift = 32 - Math.max(4, bitsFor(count) + 1);
  const filter = new Uint8Array(shared(1 << (32 - filterShift - 3)));
  const slots = new Int32Array(shared(4 << (32 - slotShift)));
  for (let row = from; row < to; row += ROW) {
    const hash = rows[row + WINDOW_HASH]!;
    if (row > from && rows[row - ROW + WINDOW_HASH] === hash) continue;
    const bit = hash >>> filterShift;
    filter[bit >> 3]! |= 1 << (bit & 7);
    let slot = slotOf(hash, slotShift);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = row + 1;
  }
  return { length, isSampled, weight: weightOf(length, base), filter, filterShift, slots, slotShift };
};

export const indexFingerprints = ({ labels, rows: given, isSampled }: Fingerprints, key: string): FingerprintIndex => {
  const rows = sortedRows(given, (row) => isSampled && isSample(given[row + WINDOW_HASH]!));
  const base = baseOf(key);
  const windows: WindowIndex[] = [];
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const isOfSamples = isSampled && isSample(rows[from + WINDOW_HASH]!);
    while (to < rows.length && rows[to + WINDOW] === rows[from + WINDOW] && (isSampled && isSample(rows[to + WINDOW_HASH]!)) === isOfSamples) to += ROW;
    windows.push(indexWindow(rows, from, to, base, isOfSamples));
  }
  return { labels, rows, isSampled, key, windows };
};
