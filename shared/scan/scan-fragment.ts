import { attachKeys, createKeyFilter } from '../detect/attach-keys.ts';
import type { Candidate } from '../detect/candidate.ts';
import { type Judge, judgeEntries } from '../detect/judge.ts';
import { matchRules } from '../detect/match-rules.ts';
import { createUserMatcher, type UserMatcher } from '../detect/match-user-rules.ts';
import { createPrefilter, type Hits, type Prefilter } from '../detect/prefilter.ts';
import { dropOverlaps, MAX_FINDINGS, toFindings } from '../detect/to-findings.ts';
import { entriesOf } from '../formats/entries-of.ts';
import { formatOf } from '../formats/format-of.ts';
import { logViews } from '../formats/log-view.ts';
import type { FormatId } from '../model/entry.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import type { Problem } from '../model/problem.ts';
import { coveredBy } from '../model/range.ts';
import type { Rule } from '../model/rule.ts';
import type { UserRule } from '../model/user-rule.ts';
import type { Automaton } from '../text/aho-corasick.ts';
import { createKnownMatcher, type KnownSetup } from './match-known.ts';
import { DECODE_DEPTH, scanDecoded } from './scan-decoded.ts';

/** Rules made ready: the prefilter is built once. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly prefilter: Prefilter;
  readonly matchUserRules: UserMatcher;
  readonly dropMisplaced: (candidates: readonly Candidate[]) => readonly Candidate[];
  /** Layers of encoding that are taken off. */
  readonly decodeDepth: number;
  /** Known values, where some are looked for. */
  readonly matchKnown?: (text: string) => Candidate[];
  /** What judges the text at a path, where that remembers the last one there (`createJudgeMemo`). */
  readonly judgeOf?: (path: string) => Judge;
}

/** `shared`: see `createPrefilter`. */
export const createRuleSet = (
  rules: readonly Rule[],
  userRules: readonly UserRule[] = [],
  shared?: Automaton,
  decodeDepth: number = DECODE_DEPTH,
  known?: KnownSetup,
): RuleSet => ({
  rules,
  prefilter: createPrefilter(rules, shared),
  matchUserRules: createUserMatcher(userRules),
  dropMisplaced: createKeyFilter(rules),
  decodeDepth,
  ...(known === undefined ? {} : { matchKnown: createKnownMatcher(known) }),
});

export const findingLimit = (path: string): Problem => ({
  code: 'finding-limit',
  path,
  message: `more than ${MAX_FINDINGS} secrets here: the rest is not reported`,
  incomplete: true,
});

/** What stands in the text of a fragment, wherever of it counts. Candidates do not overlap. */
export interface FragmentCandidates {
  readonly format: FormatId;
  readonly candidates: readonly Candidate[];
}

/**
 * The left river for one fragment, up to where it is asked what of it counts: prefilter, entries, rules, judgement, overlaps. Of the commit only
 * the allowlists of users' rules know. Pure; never throws.
 */
export const findCandidates = (fragment: Fragment, ruleSet: RuleSet, onProblem: (problem: Problem) => void = () => {}): FragmentCandidates => {
  const { text, origin } = fragment;
  const known = ruleSet.matchKnown?.(text) ?? [];
  if (fragment.isBinary) return { format: 'text', candidates: dropOverlaps(known) };
  const hits = ruleSet.prefilter.search(text);
  const format = formatOf(origin.path, text.slice(0, 4096));
  const entries = entriesOf(format, text, hits.words, origin.path).entries;
  const matched = matchRules(text, origin.path, ruleSet.rules, hits);
  if (format === 'ci-log') matched.push(...matchLogViews(text, origin.path, ruleSet, hits));
  const judged = judgeEntries(text, origin.path, entries, format, ruleSet.judgeOf?.(origin.path));
  const user = ruleSet.matchUserRules(text, origin.path, origin.commit?.id);
  for (const id of user.limited)
    onProblem({
      code: 'candidate-limit',
      path: origin.path,
      message: `rule ${id} matches too often here: the rest of the text was left out`,
      incomplete: true,
    });
  const decoded = scanDecoded(text, origin.path, ruleSet, hits);
  if (decoded.limited) onProblem({ code: 'decode-limit', path: origin.path, message: 'too much encoded text: the rest was not decoded', incomplete: true });
  const isCleared = coveredBy(judged.cleared);
  const isDeclined = coveredBy(judged.declined);
  const raw = matched.filter((match) => !isDeclined(match.range));
  const builtIn = [...ruleSet.dropMisplaced(attachKeys([...raw, ...decoded.candidates], entries)), ...judged.candidates].filter(
    (candidate) => !isCleared(candidate.range),
  );
  const candidates = dropOverlaps([...builtIn, ...attachKeys([...user.candidates, ...known], entries)]);
  return { format, candidates: known.length === 0 ? candidates : withRules(candidates, [...builtIn, ...user.candidates]) };
};

/** Known values with the rule that finds the very same, of several the one of the highest rank. */
const withRules = (candidates: readonly Candidate[], byRules: readonly Candidate[]): Candidate[] => {
  const best = new Map<string, Candidate>();
  const placeOf = ({ range, value }: Candidate): string => `${range.start}:${range.end}:${value}`;
  for (const each of byRules) if (each.rank > (best.get(placeOf(each))?.rank ?? -1)) best.set(placeOf(each), each);
  return candidates.map((candidate) => {
    const rule = candidate.known === undefined ? undefined : best.get(placeOf(candidate));
    return rule === undefined ? candidate : { ...candidate, alsoRule: rule.ruleId };
  });
};

/** Those of the candidates that count, as findings of a fragment with this text. */
export const findingsOf = (fragment: Fragment, { format, candidates }: FragmentCandidates, onProblem: (problem: Problem) => void = () => {}): Finding[] => {
  const findings = toFindings(fragment, format, candidates, () => onProblem(findingLimit(fragment.origin.path)));
  return fragment.isBinary ? findings.map((finding) => ({ ...finding, excerpt: finding.redacted })) : findings;
};

/** Both in one: what is found in a fragment. */
export const scanFragment = (fragment: Fragment, ruleSet: RuleSet, onProblem: (problem: Problem) => void = () => {}): Finding[] =>
  findingsOf(fragment, findCandidates(fragment, ruleSet, onProblem), onProblem);

/** Rules over the parts of a log whose text differs from what a person reads: keys across time-stamped lines, coloured lines. */
const matchLogViews = (text: string, path: string, { rules, prefilter }: RuleSet, hits: Hits): Candidate[] => {
  const ends = (): Uint32Array => Uint32Array.from([...hits.rules.values()].flat()).sort();
  return logViews(text, ends).flatMap((view) =>
    matchRules(view.text, path, rules, prefilter.search(view.text)).map((candidate) => ({
      ...candidate,
      range: view.toRaw(candidate.range),
      related: candidate.related.map(view.toRaw),
    })),
  );
};
