import type { Entry } from '../model/entry.ts';
import type { Candidate } from './candidate.ts';
import { isPlaceholder, isReference } from './values.ts';

/** What a key and its value are together. */
export type Verdict = 'secret' | 'weak-default' | 'reference' | 'placeholder' | 'public' | 'encrypted' | 'empty' | 'not-a-credential';

export interface Judgement {
  readonly verdict: Verdict;
  /** 0 to 1: how sure that it is a secret. */
  readonly score: number;
  readonly reasons: readonly string[];
}

/** What surrounds an entry, for judgement in program text. */
export interface Surroundings {
  readonly path: string;
  /** The line or lines it stands on, at most 2,000 characters. */
  readonly line: string;
}

export const judge = (entry: Entry, surroundings: Surroundings): Judgement => {
  void surroundings;
  if (entry.value === '') return { verdict: 'empty', score: 0, reasons: ['the value is empty'] };
  if (isReference(entry.value)) return { verdict: 'reference', score: 0, reasons: ['the value is a reference'] };
  if (isPlaceholder(entry.value)) return { verdict: 'placeholder', score: 0, reasons: ['the value is a placeholder'] };
  if (/pass|secret|token|pwd/i.test(entry.key)) return { verdict: 'secret', score: 0.8, reasons: ['the key names a credential'] };
  return { verdict: 'not-a-credential', score: 0, reasons: ['the key names no credential'] };
};

/** Entries as candidates: those judged to be secrets. */
export const judgeEntries = (text: string, path: string, entries: readonly Entry[]): Candidate[] => {
  const candidates: Candidate[] = [];
  for (const entry of entries) {
    const start = text.lastIndexOf('\n', entry.keyRange.start) + 1;
    const judgement = judge(entry, { path, line: text.slice(start, Math.min(start + 2000, text.length)).split('\n', 1)[0] ?? '' });
    if (judgement.verdict !== 'secret' && judgement.verdict !== 'weak-default') continue;
    candidates.push({
      ruleId: judgement.verdict === 'secret' ? 'generic-credential' : 'weak-default-credential',
      title: judgement.verdict === 'secret' ? 'Credential in plaintext' : 'Well-known default credential',
      key: entry.key,
      range: entry.valueRange,
      value: entry.value,
      severity: judgement.verdict === 'secret' ? 'high' : 'low',
      confidence: judgement.score >= 0.75 ? 'high' : 'medium',
      rank: 1,
      reasons: judgement.reasons,
      related: [],
    });
  }
  return candidates;
};
