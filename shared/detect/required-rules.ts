import type { Range } from '../model/range.ts';
import type { UserRule } from '../model/user-rule.ts';
import { indexLines } from '../text/lines.ts';
import type { Candidate } from './candidate.ts';

/**
 * Keeps the candidates whose rules have all that they require near them, with the places of it, and drops those of mere components.
 * What a required rule requires in turn does not matter, so rules may require each other.
 */
export const keepRequired = (text: string, rules: readonly UserRule[], candidates: readonly Candidate[]): readonly Candidate[] => {
  const special = new Map(rules.filter(({ required, component }) => required !== undefined || component === true).map((rule) => [rule.id, rule]));
  if (!candidates.some(({ ruleId }) => special.has(ruleId))) return candidates;
  const byRule = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const same = byRule.get(candidate.ruleId);
    if (same === undefined) byRule.set(candidate.ruleId, [candidate]);
    else same.push(candidate);
  }
  const lines = indexLines(text);
  const placeOf = ({ range }: Candidate) => {
    const line = lines.lineOf(range.start);
    return { line, column: range.start - lines.startOf(line) };
  };
  return candidates.flatMap((candidate): Candidate[] => {
    const rule = special.get(candidate.ruleId);
    if (rule === undefined) return [candidate];
    if (rule.component === true) return [];
    const own = placeOf(candidate);
    const related: Range[] = [];
    for (const { rule: id, lines: maxLines, columns: maxColumns } of rule.required ?? []) {
      const near = (byRule.get(id) ?? []).filter((other) => {
        const place = placeOf(other);
        return (
          (maxLines === undefined || Math.abs(place.line - own.line) <= maxLines) &&
          (maxColumns === undefined || Math.abs(place.column - own.column) <= maxColumns)
        );
      });
      if (near.length === 0) return [];
      related.push(...near.slice(0, MAX_RELATED).map(({ range }) => range));
    }
    return [{ ...candidate, related, reasons: [...candidate.reasons, `found near it: ${(rule.required ?? []).map(({ rule: id }) => id).join(', ')}`] }];
  });
};

const MAX_RELATED = 10;
