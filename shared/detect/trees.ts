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

/** Trees made ready for scoring: typed arrays, one element a node, children by index. */
export interface Scorer {
  /** Log-odds of a row of features. */
  readonly scoreOf: (row: ArrayLike<number>) => number;
  readonly trees: number;
}

export const createScorer = ({ bias, nodes }: Forest): Scorer => {
  const offsets: number[] = [];
  const roots: number[] = [];
  let open = 0;
  for (let at = 0; at < nodes.length; at += nodes[at]! >= 0 ? 3 : 2) {
    if (open === 0) {
      roots.push(offsets.length);
      open = 1;
    }
    offsets.push(at);
    open += nodes[at]! >= 0 ? 1 : -1;
  }
  const indexAt = new Map(offsets.map((at, index) => [at, index]));
  const feature = Int16Array.from(offsets, (at) => nodes[at]!);
  const value = Float64Array.from(offsets, (at) => nodes[at + 1]!);
  const right = Int32Array.from(offsets, (at) => (nodes[at]! >= 0 ? indexAt.get(at + nodes[at + 2]!)! : 0));
  const start = Int32Array.from(roots);
  const scoreOf: Scorer['scoreOf'] = (row) => {
    let sum = bias;
    for (let tree = 0; tree < start.length; tree++) {
      let at = start[tree]!;
      for (let f = feature[at]!; f >= 0; f = feature[at]!) at = row[f]! <= value[at]! ? at + 1 : right[at]!;
      sum += value[at]!;
    }
    return sum;
  };
  return { scoreOf, trees: start.length };
};

/** Probability from log-odds. */
export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
