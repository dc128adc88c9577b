/**
 * Finds many literals in one pass (Aho and Corasick, "Efficient string matching", CACM 18(6), 1975), as a dense automaton.
 * ASCII case is ignored; characters above 127 never match. Overlapping hits are all reported.
 * As a prefilter it may let too much through, never too little.
 */
export interface Matcher {
  /** Calls `onHit(pattern, end)` for each occurrence, by rising `end` (exclusive offset). */
  readonly find: (text: string, onHit: (pattern: number, end: number) => void) => void;
  /** For diagnostics: number of states. */
  readonly states: number;
}

/** The automaton as plain data: built once, it can be shared between threads. A state is named by the offset of its row. */
export interface Automaton {
  /** Characters that occur in some literal have a class of their own; all others share class 0. */
  readonly classOf: Uint8Array;
  /** log2 of the length of a row. */
  readonly shift: number;
  /** By state and class: the next state, as its complement when some literal ends there, so that the inner loop needs one comparison. */
  readonly rows: Int32Array;
  /** By number of the state: the literal that ends there, or -1. */
  readonly literal: Int32Array;
  /** By number of the state: the state of the longest proper suffix at which a literal ends too, or 0. */
  readonly shorter: Int32Array;
  /** By literal: an equal one, or -1. */
  readonly equal: Int32Array;
  /** Length of the longest literal. */
  readonly longest: number;
  /** The memory of WebAssembly that begins with `rows`, and how many pages it has at most; see `createLaneAutomaton`. */
  readonly memory?: { readonly memory: WebAssembly.Memory; readonly pages: number };
}

const fold = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);

/** Whether there is memory that threads can share: not in a page that is not isolated from others. */
export const canShare = (): boolean => typeof SharedArrayBuffer === 'function';

const int32 = (length: number): Int32Array => (canShare() ? new Int32Array(new SharedArrayBuffer(length * 4)) : new Int32Array(length));

const classesOf = (patterns: readonly string[]): { readonly classOf: Uint8Array; readonly count: number; readonly units: number } => {
  const classOf = new Uint8Array(128);
  let count = 1;
  let units = 0;
  for (const pattern of patterns) {
    if (pattern === '') throw new Error('an empty literal matches everywhere');
    units += pattern.length;
    for (let i = 0; i < pattern.length; i++) {
      const code = fold(pattern.charCodeAt(i));
      if (code > 127) throw new Error('a literal must be ASCII');
      if (classOf[code] === 0) classOf[code] = count++;
    }
  }
  for (let upper = 65; upper <= 90; upper++) classOf[upper] = classOf[upper + 32]!;
  return { classOf, count, units };
};

/** Throws for literals that are empty or not ASCII. `allocateRows` may give the memory for `rows`, all zeros. */
export const createAutomaton = (patterns: readonly string[], allocateRows?: (length: number) => Int32Array | undefined): Automaton => {
  const { classOf, count: classes, units } = classesOf(patterns);
  const shift = Math.max(1, 32 - Math.clz32(classes - 1));
  // Pages that are never written cost nothing, so that all that could be needed is asked for.
  const length = (units + 1) << shift;
  const rows = allocateRows?.(length) ?? int32(length);
  const literal = int32(units + 1).fill(-1);
  const shorter = int32(units + 1);
  const equal = int32(patterns.length).fill(-1);

  // Level by level. A new state's row starts as a copy of the row of its fallback, which is shorter and therefore complete by then; so in
  // every row the way on by a class is either a child of the state or what the fallback would do.
  let states = 1;
  const parent = new Int32Array(units + 1).fill(-1);
  const slotOf = new Int32Array(units + 1);
  const fallback = new Int32Array(units + 1);
  const current = new Int32Array(patterns.length);
  let longer = patterns.map((_, id) => id);
  for (let depth = 0; longer.length > 0; depth++) {
    const first = states;
    for (const id of longer) {
      const pattern = patterns[id]!;
      const state = current[id]!;
      const slot = (state << shift) + classOf[pattern.charCodeAt(depth)]!;
      const way = rows[slot]!;
      let next = (way < 0 ? ~way : way) >> shift;
      if (next === 0 || parent[next] !== state) {
        const child = states++;
        parent[child] = state;
        slotOf[child] = slot;
        fallback[child] = next;
        rows[slot] = child << shift;
        next = child;
      }
      current[id] = next;
      if (depth + 1 < pattern.length) continue;
      equal[id] = literal[next]!;
      literal[next] = id;
    }
    for (let state = first; state < states; state++) {
      const other = fallback[state]!;
      shorter[state] = literal[other]! >= 0 ? other : shorter[other]!;
      if (literal[state]! >= 0 || shorter[state] !== 0) rows[slotOf[state]!] = ~(state << shift);
    }
    for (let state = first; state < states; state++) {
      const from = fallback[state]! << shift;
      rows.copyWithin(state << shift, from, from + classes);
    }
    longer = longer.filter((id) => patterns[id]!.length > depth + 1);
  }
  return {
    classOf,
    shift,
    rows: rows.subarray(0, states << shift),
    literal: literal.subarray(0, states),
    shorter: shorter.subarray(0, states),
    equal,
    longest: patterns.reduce((most, { length }) => Math.max(most, length), 0),
  };
};

/** Calls `onHit` for each literal that ends where the automaton reached `row`, the longest first. */
export const tellHits = ({ shift, literal, shorter, equal }: Automaton, row: number, end: number, onHit: (pattern: number, end: number) => void): void => {
  for (let state = row >> shift; state !== 0; state = shorter[state]!) for (let id = literal[state]!; id >= 0; id = equal[id]!) onHit(id, end);
};

/** The matcher of an automaton that was built before. */
export const matcherOf = (automaton: Automaton): Matcher => {
  const { classOf, rows } = automaton;
  const find: Matcher['find'] = (text, onHit) => {
    let row = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      row = rows[row + (code < 128 ? classOf[code]! : 0)]!;
      if (row < 0) {
        row = ~row;
        tellHits(automaton, row, i + 1, onHit);
      }
    }
  };
  return { find, states: automaton.literal.length };
};

export const createMatcher = (patterns: readonly string[]): Matcher => matcherOf(createAutomaton(patterns));
