import { AppError } from '../model/app-error.ts';
import type { Rule, Severity } from '../model/rule.ts';
import { createGlob } from '../text/glob.ts';
import type { Table } from './document.ts';
import { findNearest } from './nearest.ts';

/** What a configuration can speak of: the built-in rules, and the ids of findings that no rule makes but the judgement by key and value. */
export interface KnownRules {
  readonly rules: readonly Rule[];
  readonly judged: readonly string[];
}

export const idsOf = ({ rules, judged }: KnownRules): string[] => [...rules.map(({ id }) => id), ...judged];

/** The ids that a list of ids and globs (`aws-*`) names. One that names nothing is an error, or a misspelt id would do nothing. */
export const expandIds = (table: Table, key: string, ids: readonly string[]): string[] =>
  (table.strings(key) ?? []).flatMap((wanted, index) => {
    const isWanted = createGlob(wanted);
    const found = ids.filter((id) => id === wanted || isWanted(id));
    if (found.length > 0) return found;
    const nearest = findNearest(wanted, ids);
    return table.fail(`no rule has the id \`${wanted}\``, nearest === undefined ? '`watertight rules` lists them' : `did you mean \`${nearest}\`?`, key, index);
  });

/** The built-in rules without the disabled ones, severities changed. */
export const selectRules = (known: KnownRules, disabled: ReadonlySet<string>, severities: ReadonlyMap<string, Severity>): Rule[] =>
  known.rules
    .filter(({ id }) => !disabled.has(id))
    .map((rule) => {
      const severity = severities.get(rule.id);
      return severity === undefined ? rule : { ...rule, severity };
    });

/** A scan without rules finds nothing and looks like a clean one. */
export const requireRules = (left: number, file: string, line: number, hint: string): void => {
  if (left === 0) throw new AppError('rules-empty', `no rule is left to scan with: ${file}:${line}`, hint);
};
