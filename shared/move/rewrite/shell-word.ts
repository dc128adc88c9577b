import type { Range } from '../../model/range.ts';
import { lineStartAt } from './line-range.ts';

/** A text as one word of a POSIX shell. */
export const shellWord = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** What gives a shell the value of a reference. */
export const askedFor = (reference: string): string => `"$(watertight resolve ${shellWord(reference)})"`;

/** The word of a shell that is the value and nothing else, with its quotes. */
export const shellWordAt = (text: string, range: Range): Range | undefined => {
  const quote = /["']/.test(text[range.start - 1] ?? '') && text[range.start - 1] === text[range.end] ? 1 : 0;
  const word = { start: range.start - quote, end: range.end + quote };
  const before = text.slice(lineStartAt(text, word.start), word.start);
  const isWord = /(?:^|[\s=])$/.test(before) && /^(?:[\s;)&|]|$)/.test(text.slice(word.end, word.end + 1));
  const quotes = before.match(/["']/g)?.length ?? 0;
  return isWord && quotes % 2 === 0 && !/^\s*#/.test(before) ? word : undefined;
};
