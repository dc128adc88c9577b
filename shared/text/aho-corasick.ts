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

const fold = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);

/** Characters that occur in some literal get a class of their own; all others share class 0. */
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

export const createMatcher = (patterns: readonly string[]): Matcher => {
  const { classOf, count: classes, units } = classesOf(patterns);
  const shift = Math.max(1, 32 - Math.clz32(classes - 1));

  // The trie: a row of classes for each state, 0 where there is no way on (no edge leads back to the root).
  let table = new Int32Array((units + 1) << shift);
  const outputs: number[][] = [[]];
  patterns.forEach((pattern, id) => {
    let state = 0;
    for (let i = 0; i < pattern.length; i++) {
      const slot = (state << shift) + classOf[fold(pattern.charCodeAt(i))]!;
      if (table[slot] === 0) {
        table[slot] = outputs.length;
        outputs.push([]);
      }
      state = table[slot]!;
    }
    outputs[state]!.push(id);
  });
  const states = outputs.length;
  table = table.slice(0, states << shift);

  // Breadth first, so that the state to fall back to is complete before it is needed; then missing ways on are those of the fallback.
  const fail = new Int32Array(states);
  const queue = new Int32Array(states);
  let tail = 0;
  for (let cls = 1; cls < classes; cls++) if (table[cls] !== 0) queue[tail++] = table[cls]!;
  for (let head = 0; head < tail; head++) {
    const state = queue[head]!;
    const fallback = fail[state]!;
    if (outputs[fallback]!.length > 0) outputs[state] = [...outputs[state]!, ...outputs[fallback]!];
    for (let cls = 1; cls < classes; cls++) {
      const slot = (state << shift) + cls;
      const next = table[slot]!;
      const other = table[(fallback << shift) + cls]!;
      if (next === 0) table[slot] = other;
      else {
        fail[next] = other;
        queue[tail++] = next;
      }
    }
  }

  // Entries are row offsets; those of states with output are negative, so that the inner loop needs one comparison.
  for (let slot = 0; slot < table.length; slot++) {
    const state = table[slot]!;
    table[slot] = outputs[state]!.length > 0 ? ~(state << shift) : state << shift;
  }
  const rows = table;

  const find: Matcher['find'] = (text, onHit) => {
    let row = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      row = rows[row + (code < 128 ? classOf[code]! : 0)]!;
      if (row < 0) {
        row = ~row;
        const ids = outputs[row >> shift]!;
        for (let k = 0; k < ids.length; k++) onHit(ids[k]!, i + 1);
      }
    }
  };
  return { find, states };
};
