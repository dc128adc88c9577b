import { matchRules } from '../../shared/detect/match-rules.ts';
import { createPrefilter } from '../../shared/detect/prefilter.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { LiveCheck } from '../../shared/model/live-check.ts';
import { RULES } from '../../shared/rules/index.ts';
import { sample } from '../../shared/rules/sample.ts';
import { planChecks } from '../../shared/verify/plan-checks.ts';
import { makeFinding } from './make-finding.ts';

const prefilter = createPrefilter(RULES);

/** Findings of a text by the vendors' rules, as a scan has them. */
export const findingsIn = (text: string, path = 'a.env'): Finding[] =>
  matchRules(text, path, RULES, prefilter.search(text)).map(({ ruleId, value }) => makeFinding(text, value, { ruleId, path }));

const examplesOf = (ids: readonly string[]): string[] =>
  RULES.filter((rule) => ids.includes(rule.id)).flatMap((rule) => rule.examples.map((text) => sample(text)));

/** Findings that a check can be made of: examples of its rules, with the other half above each. */
export const checkableBy = (check: LiveCheck): Finding[] => {
  const halves = Object.values(check.beside ?? {})
    .filter((beside) => beside.optional !== true)
    .map((beside) => examplesOf(beside.rules)[0] ?? '');
  for (const text of examplesOf(check.rules)) {
    const all = findingsIn([...halves, text].join('\n'));
    const main = all.find(({ ruleId }) => check.rules.includes(ruleId));
    const beside = all.filter(({ ruleId }) => Object.values(check.beside ?? {}).some(({ rules }) => rules.includes(ruleId)));
    const findings = main === undefined ? [] : [...beside, main];
    if (planChecks(findings, [check], new Date()).length > 0) return findings;
  }
  return [];
};
