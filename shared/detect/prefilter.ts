import type { Rule } from '../model/rule.ts';
import { createMatcher } from '../text/aho-corasick.ts';
import { CREDENTIAL_WORDS } from './credential-words.ts';
import { ENCODED_WORDS } from './encoded-words.ts';

/** What one pass over a text saw. */
export interface Hits {
  /** By rule index: rising end offsets of its keywords. Only rules that were hit. */
  readonly rules: ReadonlyMap<number, readonly number[]>;
  /** Rising end offsets of credential words. */
  readonly words: readonly number[];
  /** Rising end offsets of encoded words. */
  readonly encoded: readonly number[];
}

export interface Prefilter {
  readonly search: (text: string) => Hits;
}

/** Searches the keywords of all rules, the credential words and the encoded words in one pass. False positives are allowed, false negatives never. */
export const createPrefilter = (rules: readonly Rule[]): Prefilter => {
  const literals = new Map<string, number[]>();
  const WORD = -1;
  const ENCODED = -2;
  const add = (literal: string, target: number): void => {
    const folded = literal.toLowerCase();
    literals.set(folded, [...(literals.get(folded) ?? []), target]);
  };
  for (const word of CREDENTIAL_WORDS) add(word, WORD);
  for (const word of ENCODED_WORDS) add(word, ENCODED);
  rules.forEach((rule, index) => {
    for (const keyword of rule.keywords) add(keyword, index);
  });
  const targets = [...literals.values()];
  const matcher = createMatcher([...literals.keys()]);
  const search = (text: string): Hits => {
    const byRule = new Map<number, number[]>();
    const words: number[] = [];
    const encoded: number[] = [];
    matcher.find(text, (pattern, end) => {
      for (const target of targets[pattern]!) {
        if (target === WORD) {
          if (words[words.length - 1] !== end) words.push(end);
        } else if (target === ENCODED) {
          if (encoded[encoded.length - 1] !== end) encoded.push(end);
        } else {
          const ends = byRule.get(target);
          if (ends === undefined) byRule.set(target, [end]);
          else ends.push(end);
        }
      }
    });
    return { rules: byRule, words, encoded };
  };
  return { search };
};
