import type { Entry } from '../model/entry.ts';
import { FEATURES, featuresOf } from './features.ts';
import type { Judgement, Surroundings } from './judgement.ts';
import { KEY_PARTS } from './key-features.ts';
import model from './model.json' with { type: 'json' };
import { createOrdinaryText, type OrdinaryText } from './ordinary-text.ts';
import { findVeto } from './source-vetoes.ts';
import { probabilityOf, scoreOf } from './trees.ts';

/** Least probability of a finding: where the held-out F1 of `scripts/fit.mjs` is highest. Confidence is decided by `judge.ts`. */
export const LEAST_SCORE = 0.4;

/** A value longer than this is a document. */
const MAX_VALUE = 4096;

let ordinaryText: OrdinaryText | undefined;

/** Made on first use, so that a scan that meets no entry does not pay for it. */
export const ordinary = (): OrdinaryText => {
  ordinaryText ??= createOrdinaryText(model.words);
  return ordinaryText;
};

/** What decided, in words: the parts of the key, how the value reads, and the score. */
const reasonsOf = (entry: Entry, row: readonly number[], score: number): string[] => {
  const parts = KEY_PARTS.filter(([name]) => row[FEATURES.indexOf(`key: ${name}`)] === 1).map(([name]) => name);
  const fluency = row[FEATURES.indexOf('value: fluency')] ?? -1;
  const known = row[FEATURES.indexOf('value: share of common words')] ?? 0;
  return [
    parts.length === 0 ? 'the key names no credential' : `the key names: ${parts.join(', ')}`,
    fluency < 0 ? 'the value holds no words' : known > 0.7 ? 'the value reads like ordinary words' : 'the value does not read like ordinary words',
    `${entry.value.length} characters, entropy ${(row[FEATURES.indexOf('value: entropy')] ?? 0).toFixed(2)} bits per character`,
    `score ${score.toFixed(2)} of the fitted classifier, version ${model.version}`,
  ];
};

/** Judges an entry of program text or of any text whose grammar is not known, by a fitted score over features of key, value and line. */
export const judgeSource = (entry: Entry, surroundings: Surroundings): Judgement => {
  if (entry.value.length > MAX_VALUE) return { verdict: 'not-a-credential', score: 0, reasons: ['the value is a document'] };
  const veto = findVeto(entry.key, entry.value, entry.quote !== 'none');
  if (veto !== undefined) return { verdict: 'not-a-credential', score: 0, reasons: [veto] };
  const row = featuresOf(entry, surroundings, ordinary());
  const score = probabilityOf(scoreOf(model.forest, row));
  if (score < LEAST_SCORE) return { verdict: 'not-a-credential', score, reasons: [`score ${score.toFixed(2)} of the fitted classifier`] };
  return { verdict: 'secret', score, reasons: reasonsOf(entry, row, score) };
};
