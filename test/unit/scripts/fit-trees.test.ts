import { describe, expect, it } from '@jest/globals';
// @ts-expect-error The trainer is plain JavaScript, for it runs without a build.
import { binRows, fitTrees, randomOf, scoreRow } from '../../../scripts/fit/trees.mjs';
import { createScorer, probabilityOf } from '../../../shared/detect/trees.ts';

/** Points of which the class is whether both numbers are on the same side of a half: no single cut tells. */
const points = (count: number) => {
  const random = randomOf(3);
  const rows = Array.from({ length: count }, () => [random(), random(), random()]);
  return { rows, labels: rows.map(([a = 0, b = 0]) => (a > 0.5 === b > 0.5 ? 1 : 0)) };
};

const OPTIONS = { trees: 60, rate: 0.2, leaves: 8, seed: 5 };

describe('the trainer of the classifier', () => {
  const { rows, labels } = points(1200);
  const train = [...rows.keys()].filter((i) => i % 3 > 0);
  const forest = fitTrees(binRows(rows), labels, new Float64Array(rows.length).fill(1), train, OPTIONS);

  it('learns what no single feature tells, for points it has not seen', () => {
    const held = [...rows.keys()].filter((i) => i % 3 === 0);
    const right = held.filter((i) => probabilityOf(createScorer(forest).scoreOf(rows[i]!)) > 0.5 === (labels[i] === 1));
    expect(right.length / held.length).toBeGreaterThan(0.93);
  });

  it('gives the same trees for the same seed', () => {
    expect(fitTrees(binRows(rows), labels, new Float64Array(rows.length).fill(1), train, OPTIONS)).toEqual(forest);
  });

  it('agrees with the scorer that is shipped', () => {
    const { scoreOf, trees } = createScorer(forest);
    expect(trees).toBe(OPTIONS.trees);
    for (const row of rows.slice(0, 200)) expect(scoreOf(row)).toBeCloseTo(scoreRow(forest, row), 9);
  });
});
