import type { Needle } from './fingerprints.ts';
import { searchFormsOf } from './search-forms.ts';

/** A line of a key is as good as the key. Lines around it stand in every key. */
const MIN_LINE_LENGTH = 24;

/** What to look for to find a value: its forms, and of one of several lines each long line by itself. */
export function* needlesOf(value: string, label: string, minLength: number): Generator<Needle> {
  for (const text of searchFormsOf(value, minLength)) yield { text, label, growth: text.length / value.length };
  const lines = value.split(/[\r\n]+/).map((line) => line.trim());
  if (lines.length > 1) for (const text of lines) if (text.length >= MIN_LINE_LENGTH && !text.startsWith('-----')) yield { text, label };
}
