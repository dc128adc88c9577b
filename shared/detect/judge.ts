import type { Entry } from '../model/entry.ts';
import type { Candidate } from './candidate.ts';
import { judgeConfig } from './judge-config.ts';
import { judgeSource } from './judge-source.ts';
import type { Judgement, Surroundings } from './judgement.ts';
import { isPlaceholder, isReference } from './values.ts';

/** Judges one entry by key and value. What a value is on its own (empty, reference, placeholder …) is decided first, for every setting alike. */
export const judge = (entry: Entry, surroundings: Surroundings): Judgement => {
  if (entry.value === '') return { verdict: 'empty', score: 0, reasons: ['the value is empty'] };
  if (isReference(entry.value)) return { verdict: 'reference', score: 0, reasons: ['the value is a reference'] };
  if (isPlaceholder(entry.value)) return { verdict: 'placeholder', score: 0, reasons: ['the value is a placeholder'] };
  return entry.setting === 'config' ? judgeConfig(entry, surroundings) : judgeSource(entry, surroundings);
};

/** Entries as candidates: those judged to be secrets. */
export const judgeEntries = (text: string, path: string, entries: readonly Entry[]): Candidate[] => {
  const candidates: Candidate[] = [];
  for (const entry of entries) {
    const start = text.lastIndexOf('\n', entry.keyRange.start) + 1;
    const line = text.slice(start, Math.min(start + 2000, text.length)).split('\n', 1)[0] ?? '';
    const judgement = judge(entry, { path, line, lineStart: start, text });
    if (judgement.verdict !== 'secret' && judgement.verdict !== 'weak-default') continue;
    const isSecret = judgement.verdict === 'secret';
    candidates.push({
      ruleId: isSecret ? 'generic-credential' : 'weak-default-credential',
      title: isSecret ? 'Credential in plaintext' : 'Well-known default credential',
      key: entry.key,
      range: entry.valueRange,
      value: entry.value,
      severity: isSecret ? 'high' : 'low',
      confidence: judgement.score >= 0.75 ? 'high' : judgement.score >= 0.5 ? 'medium' : 'low',
      rank: 1,
      reasons: judgement.reasons,
      related: [],
    });
  }
  return candidates;
};
