import type { Rule } from '../model/rule.ts';
import type { Automaton } from '../text/aho-corasick.ts';
import { createLaneAutomaton, laneMatcherOf } from '../text/lane-matcher.ts';
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
  /** To be shared with other threads that search the keywords of the same rules. */
  readonly automaton: Automaton;
}

/**
 * Whether a keyword stands in every match just as it is written, because the secret begins with it. Then a hit in another case (`eaa` in
 * `teaarea` for Facebook's `EAA`) is none.
 */
export const isExact = ({ pattern, flags }: Pick<Rule, 'pattern' | 'flags'>, keyword: string): boolean => {
  if (flags === 'i' || !/[a-z]/i.test(keyword) || !pattern.includes(`(?<secret>${keyword}`)) return false;
  const folded = pattern.toLowerCase();
  return folded.indexOf(keyword.toLowerCase()) === folded.lastIndexOf(keyword.toLowerCase());
};

/** Who is told of a hit: the rule of an index, or one of the word lists. */
const WORD = -1;
const ENCODED = -2;

interface Targets {
  readonly length: number;
  readonly folded: number[];
  /** Only for hits in this very case. */
  readonly exact: { readonly keyword: string; readonly rule: number }[];
}

/**
 * Searches the keywords of all rules, the credential words and the encoded words in one pass. False positives are allowed, false negatives never.
 * `shared` is the automaton of the same rules, where another thread has built it.
 */
export const createPrefilter = (rules: readonly Rule[], shared?: Automaton): Prefilter => {
  const literals = new Map<string, Targets>();
  const targetsOf = (literal: string): Targets => {
    const folded = literal.toLowerCase();
    let found = literals.get(folded);
    if (found === undefined) {
      found = { length: literal.length, folded: [], exact: [] };
      literals.set(folded, found);
    }
    return found;
  };
  for (const word of CREDENTIAL_WORDS) targetsOf(word).folded.push(WORD);
  for (const word of ENCODED_WORDS) targetsOf(word).folded.push(ENCODED);
  rules.forEach((rule, index) => {
    for (const keyword of rule.keywords) {
      if (isExact(rule, keyword)) targetsOf(keyword).exact.push({ keyword, rule: index });
      else targetsOf(keyword).folded.push(index);
    }
  });
  const targets = [...literals.values()];
  const automaton = shared ?? createLaneAutomaton([...literals.keys()]);
  const matcher = laneMatcherOf(automaton);

  const search = (text: string): Hits => {
    const byRule = new Map<number, number[]>();
    const words: number[] = [];
    const encoded: number[] = [];
    const tell = (rule: number, end: number): void => {
      const ends = byRule.get(rule);
      if (ends === undefined) byRule.set(rule, [end]);
      else ends.push(end);
    };
    matcher.find(text, (pattern, end) => {
      const { length, folded, exact } = targets[pattern]!;
      for (let i = 0; i < folded.length; i++) {
        const target = folded[i]!;
        if (target >= 0) tell(target, end);
        else {
          const list = target === WORD ? words : encoded;
          if (list[list.length - 1] !== end) list.push(end);
        }
      }
      for (let i = 0; i < exact.length; i++) {
        const { keyword, rule } = exact[i]!;
        if (text.startsWith(keyword, end - length)) tell(rule, end);
      }
    });
    return { rules: byRule, words, encoded };
  };
  return { search, automaton };
};
