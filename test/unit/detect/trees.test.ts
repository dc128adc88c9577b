import { describe, expect, it } from '@jest/globals';
import { createScorer, probabilityOf } from '../../../shared/detect/trees.ts';

describe('a forest', () => {
  // if f0 <= 2: 0.5, else if f1 <= 0: -1, else 3; then a tree of a single leaf 0.25.
  const forest = { bias: 0.125, nodes: [0, 2, 5, -1, 0.5, 1, 0, 5, -1, -1, -1, 3, -1, 0.25] };

  it.each([
    [[2, 9], 0.875],
    [[3, 0], -0.625],
    [[3, 1], 3.375],
  ])('adds the leaves that a row falls into: %j', (row, sum) => {
    expect(createScorer(forest).scoreOf(row)).toBe(sum);
  });

  it('counts its trees', () => {
    expect(createScorer(forest).trees).toBe(2);
  });

  it('turns log-odds into a probability', () => {
    expect(probabilityOf(0)).toBe(0.5);
    expect(probabilityOf(Math.log(3))).toBeCloseTo(0.75);
  });
});
