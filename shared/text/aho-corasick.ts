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

export const createMatcher = (patterns: readonly string[]): Matcher => {
  const classOf = new Uint8Array(128);
  let classes = 1;
  for (const pattern of patterns) {
    if (pattern === '') throw new Error('an empty literal matches everywhere');
    for (let i = 0; i < pattern.length; i++) {
      const code = fold(pattern.charCodeAt(i));
      if (code > 127) throw new Error('a literal must be ASCII');
      if (classOf[code] === 0) classOf[code] = classes++;
    }
  }
  for (let upper = 65; upper <= 90; upper++) classOf[upper] = classOf[upper + 32]!;
  const shift = Math.ceil(Math.log2(Math.max(2, classes)));

  const trie: Map<number, number>[] = [new Map()];
  const outputsOf: number[][] = [[]];
  patterns.forEach((pattern, id) => {
    let state = 0;
    for (let i = 0; i < pattern.length; i++) {
      const cls = classOf[fold(pattern.charCodeAt(i))]!;
      let next = trie[state]!.get(cls);
      if (next === undefined) {
        next = trie.length;
        trie.push(new Map());
        outputsOf.push([]);
        trie[state]!.set(cls, next);
      }
      state = next;
    }
    outputsOf[state]!.push(id);
  });

  const count = trie.length;
  const table = new Uint32Array(count << shift);
  const fail = new Uint32Array(count);
  const queue: number[] = [0];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!;
    const base = state << shift;
    const fallback = fail[state]! << shift;
    if (state !== 0) {
      outputsOf[state]!.push(...outputsOf[fail[state]!]!);
      table.copyWithin(base, fallback, fallback + classes);
    }
    for (const [cls, next] of trie[state]!) {
      fail[next] = state === 0 ? 0 : table[fallback + cls]!;
      table[base + cls] = next;
      queue.push(next);
    }
  }
  // States with output get the highest numbers, so that the inner loop needs one comparison.
  const order = [...Array(count).keys()].sort((a, b) => Number(outputsOf[a]!.length > 0) - Number(outputsOf[b]!.length > 0) || a - b);
  const renamed = new Uint32Array(count);
  order.forEach((old, name) => {
    renamed[old] = name;
  });
  const firstOutput = order.findIndex((old) => outputsOf[old]!.length > 0);
  const dense = count << shift <= 0xffff ? new Uint16Array(count << shift) : new Uint32Array(count << shift);
  const outputs: number[][] = [];
  for (let name = 0; name < count; name++) {
    const old = order[name]!;
    outputs.push(outputsOf[old]!);
    for (let cls = 0; cls < classes; cls++) dense[(name << shift) + cls] = renamed[table[(old << shift) + cls]!]! << shift;
  }
  const hitFrom = firstOutput < 0 ? Number.POSITIVE_INFINITY : firstOutput << shift;

  const find: Matcher['find'] = (text, onHit) => {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      state = dense[state + (code < 128 ? classOf[code]! : 0)]!;
      if (state >= hitFrom) {
        const ids = outputs[state >> shift]!;
        for (let k = 0; k < ids.length; k++) onHit(ids[k]!, i + 1);
      }
    }
  };
  return { find, states: count };
};
