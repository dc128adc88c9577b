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

/** Drops what rules matched under keys that they do not mean (see `Rule.keys`), also where others name it as the other half of a pair. */
export const createKeyFilter = (rules: readonly Rule[]): ((candidates: readonly Candidate[]) => readonly Candidate[]) => {
  const wanted = new Map(rules.flatMap(({ id, keys }) => (keys === undefined ? [] : [[id, new RegExp(keys, 'i')] as const])));
  return (candidates) => {
    const meant = candidates.filter(({ ruleId, key }) => key === null || wanted.get(ruleId)?.test(key) !== false);
    if (meant.length === candidates.length) return candidates;
    const kept = new Set(meant);
    const dropped = new Set(candidates.filter((candidate) => !kept.has(candidate)).map(({ range }) => range.start));
    return meant.map((candidate) => ({ ...candidate, related: candidate.related.filter(({ start }) => !dropped.has(start)) }));
  };
};
