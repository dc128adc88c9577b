import type { Entry } from '../model/entry.ts';
import { FEATURES, featuresOf } from './features.ts';
import { ordinary } from './gibberish.ts';
import type { Judgement, Surroundings } from './judgement.ts';
import { KEY_PARTS } from './key-features.ts';
import model from './model.json' with { type: 'json' };
import type { OrdinaryText } from './ordinary-text.ts';
import { findVeto, isAboutCredentials, isWordy } from './source-vetoes.ts';
import { createScorer, probabilityOf, type Scorer } from './trees.ts';

/** Least probability of a finding: where the held-out F1 of `scripts/fit.mjs` is highest. Confidence is decided by `judge.ts`. */
export const LEAST_SCORE = 0.4;

/** A value longer than this is a document. */
const MAX_VALUE = 4096;

/** Made on first use, so that a scan that meets no entry does not pay for it. */
let made: Scorer | undefined;
const scorer = (): Scorer => {
  made ??= createScorer(model.forest);
  return made;
};

/** Fluency from which letters read like words: held out, no credential of a thousand is above. */
const FLUENT = 42;

/** Why an entry is no credential, found before the classifier is asked: what can be said of it at little cost. */
export const findEarlyVeto = (entry: Entry, words: OrdinaryText): string | undefined => {
  if (entry.value.length > MAX_VALUE) return 'the value is a document';
  if (entry.value.length >= 4 && isWordy(entry.value) && words.fluency(entry.value) > FLUENT) return 'the value reads like ordinary words';
  if (/^(?:hashes|checksums|digests)$/i.test(entry.parents.at(-1) ?? '')) return 'the value is a digest';
  if (!isAboutCredentials(entry.key, entry.parents)) return 'the key names no credential';
  return findVeto(entry.key, entry.value, entry.quote !== 'none');
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
  const words = ordinary();
  const veto = findEarlyVeto(entry, words);
  if (veto !== undefined) return { verdict: 'not-a-credential', score: 0, reasons: [veto] };
  const row = featuresOf(entry, surroundings, words);
  const score = probabilityOf(scorer().scoreOf(row));
  if (score < LEAST_SCORE) return { verdict: 'not-a-credential', score, reasons: [`score ${score.toFixed(2)} of the fitted classifier`] };
  return { verdict: 'secret', score, reasons: reasonsOf(entry, row, score) };
};
