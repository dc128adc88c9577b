import type { Range } from '../../model/range.ts';

/** The start of the line that holds `at`. */
export const lineStartAt = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Behind the line break of the line that holds `at`, or the end of the text. */
export const lineEndAt = (text: string, at: number): number => {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
};

/** The whole lines that a range touches, with their last line break. */
export const wholeLines = (text: string, range: Range): Range => ({
  start: lineStartAt(text, range.start),
  end: lineEndAt(text, Math.max(range.start, range.end - 1)),
});

/** Whether the line of a range is a comment from its start. */
export const isCommented = (text: string, { start }: Range): boolean => /^\s*#/.test(text.slice(lineStartAt(text, start), start));

/** The line break that a text uses. */
export const newlineOf = (text: string): string => (/\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n');

/** Text made with `\n`, in the line breaks of another. */
export const withNewlines = (made: string, like: string): string => (newlineOf(like) === '\n' ? made : made.replaceAll('\n', '\r\n'));
