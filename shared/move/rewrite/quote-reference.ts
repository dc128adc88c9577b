import type { Range } from '../../model/range.ts';

/** What no reader of settings takes for anything but itself: no blank, no comment sign, no quote, no expansion. */
const PLAIN = /^[\w./:@+,%~^-][\w./:@+=,%~^-]*$/;

/** Whether `quote` can stand around the text as it is, without escapes, for shells and for every dotenv. */
const fits = (text: string, quote: string): boolean => {
  if (quote === "'") return !text.includes("'");
  if (quote === '"') return !/["\\$`]/.test(text);
  return quote === '`' && !/[`\\$]/.test(text);
};

/** The reference as a value of a `.env`: bare where every reader agrees on it, else in the quotes that need no escapes. */
const quoted = (reference: string, wanted = '"'): string => {
  const quote = [wanted, '"', "'", '`'].find((candidate) => fits(reference, candidate)) ?? "'";
  return quote + reference + quote;
};

/**
 * The edit that puts a reference in the place of a value of a `.env`, `range` being the value without its quotes. Quotes that are there stay.
 * `name#field` gets quotes: Node's `parseEnv` and the dotenv package end a bare value at any `#`.
 */
export const dotenvEdit = (text: string, range: Range, reference: string): { readonly range: Range; readonly text: string } => {
  const quote = text[range.start - 1] ?? '';
  if (!/["'`]/.test(quote)) return { range, text: PLAIN.test(reference) ? reference : quoted(reference) };
  if (text[range.end] !== quote) return { range: { start: range.start - 1, end: range.end }, text: quoted(reference, quote) };
  if (fits(reference, quote)) return { range, text: reference };
  return { range: { start: range.start - 1, end: range.end + 1 }, text: quoted(reference, quote) };
};
