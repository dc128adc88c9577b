import type { Entry } from '../model/entry.ts';
import type { Rule } from '../model/rule.ts';
import type { Candidate } from './candidate.ts';

/** Gives what a rule matched the key of the entry it stands in. `entries` and the result are in no particular order. */
export const attachKeys = (candidates: readonly Candidate[], entries: readonly Entry[]): Candidate[] => {
  if (entries.length === 0 || candidates.every((candidate) => candidate.key !== null)) return [...candidates];
  const sorted = [...entries].sort((a, b) => a.valueRange.start - b.valueRange.start || b.valueRange.end - a.valueRange.end);
  return candidates.map((candidate) => {
    if (candidate.key !== null) return candidate;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.valueRange.start <= candidate.range.start) low = middle + 1;
      else high = middle;
    }
    // The last entries that start at or before it: the innermost that holds it is among them.
    for (let i = low - 1; i >= Math.max(0, low - 8); i--) {
      const entry = sorted[i]!;
      if (candidate.range.end <= entry.valueRange.end) return { ...candidate, key: entry.key };
    }
    return candidate;
  });
};

/** Drops what a rule matched under a key that it does not mean: see `Rule.keys`. */
export const createKeyTest = (rules: readonly Rule[]): ((candidate: Candidate) => boolean) => {
  const wanted = new Map(rules.flatMap(({ id, keys }) => (keys === undefined ? [] : [[id, new RegExp(keys, 'i')] as const])));
  return ({ ruleId, key }) => key === null || wanted.get(ruleId)?.test(key) !== false;
};
