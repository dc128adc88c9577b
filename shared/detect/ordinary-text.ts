/** How much a value reads like ordinary words: a letter trigram model and a list of common words, both fitted by `scripts/fit.mjs`. */
export interface WordModel {
  /** One character per trigram over `^abc…z` (27³), `'0'` + a quantised logarithm of its probability. */
  readonly trigrams: string;
  /** Common words of three letters and more, separated by blanks. */
  readonly words: string;
}

/** Level of a letter at random: log2 of 1/26 on the scale of the model, where 63 is 0 bits and 0 is -12 bits. */
const RANDOM_LEVEL = 63 * (1 - Math.log2(26) / 12);

export interface OrdinaryText {
  /** Mean quantised log-probability per letter of the runs of letters, 0 (never seen) to 63; -1 where there are no three letters in a row. */
  readonly fluency: (value: string) => number;
  /** Bits by which words are likelier than letters at random, over all letters: grows with the length, unlike `fluency`. 0 without letters. */
  readonly wordBits: (value: string) => number;
  /** Share of the letters that belong to common words, 0 to 1. */
  readonly wordShare: (value: string) => number;
}

const SIZE = 27;
const MAX_READ = 200;
/** Characters whose words are looked up. */
const MAX_SHARED = 64;

/** 1 to 26 for a letter of either case, 0 for all else. */
const letterOf = (code: number): number => (code >= 97 && code <= 122 ? code - 96 : code >= 65 && code <= 90 ? code - 64 : 0);

export const createOrdinaryText = (model: WordModel): OrdinaryText => {
  const costs = new Uint8Array(SIZE ** 3);
  for (let i = 0; i < costs.length; i++) costs[i] = Math.max(0, model.trigrams.charCodeAt(i) - 48 || 0);
  const words = new Set(model.words.split(' '));
  /** Length of the longest word that starts with three letters; most letters at random start none. */
  const longest = new Uint8Array(SIZE ** 3);
  for (const word of words) {
    const at = (letterOf(word.charCodeAt(0)) * SIZE + letterOf(word.charCodeAt(1))) * SIZE + letterOf(word.charCodeAt(2));
    longest[at] = Math.max(longest[at]!, word.length);
  }

  /** Sum of the levels and how many there were. Fields of this object are set again by each call. */
  const measured = { sum: 0, count: 0 };
  const measure = (value: string): void => {
    const length = Math.min(value.length, MAX_READ);
    let sum = 0;
    let count = 0;
    let a = 0;
    let b = 0;
    let run = 0;
    let lower = false;
    for (let i = 0; i <= length; i++) {
      const code = i < length ? value.charCodeAt(i) : 0;
      const c = letterOf(code);
      // A capital after a small letter starts a word: `newPassword`.
      const border = c === 0 || (lower && code < 97);
      if (border && run >= 3) {
        sum += costs[(a * SIZE + b) * SIZE]!;
        count++;
      }
      if (border) {
        a = 0;
        b = 0;
        run = 0;
      }
      if (c !== 0) {
        run++;
        if (run > 1) {
          sum += costs[(a * SIZE + b) * SIZE + c]!;
          count++;
        }
        a = b;
        b = c;
      }
      lower = code >= 97;
    }
    measured.sum = sum;
    measured.count = count;
  };

  const fluency: OrdinaryText['fluency'] = (value) => {
    measure(value);
    return measured.count < 2 ? -1 : measured.sum / measured.count;
  };

  const wordBits: OrdinaryText['wordBits'] = (value) => {
    measure(value);
    return ((measured.sum - measured.count * RANDOM_LEVEL) * 12) / 63;
  };

  const wordShare: OrdinaryText['wordShare'] = (value) => {
    const text = value.slice(0, MAX_SHARED).toLowerCase();
    let letters = 0;
    let known = 0;
    for (let i = 0; i < text.length; i++) {
      const a = letterOf(text.charCodeAt(i));
      if (a === 0) continue;
      const b = letterOf(text.charCodeAt(i + 1));
      const c = b === 0 ? 0 : letterOf(text.charCodeAt(i + 2));
      let taken = 0;
      for (let size = c === 0 ? 0 : longest[(a * SIZE + b) * SIZE + c]!; size >= 3; size--) {
        if (words.has(text.slice(i, i + size))) {
          taken = size;
          break;
        }
      }
      letters += Math.max(1, taken);
      known += taken;
      if (taken > 0) i += taken - 1;
    }
    return letters === 0 ? 0 : known / letters;
  };
  return { fluency, wordBits, wordShare };
};
