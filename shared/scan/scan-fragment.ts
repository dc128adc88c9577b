import { judgeEntries } from '../detect/judge.ts';
import { matchRules } from '../detect/match-rules.ts';
import { createPrefilter, type Prefilter } from '../detect/prefilter.ts';
import { dropOverlaps, toFindings } from '../detect/to-findings.ts';
import { entriesOf } from '../formats/entries-of.ts';
import { formatOf } from '../formats/format-of.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import type { Rule } from '../model/rule.ts';

/** Rules made ready: the prefilter is built once. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly prefilter: Prefilter;
}

export const createRuleSet = (rules: readonly Rule[]): RuleSet => ({ rules, prefilter: createPrefilter(rules) });

/** The whole left river for one fragment: prefilter, entries, rules, judgement, overlaps. Pure; never throws. */
export const scanFragment = (fragment: Fragment, ruleSet: RuleSet): Finding[] => {
  const { text, origin } = fragment;
  const hits = ruleSet.prefilter.search(text);
  const format = formatOf(origin.path, text.slice(0, 4096));
  const entries = entriesOf(format, text, hits.words).entries;
  const candidates = [...matchRules(text, origin.path, ruleSet.rules, hits), ...judgeEntries(text, origin.path, entries)];
  return toFindings(fragment, format, dropOverlaps(candidates));
};
