import { MIN_FORM_LENGTH } from './forms.ts';
import { partsOf } from './secret-parts.ts';
import { whyTrivial } from './trivial.ts';

/** The lines of a value of several, each of which may be printed on its own. */
const linesOf = (text: string): string[] => (/[\r\n]/.test(text) ? text.split(/[\r\n]+/).map((line) => line.trim()) : []);

/**
 * What to redact of secret values: each as a whole, its lines, and what it is made of (JSON leaves, settings, passwords in URLs). Not what
 * stands in any output by chance: common words, small numbers, less than five characters.
 */
export const worthRedacting = (values: Iterable<string>): string[] => {
  const wanted = new Set<string>();
  for (const value of values) {
    for (const { text } of partsOf(value)) {
      for (const each of [text, text.trim(), ...linesOf(text)]) if (whyTrivial(each, MIN_FORM_LENGTH) === undefined) wanted.add(each);
    }
  }
  return [...wanted];
};
