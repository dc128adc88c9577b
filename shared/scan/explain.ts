import { judge, surroundingsOf } from '../detect/judge.ts';
import type { Verdict } from '../detect/judgement.ts';
import { entriesOf } from '../formats/entries-of.ts';
import { formatOf } from '../formats/format-of.ts';
import type { FormatId } from '../model/entry.ts';
import type { Finding } from '../model/finding.ts';
import type { Rule } from '../model/rule.ts';
import { readItem } from '../sources/read-item.ts';
import { indexLines } from '../text/lines.ts';
import { redact } from '../text/redact.ts';
import { createRuleSet, scanFragment } from './scan-fragment.ts';

/** What was decided of one key and value, and why. No value. */
export interface ExplainedEntry {
  /** 1-based. */
  readonly line: number;
  readonly key: string;
  readonly redacted: string;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

export interface Explanation {
  readonly format: FormatId;
  readonly entries: readonly ExplainedEntry[];
  readonly findings: readonly Finding[];
}

/** Explains a file: each key and value that was read, and what was found. `line`: only this one. Large files are read up to their first piece. */
export const explainFile = (path: string, absolute: string, bytes: number, rules: readonly Rule[], line?: number): Explanation | undefined => {
  const ruleSet = createRuleSet(rules);
  for (const fragment of readItem({ kind: 'file', path, absolute, bytes })) {
    const { text } = fragment;
    const lines = indexLines(text);
    const format = formatOf(path, text.slice(0, 4096));
    const read = entriesOf(format, text, ruleSet.prefilter.search(text).words, path).entries;
    const entries = read.map((entry) => {
      const { verdict, reasons } = judge(entry, surroundingsOf(text, path, entry));
      return { line: lines.lineOf(entry.keyRange.start) + 1, key: entry.key, redacted: entry.value === '' ? '' : redact(entry.value), verdict, reasons };
    });
    const findings = scanFragment(fragment, ruleSet);
    return {
      format,
      entries: entries.filter((entry) => line === undefined || entry.line === line),
      findings: findings.filter(({ place }) => line === undefined || (place.startLine <= line && line <= place.endLine)),
    };
  }
  return undefined;
};
