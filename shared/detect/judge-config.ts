import type { Entry } from '../model/entry.ts';
import type { Judgement, Surroundings } from './judgement.ts';

/** Judges an entry of a text in which every entry is a setting (dotenv, tfvars, an `env:` block), where a short plain word can be a password. */
export const judgeConfig = (entry: Entry, surroundings: Surroundings): Judgement => {
  void surroundings;
  if (/pass|secret|token|pwd/i.test(entry.key)) return { verdict: 'secret', score: 0.8, reasons: ['the key names a credential'] };
  return { verdict: 'not-a-credential', score: 0, reasons: ['the key names no credential'] };
};
