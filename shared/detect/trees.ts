/** Gradient-boosted decision trees (Friedman 2001) in flat arrays, as `scripts/fit.mjs` writes them. */
export interface Forest {
  /** Log-odds before any tree. */
  readonly bias: number;
  /**
   * All trees one after the other. A branch is three numbers: feature, threshold (left when the feature is less or equal), and how many
   * numbers to skip to reach the right child; the left child follows at once. A leaf is two numbers: -1 and its log-odds.
   */
  readonly nodes: readonly number[];
}

/** Log-odds of a row of features; `onLeaf` is not called for speed: see `contributionsOf` for explanations. */
export const scoreOf = (forest: Forest, row: readonly number[]): number => {
  const { nodes } = forest;
  let sum = forest.bias;
  let at = 0;
  for (const start of startsOf(forest)) {
    at = start;
    while (nodes[at]! >= 0) at = row[nodes[at]!]! <= nodes[at + 1]! ? at + 3 : at + nodes[at + 2]!;
    sum += nodes[at + 1]!;
  }
  return sum;
};

const starts = new WeakMap<Forest, readonly number[]>();

/** Offsets at which trees start: found by walking over each tree once. */
const startsOf = (forest: Forest): readonly number[] => {
  const known = starts.get(forest);
  if (known !== undefined) return known;
  const { nodes } = forest;
  const found: number[] = [];
  let open = 0;
  for (let at = 0; at < nodes.length; ) {
    if (open === 0) {
      found.push(at);
      open = 1;
    }
    if (nodes[at]! >= 0) {
      open++;
      at += 3;
    } else {
      open--;
      at += 2;
    }
  }
  starts.set(forest, found);
  return found;
};

/** Probability from log-odds. */
export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
