import { attachKeys } from '../detect/attach-keys.ts';
import type { Candidate } from '../detect/candidate.ts';
import { judgeEntries } from '../detect/judge.ts';
import { matchRules } from '../detect/match-rules.ts';
import { createPrefilter, type Hits, type Prefilter } from '../detect/prefilter.ts';
import { dropOverlaps, toFindings } from '../detect/to-findings.ts';
import { entriesOf } from '../formats/entries-of.ts';
import { formatOf } from '../formats/format-of.ts';
import { logViews } from '../formats/log-view.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import { contains } from '../model/range.ts';
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
  const entries = entriesOf(format, text, hits.words, origin.path).entries;
  const matched = matchRules(text, origin.path, ruleSet.rules, hits);
  if (format === 'ci-log') matched.push(...matchLogViews(text, origin.path, ruleSet, hits));
  const judged = judgeEntries(text, origin.path, entries);
  const standing = matched.filter((match) => !judged.cleared.some((range) => contains(range, match.range)));
  const candidates = [...attachKeys(standing, entries), ...judged.candidates];
  return toFindings(fragment, format, dropOverlaps(candidates));
};

/** Rules over the parts of a log whose text differs from what a person reads: keys across time-stamped lines, coloured lines. */
const matchLogViews = (text: string, path: string, { rules, prefilter }: RuleSet, hits: Hits): Candidate[] => {
  const ends = (): number[] => [...hits.rules.values()].flat().sort((a, b) => a - b);
  return logViews(text, ends).flatMap((view) =>
    matchRules(view.text, path, rules, prefilter.search(view.text)).map((candidate) => ({
      ...candidate,
      range: view.toRaw(candidate.range),
      related: candidate.related.map(view.toRaw),
    })),
  );
};
