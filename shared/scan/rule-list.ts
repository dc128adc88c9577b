import type { Rule, Severity } from '../model/rule.ts';
import { RULES } from '../rules/index.ts';

/** What is said of a rule where rules are listed. */
export interface ListedRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly source?: string;
  readonly rotate?: string;
}

/** Rules of the detector itself: what key and value say together. They have no pattern, so they stand in no list of patterns. */
export const JUDGED: readonly ListedRule[] = [
  { id: 'generic-credential', title: 'Credential in plaintext', severity: 'high' },
  { id: 'weak-default-credential', title: 'Well-known default credential', severity: 'low' },
];

const toListed = ({ id, title, severity, source, rotate }: Rule): ListedRule => ({
  id,
  title,
  severity,
  ...(source === undefined ? {} : { source }),
  ...(rotate === undefined ? {} : { rotate }),
});

export const toListedRules = (rules: readonly Rule[]): ListedRule[] => [...JUDGED, ...rules.filter((rule) => rule.component !== true).map(toListed)];

export const listBuiltInRules = (): ListedRule[] => toListedRules(RULES);

/** The built-in rules with their patterns. */
export const builtInRules = (): readonly Rule[] => RULES;
