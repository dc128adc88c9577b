// Gradient boosting of regression trees on the logistic loss (Friedman 2001; second-order gains as in Chen and Guestrin 2016), over
// features cut into at most 64 bins. Deterministic for a seed.

/** Numerical Recipes' linear congruential generator: reproducible anywhere. */
export const randomOf = (seed) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
};

/** Cuts between the distinct values, or between quantiles where there are many. */
export const cutsOf = (rows, feature, bins) => {
  const values = Float64Array.from(rows, (row) => row[feature]).sort();
  const distinct = [...new Set(values)];
  if (distinct.length <= bins) return distinct.slice(0, -1).map((v, i) => (v + distinct[i + 1]) / 2);
  const cuts = new Set();
  for (let i = 1; i < bins; i++) {
    const v = values[Math.floor((i * values.length) / bins)];
    const at = distinct.indexOf(v);
    if (at + 1 < distinct.length) cuts.add((v + distinct[at + 1]) / 2);
  }
  return [...cuts].sort((a, b) => a - b);
};

export const binRows = (rows, bins = 64) => {
  const features = rows[0].length;
  const cuts = Array.from({ length: features }, (_, f) => cutsOf(rows, f, bins));
  const columns = cuts.map((edges, f) => {
    const column = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const v = rows[i][f];
      let low = 0;
      let high = edges.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (v <= edges[middle]) high = middle;
        else low = middle + 1;
      }
      column[i] = low;
    }
    return column;
  });
  return { cuts, columns };
};

export const fitTrees = ({ cuts, columns }, labels, weights, subset, options) => {
  const { trees = 200, rate = 0.08, leaves = 16, lambda = 3, minWeight = 4, rowShare = 0.7, columnShare = 0.5, gamma = 0.1, seed = 1 } = options;
  const random = randomOf(seed);
  const features = columns.length;
  const n = labels.length;
  let sumY = 0;
  let sumW = 0;
  for (const i of subset) {
    sumW += weights[i];
    sumY += weights[i] * labels[i];
  }
  const bias = Math.log(sumY / (sumW - sumY));
  const scores = new Float64Array(n).fill(bias);
  const grad = new Float64Array(n);
  const hess = new Float64Array(n);
  const forest = [];
  for (let t = 0; t < trees; t++) {
    for (const i of subset) {
      const p = 1 / (1 + Math.exp(-scores[i]));
      grad[i] = weights[i] * (labels[i] - p);
      hess[i] = weights[i] * Math.max(p * (1 - p), 1e-6);
    }
    const rows = subset.filter(() => random() < rowShare);
    const chosen = [...Array(features).keys()].filter((f) => cuts[f].length > 0 && random() < columnShare);
    const bestSplit = (node) => {
      node.best = { gain: gamma };
      const { rows: own } = node;
      const base = (node.g * node.g) / (node.h + lambda);
      for (const f of chosen) {
        const size = cuts[f].length + 1;
        const g = new Float64Array(size);
        const h = new Float64Array(size);
        const column = columns[f];
        for (let k = 0; k < own.length; k++) {
          const i = own[k];
          const b = column[i];
          g[b] += grad[i];
          h[b] += hess[i];
        }
        let gl = 0;
        let hl = 0;
        for (let b = 0; b < size - 1; b++) {
          gl += g[b];
          hl += h[b];
          const hr = node.h - hl;
          if (hl < minWeight * 0.25 || hr < minWeight * 0.25) continue;
          const gr = node.g - gl;
          const gain = (gl * gl) / (hl + lambda) + (gr * gr) / (hr + lambda) - base;
          if (gain > node.best.gain) node.best = { gain, feature: f, bin: b };
        }
      }
    };
    const make = (own) => {
      let g = 0;
      let h = 0;
      for (const i of own) {
        g += grad[i];
        h += hess[i];
      }
      const node = { rows: own, g, h };
      bestSplit(node);
      return node;
    };
    const root = make(rows);
    const open = [root];
    for (let made = 1; made < leaves; made++) {
      let pick = -1;
      for (let k = 0; k < open.length; k++) if (open[k].best.feature !== undefined && (pick < 0 || open[k].best.gain > open[pick].best.gain)) pick = k;
      if (pick < 0) break;
      const node = open.splice(pick, 1)[0];
      const column = columns[node.best.feature];
      node.left = make(node.rows.filter((i) => column[i] <= node.best.bin));
      node.right = make(node.rows.filter((i) => column[i] > node.best.bin));
      node.rows = null;
      open.push(node.left, node.right);
    }
    const flat = [];
    const write = (node) => {
      if (node.left === undefined) {
        flat.push(-1, Math.round(((rate * node.g) / (node.h + lambda)) * 1e4) / 1e4);
        return;
      }
      const at = flat.length;
      flat.push(node.best.feature, Math.round(cuts[node.best.feature][node.best.bin] * 1e5) / 1e5, 0);
      write(node.left);
      flat[at + 2] = flat.length - at;
      write(node.right);
    };
    write(root);
    forest.push(...flat);
    for (const i of subset) {
      let node = root;
      while (node.left !== undefined) node = columns[node.best.feature][i] <= node.best.bin ? node.left : node.right;
      scores[i] += (rate * node.g) / (node.h + lambda);
    }
  }
  return { bias: Math.round(bias * 1e4) / 1e4, nodes: forest };
};

/** Log-odds of one row. */
export const scoreRow = (forest, row) => {
  const { nodes } = forest;
  let sum = forest.bias;
  let at = 0;
  while (at < nodes.length) {
    // Walks the whole tree but adds one leaf: skip lengths are not stored for trees.
    let here = at;
    while (nodes[here] >= 0) here = row[nodes[here]] <= nodes[here + 1] ? here + 3 : here + nodes[here + 2];
    sum += nodes[here + 1];
    let open = 1;
    while (open > 0) {
      if (nodes[at] >= 0) {
        open++;
        at += 3;
      } else {
        open--;
        at += 2;
      }
    }
  }
  return sum;
};
