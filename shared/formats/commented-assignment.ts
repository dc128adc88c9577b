import type { Entry, Quote } from '../model/entry.ts';
import { isBlank, skipBlanks, skipNameChars, trimEnd } from './chars.ts';
import { NO_PARENTS, settingOf, type Value, valueAt } from './entry.ts';
import { undoEscapes } from './escapes.ts';
import { mentionedSetting } from './mentioned-setting.ts';

/** An unquoted value of more words than this is prose. Pass phrases of five words exist. */
const MAX_WORDS = 5;

/** A value longer than this in a comment is data, not a setting that was switched off. */
const MAX_VALUE = 10_000;

const PREFIX = /(?:export|set|setx|declare -x|readonly|local|ENV|-)[ \t]{1,8}/iy;

/**
 * A commented-out assignment inside a comment: `# API_KEY=abc`, `//password = "abc"`, `;token: abc`. `start` and `end` bound the comment
 * on one line, its signs included. Prose is not an assignment: the key must come first and be one word, and an unquoted value of several
 * words counts only after `UPPER_CASE=` without blanks around the sign. Failing that, a setting that the prose mentions.
 */
export const commentedAssignment = (text: string, start: number, end: number, parents: readonly string[] = NO_PARENTS): Entry | undefined => {
  const entry = assignmentAt(text, start, end, parents);
  const isLabel = entry?.quote === 'none' && entry.value.includes('=') && text[entry.keyRange.end] === ':';
  const mention = isLabel || !entry ? mentionedSetting(text, start, end, parents, 'comment') : undefined;
  // At the start of the comment it was read already, and found to be prose.
  const isWithin = mention && /[A-Za-z0-9]/.test(text.slice(start, mention.keyRange.start));
  return isWithin ? mention : entry;
};

const assignmentAt = (text: string, start: number, end: number, parents: readonly string[]): Entry | undefined => {
  let at = start;
  while (at < end && (isBlank(text.charCodeAt(at)) || '#/;*!'.includes(text[at]!))) at++;
  PREFIX.lastIndex = at;
  if (PREFIX.test(text) && PREFIX.lastIndex < end) at = PREFIX.lastIndex;
  const keyMark = text[at] === '"' || text[at] === "'" ? text[at] : '';
  const keyStart = at + keyMark!.length;
  const keyEnd = skipNameChars(text, keyStart, end);
  if (keyEnd === keyStart || !/[A-Za-z_]/.test(text[keyStart]!)) return undefined;
  const afterKey = keyEnd + keyMark!.length;
  if (keyMark && text[keyEnd] !== keyMark) return undefined;
  const signAt = skipBlanks(text, afterKey, end);
  const sign = text[signAt];
  if (signAt >= end || (sign !== '=' && sign !== ':')) return undefined;
  // `::`, `://`, `==` and `=>` are not how settings are written.
  if (/[=:>~/]/.test(text[signAt + 1] ?? ' ')) return undefined;
  const valueStart = skipBlanks(text, signAt + 1, end);
  const key = text.slice(keyStart, keyEnd);
  const value =
    quotedValue(text, valueStart, end) ?? bareValue(text, valueStart, end, /^[A-Z_][A-Z0-9_]*$/.test(key) && sign === '=' && valueStart === afterKey + 1);
  if (!value) return undefined;
  return settingOf({ text: key, range: { start: keyStart, end: keyEnd }, parents }, value, 'comment');
};

const QUOTES: Readonly<Record<string, Quote>> = { '"': 'double', "'": 'single', '`': 'backtick' };

const quotedValue = (text: string, start: number, end: number): Value | undefined => {
  const mark = text[start] ?? '';
  const quote = start < end ? QUOTES[mark] : undefined;
  if (!quote) return undefined;
  for (let at = start + 1; at < end && at - start < MAX_VALUE; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === mark) {
      const raw = text.slice(start + 1, at);
      return { value: quote === 'double' ? undoEscapes(raw, { known: 'nrtu' }) : raw, valueRange: { start: start + 1, end: at }, quote };
    }
  }
  return undefined;
};

const bareValue = (text: string, start: number, end: number, mayHaveBlanks: boolean): Value | undefined => {
  let last = start;
  let words = 0;
  while (last < end && last - start < MAX_VALUE) {
    const code = text[last]!;
    // ` #` starts a comment after the value.
    if (isBlank(code.charCodeAt(0)) && text[skipBlanks(text, last, end)] === '#') break;
    if (isBlank(code.charCodeAt(0))) {
      words++;
      last = skipBlanks(text, last, end);
    } else last++;
  }
  let trimmed = trimEnd(text, start, last);
  if (text[trimmed - 1] === ',' && trimmed - 1 > start) trimmed--;
  if (isBlank(text.charCodeAt(last - 1))) words--;
  if (trimmed === start || words >= MAX_WORDS || (words > 0 && !mayHaveBlanks)) return undefined;
  return valueAt(text, start, trimmed, 'none');
};
