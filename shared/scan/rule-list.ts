import type { Rule, Severity } from '../model/rule.ts';
import type { ScanConfig } from '../model/scan-config.ts';
import { RULES } from '../rules/index.ts';
import { KNOWN_VALUE_RULE } from './match-known.ts';

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

/** What the configuration left, for reports. */
export const listRules = ({ rules, userRules, disabledRules }: Pick<ScanConfig, 'rules' | 'userRules' | 'disabledRules'>): ListedRule[] => [
  ...JUDGED.filter((rule) => !disabledRules.has(rule.id)),
  ...rules.filter((rule) => rule.component !== true).map(toListed),
  ...userRules.map(({ id, title, severity }) => ({ id, title, severity })),
];

/** What a configuration can speak of. */
export const KNOWN_RULES: { readonly rules: readonly Rule[]; readonly judged: readonly string[] } = {
  rules: RULES,
  judged: [...JUDGED.map((rule) => rule.id), KNOWN_VALUE_RULE.id],
};
