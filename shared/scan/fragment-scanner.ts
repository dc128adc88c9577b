import type { Allowlist } from '../model/allowlist.ts';
import type { Finding, Suppressed } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import type { Problem } from '../model/problem.ts';
import type { Rule, Severity } from '../model/rule.ts';
import type { ScanConfig } from '../model/scan-config.ts';
import type { UserRule } from '../model/user-rule.ts';
import { createAllowlistFilter } from '../suppress/allowlist.ts';
import { dropBaselineHashes } from '../suppress/baseline-lines.ts';
import { applyInlineAllows } from '../suppress/inline.ts';
import type { Automaton } from '../text/aho-corasick.ts';
import type { KnownSetup } from './match-known.ts';
import { createRuleSet, type FragmentCandidates, findCandidates, findingsOf, type RuleSet } from './scan-fragment.ts';

/** What finding and silencing depend on, as plain data: the same in every thread and in every face. */
export interface DetectorSetup {
  readonly rules: readonly Rule[];
  readonly userRules: readonly UserRule[];
  /** Ids whose findings are dropped: those that no `Rule` makes. */
  readonly disabledRules: readonly string[];
  /** Severities that the configuration changed. */
  readonly severities: readonly (readonly [string, Severity])[];
  /** Whether comments that allow a finding are honoured. */
  readonly inlineAllows: boolean;
  readonly allowlists: readonly Allowlist[];
  /** Layers of encoding to take off; absent: the usual number. */
  readonly decodeDepth?: number;
  /** Values that are looked for beside what rules find. */
  readonly known?: KnownSetup;
  /** The automaton of these rules, where another thread has built it. */
  readonly automaton?: Automaton;
}

export const detectorSetupOf = (config: ScanConfig, inlineAllows: boolean): DetectorSetup => ({
  rules: config.rules,
  userRules: config.userRules,
  disabledRules: [...config.disabledRules],
  severities: [...config.severities],
  allowlists: config.allowlists,
  inlineAllows,
  ...(config.scan.decodeDepth === null ? {} : { decodeDepth: config.scan.decodeDepth }),
});

/** What stands in one fragment, as configured. */
export interface FragmentFindings {
  readonly kept: readonly Finding[];
  /** Those that a comment or an allowlist silences. */
  readonly suppressed: readonly Suppressed[];
}

export interface FragmentScanner {
  /** For the scanners of other threads. */
  readonly automaton: Automaton;
  readonly scan: (fragment: Fragment, onProblem: (problem: Problem) => void) => FragmentFindings;
}

const NOTHING: FragmentFindings = { kept: [], suppressed: [] };

/** The same text as a commit brought it. */
const asBrought = ({ again: _, added: __, ...fragment }: Fragment, { commit, added }: NonNullable<Fragment['again']>): Fragment => ({
  ...fragment,
  origin: { ...fragment.origin, commit },
  ...(added === undefined ? {} : { added }),
});

/**
 * The detector with a configuration's rules, severities, comments and allowlists. Pure: it runs in a browser too. `judgeOf`: for texts that are
 * scanned again and again.
 */
export const createFragmentScanner = (setup: DetectorSetup, judgeOf?: RuleSet['judgeOf']): FragmentScanner => {
  const bare = createRuleSet(setup.rules, setup.userRules, setup.automaton, setup.decodeDepth, setup.known);
  const ruleSet = judgeOf === undefined ? bare : { ...bare, judgeOf };
  const known = new Set([...setup.rules, ...setup.userRules].map((rule) => rule.id));
  const disabled = new Set(setup.disabledRules);
  const severities = new Map(setup.severities);
  const configured = (findings: readonly Finding[]): readonly Finding[] => {
    if (disabled.size === 0 && severities.size === 0) return findings;
    return findings
      .filter(({ ruleId }) => !disabled.has(ruleId))
      .map((finding) => ({ ...finding, severity: severities.get(finding.ruleId) ?? finding.severity }));
  };
  const filterAllowed = createAllowlistFilter(setup.allowlists);
  const speaksOfCommits = setup.userRules.some(({ allowlists }) => allowlists.some(({ commits }) => commits !== undefined));
  const silence = (fragment: Fragment, candidates: FragmentCandidates, onProblem: (problem: Problem) => void): FragmentFindings => {
    if (candidates.candidates.length === 0) return NOTHING;
    const found = configured(dropBaselineHashes(fragment, findingsOf(fragment, candidates, onProblem)));
    const inline = setup.inlineAllows ? applyInlineAllows(fragment, found, known) : { kept: found, suppressed: [] };
    const listed = filterAllowed(fragment, inline.kept);
    return { kept: listed.kept, suppressed: [...inline.suppressed, ...listed.suppressed] };
  };
  const scan = (fragment: Fragment, onProblem: (problem: Problem) => void): FragmentFindings => {
    const candidates = findCandidates(fragment, ruleSet, onProblem);
    const own = silence(fragment, candidates, onProblem);
    if (fragment.again === undefined) return own;
    const brought = asBrought(fragment, fragment.again);
    const again = silence(brought, speaksOfCommits ? findCandidates(brought, ruleSet, onProblem) : candidates, onProblem);
    return { kept: [...own.kept, ...again.kept], suppressed: [...own.suppressed, ...again.suppressed] };
  };
  return { scan, automaton: ruleSet.prefilter.automaton };
};
