import type { Rule } from '../model/rule.ts';
import { entropyOf } from '../text/entropy.ts';
import type { Candidate } from './candidate.ts';
import { passesFilters } from './filters.ts';
import type { Hits } from './prefilter.ts';

const BEFORE = 256;
const AFTER = 512;

/** Merged windows around keyword hits, so that a pattern never runs over a whole text. */
const windowsAround = (ends: readonly number[], before: number, after: number, length: number): { start: number; end: number }[] => {
  const windows: { start: number; end: number }[] = [];
  for (const hit of ends) {
    const start = Math.max(0, hit - before);
    const end = Math.min(length, hit + after);
    const last = windows[windows.length - 1];
    if (last !== undefined && start <= last.end) last.end = end;
    else windows.push({ start, end });
  }
  return windows;
};

const compiled = new WeakMap<Rule, RegExp>();
const patternOf = (rule: Rule): RegExp => {
  let pattern = compiled.get(rule);
  if (pattern === undefined) {
    pattern = new RegExp(rule.pattern, `dg${rule.flags ?? ''}`);
    compiled.set(rule, pattern);
  }
  return pattern;
};

/** Runs the rules whose keywords were seen, in windows around them. */
export const matchRules = (text: string, path: string, rules: readonly Rule[], hits: Hits): Candidate[] => {
  const candidates: Candidate[] = [];
  for (const [index, ends] of hits.rules) {
    const rule = rules[index]!;
    const pattern = patternOf(rule);
    for (const window of windowsAround(ends, rule.window?.before ?? BEFORE, rule.window?.after ?? AFTER, text.length)) {
      for (const match of text.slice(window.start, window.end).matchAll(pattern)) {
        const value = match.groups?.['secret'];
        const at = match.indices?.groups?.['secret'];
        if (value === undefined || at === undefined) continue;
        const range = { start: window.start + at[0], end: window.start + at[1] };
        const entropy = entropyOf(value);
        if (rule.minEntropy !== undefined && entropy < rule.minEntropy) continue;
        if (!passesFilters(rule, value)) continue;
        candidates.push({
          ruleId: rule.id,
          title: rule.title,
          key: null,
          range,
          value,
          severity: rule.severity,
          confidence: rule.confidence ?? 'high',
          rank: 3,
          reasons: [`rule ${rule.id} matched`, `entropy ${entropy.toFixed(2)} bits per character`],
          related: [],
        });
      }
    }
  }
  void path;
  return candidates;
};
