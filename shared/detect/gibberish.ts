import model from './model.json' with { type: 'json' };
import { createOrdinaryText, type OrdinaryText } from './ordinary-text.ts';

let made: OrdinaryText | undefined;

/** The letter model and the word list of the classifier. Made on first use, so that a scan that meets no entry does not pay for it. */
export const ordinary = (): OrdinaryText => {
  made ??= createOrdinaryText(model.words);
  return made;
};

/** Fewer letters are too few to tell. */
const MIN_LENGTH = 12;

/** Evidence against words, in bits per letter: letters at random are near -3.3, product names and other languages above -1.5. */
const MOST_BITS = -2;

/** Whether a value is letters and digits, and its letters read like no word in any language of Latin letters: `fkxhiiedpllwwqnyw`. */
export const isGibberish = (value: string): boolean => {
  if (value.length > 128 || !/^[A-Za-z\d]+$/.test(value)) return false;
  const letters = value.replace(/\d+/g, '');
  return letters.length >= MIN_LENGTH && ordinary().wordBits(letters) / letters.length < MOST_BITS;
};
