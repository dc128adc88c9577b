import type { Entry, Parsed } from '../model/entry.ts';
import { DOUBLE_QUOTE, HASH, isBlank, isLineBreak, textStart } from './chars.ts';

/** Words that are followed by a value. `user` and `port` are Emacs'. https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html */
const WITH_VALUE = new Set(['login', 'user', 'password', 'passwd', 'account', 'port']);

/** A machine, or one of its lines, that was commented out; prose is not. */
const COMMENTED = /^#+\s{0,8}(?:machine\s{1,8}\S{1,200}\s{1,8}(?:login|user|password)\s|(?:login|password)\s{1,8}\S{1,300}\s{0,8}$)/;

interface Word {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `.netrc`: words between blanks and line breaks, `machine` or `default` before `login`, `password` and `account`. Each of these is
 * an entry whose parent is the machine. Macros (`macdef`) are stepped over up to a blank line. A machine that was commented out counts.
 */
export const parseNetrc = (text: string): Parsed => {
  const entries: Entry[] = [];
  let parents: readonly string[] = [];
  let kind: Entry['kind'] = 'assignment';
  let commentEnd = 0;
  for (let at = textStart(text); at < text.length; ) {
    let word = wordAt(text, at);
    if (word.start >= text.length) break;
    if (word.start >= commentEnd) kind = 'assignment';
    if (text.charCodeAt(word.start) === HASH) {
      commentEnd = lineEndAt(text, word.start);
      const line = text.slice(word.start, Math.min(commentEnd, word.start + 500));
      if (!COMMENTED.test(line)) {
        at = commentEnd;
        continue;
      }
      kind = 'comment';
      at = word.start + line.search(/[a-z]/);
      word = wordAt(text, at);
    }
    const name = text.slice(word.start, word.end);
    at = word.end;
    if (name === 'macdef') at = endOfMacro(text, at);
    else if (name === 'default') parents = ['default'];
    else if (name === 'machine') {
      const machine = wordAt(text, at);
      parents = machine.end > machine.start ? [text.slice(machine.start, machine.end)] : [];
      at = machine.end;
    } else if (WITH_VALUE.has(name)) {
      const value = valueAt(text, at);
      if (value.range.end === value.range.start && value.quote === 'none') break;
      at = value.after;
      entries.push({
        key: name,
        parents,
        keyRange: word,
        value: text.slice(value.range.start, value.range.end),
        valueRange: value.range,
        quote: value.quote,
        kind,
        setting: 'config',
      });
    }
  }
  return { entries, notes: [] };
};

const isGap = (code: number): boolean => isBlank(code) || isLineBreak(code);

const wordAt = (text: string, at: number): Word => {
  let start = at;
  while (start < text.length && isGap(text.charCodeAt(start))) start++;
  let end = start;
  while (end < text.length && !isGap(text.charCodeAt(end))) end++;
  return { start, end };
};

/** A value: a word, or what stands between double quotes on one line. */
const valueAt = (text: string, at: number): { range: Word; after: number; quote: Entry['quote'] } => {
  const word = wordAt(text, at);
  if (text.charCodeAt(word.start) !== DOUBLE_QUOTE) return { range: word, after: word.end, quote: 'none' };
  let end = word.start + 1;
  while (end < text.length && text.charCodeAt(end) !== DOUBLE_QUOTE && !isLineBreak(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) !== DOUBLE_QUOTE)
    return { range: { start: word.start + 1, end: Math.max(word.end, word.start + 1) }, after: word.end, quote: 'double' };
  return { range: { start: word.start + 1, end }, after: end + 1, quote: 'double' };
};

const lineEndAt = (text: string, at: number): number => {
  let end = at;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
};

/** A macro ends with a blank line. */
const endOfMacro = (text: string, at: number): number => {
  const end = /\r?\n[ \t]*\r?\n/g;
  end.lastIndex = at;
  const match = end.exec(text);
  return match ? match.index + match[0].length : text.length;
};
