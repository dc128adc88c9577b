import type { Quote } from '../model/entry.ts';
import type { Range } from '../model/range.ts';

/** A value as it stands in program text: what it says, where, and how it was quoted. */
export interface ValueRead {
  readonly value: string;
  readonly range: Range;
  readonly quote: Quote;
  /** Offset after the value and its closing quote. */
  readonly next: number;
}

/** A quoted value longer than this is a text, not a credential; keys in PEM have a rule of their own. */
const MAX_QUOTED = 4096;
const MAX_BARE = 512;
/** A list of bytes of 64 four-character numbers on lines of eight fits. */
const MAX_BYTES = 1200;

const DOUBLE = 34;
const SINGLE = 39;
const BACKTICK = 96;
const BACKSLASH = 92;

export const isQuote = (code: number): boolean => code === DOUBLE || code === SINGLE || code === BACKTICK;

const quoteName = (code: number): Quote => (code === DOUBLE ? 'double' : code === SINGLE ? 'single' : 'backtick');

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', b: '\b', f: '\f' };

/** Undoes the escapes that C, its heirs and shells share. An unknown escape stands for its character. */
const unescapeText = (raw: string): string =>
  raw.includes('\\')
    ? raw.replace(/\\(?:u\{?([0-9a-fA-F]{4,6})\}?|x([0-9a-fA-F]{2})|([\s\S]))/g, (whole, unicode?: string, hex?: string, single?: string) => {
        const digits = unicode ?? hex;
        if (digits === undefined) return ESCAPES[single ?? ''] ?? single ?? whole;
        const code = Number.parseInt(digits, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      })
    : raw;

/** The string that starts with the quote at `at`. Single and double quotes end with their line unless they are tripled. */
export const readQuoted = (text: string, at: number): ValueRead | undefined => {
  const code = text.charCodeAt(at);
  const tripled = code !== BACKTICK && text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code;
  const start = at + (tripled ? 3 : 1);
  const limit = Math.min(text.length, start + MAX_QUOTED);
  for (let i = start; i < limit; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === code) {
      if (tripled && (text.charCodeAt(i + 1) !== code || text.charCodeAt(i + 2) !== code)) continue;
      return { value: unescapeText(text.slice(start, i)), range: { start, end: i }, quote: quoteName(code), next: i + (tripled ? 3 : 1) };
    } else if (c === 10 && !tripled && code !== BACKTICK) return undefined;
  }
  return undefined;
};

/** A string inside a string: `\"value\"`, at the backslash. */
export const readEscapedQuoted = (text: string, at: number): ValueRead | undefined => {
  const code = text.charCodeAt(at + 1);
  const start = at + 2;
  const limit = Math.min(text.length, start + MAX_BARE);
  for (let i = start; i < limit; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) return undefined;
    if (c !== BACKSLASH) continue;
    if (text.charCodeAt(i + 1) === code) return { value: text.slice(start, i), range: { start, end: i }, quote: quoteName(code), next: i + 2 };
    i++;
  }
  return undefined;
};

/** Characters that end a value without quotes: white space, quotes, and `,;<>&|()[]{}\`. */
const ENDS_BARE = new Uint8Array(128);
for (let code = 0; code <= 32; code++) ENDS_BARE[code] = 1;
for (const char of '"\'`,;<>&|()[]{}\\') ENDS_BARE[char.charCodeAt(0)] = 1;

const OPEN_PAREN = 40;

const isAlphanumeric = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** A quote inside a value that has none around it, `ab'cd`: between letters or digits, and no other before the next blank. */
const isApostrophe = (text: string, start: number, at: number): boolean => {
  const code = text.charCodeAt(at);
  if (!isQuote(code) || at === start || !isAlphanumeric(text.charCodeAt(at - 1)) || !isAlphanumeric(text.charCodeAt(at + 1))) return false;
  const limit = Math.min(text.length, at + 64);
  for (let i = at + 1; i < limit; i++) {
    const c = text.charCodeAt(i);
    if (isQuote(c)) return false;
    if (c <= 32) return true;
  }
  return limit === text.length;
};

/**
 * A value without quotes, up to white space or a delimiter. A call (`f(`), an index (`a[`), a template (`${`) and a generic type (`A<`)
 * are program text: `undefined`. A closing full stop or colon belongs to the sentence.
 */
export const readBare = (text: string, at: number): ValueRead | undefined => {
  const limit = Math.min(text.length, at + MAX_BARE);
  let end = at;
  while (end < limit) {
    const code = text.charCodeAt(end);
    if (code < 128 && ENDS_BARE[code] === 1 && !isApostrophe(text, at, end)) break;
    end++;
  }
  if (end === at || end === limit) {
    if (end === at || limit < text.length) return undefined;
  }
  const stop = text.charCodeAt(end);
  // `$row->passwd` and `a->b` are program text.
  if (stop === 62 && text.charCodeAt(end - 1) === 45) return undefined;
  if (stop === 60 && text.charCodeAt(end + 1) >= 65 && text.charCodeAt(end + 1) <= 90) return undefined;
  if (stop === OPEN_PAREN || stop === 91 || stop === 123) {
    // A password may hold a bracket: then no plain name stands before it.
    let plain = true;
    for (let i = at; i < end && plain; i++) {
      const c = text.charCodeAt(i);
      plain =
        (c >= 97 && c <= 122) ||
        (c >= 65 && c <= 90) ||
        (c >= 48 && c <= 57) ||
        c === 95 ||
        c === 46 ||
        c === 36 ||
        c === 58 ||
        c === 45 ||
        c === 62 ||
        c === 64;
    }
    if (plain) return undefined;
    while (end < limit && text.charCodeAt(end) > 32 && !isQuote(text.charCodeAt(end)) && text.charCodeAt(end) !== 44 && text.charCodeAt(end) !== 59) end++;
  }
  let last = end;
  while (last > at + 1 && (text.charCodeAt(last - 1) === 46 || text.charCodeAt(last - 1) === 58)) last--;
  return { value: text.slice(at, last), range: { start: at, end: last }, quote: 'none', next: end };
};

/** A list of numbers between brackets, `{0x01, 2, 0b11}`: at least 8 of them, over lines. The value is the list as written. */
export const readBytes = (text: string, at: number): ValueRead | undefined => {
  const start = at + 1;
  const limit = Math.min(text.length, start + MAX_BYTES);
  let end = start;
  let commas = 0;
  for (; end < limit; end++) {
    const c = text.charCodeAt(end);
    if (c === 44) commas++;
    else if (c === 125 || c === 93) break;
    else if (!((c >= 48 && c <= 57) || c === 120 || c === 88 || c <= 32 || (c >= 97 && c <= 102) || (c >= 65 && c <= 70) || c === 45 || c === 117))
      return undefined;
  }
  // The text may be cut (a diff, a window): a list that long is one although its end is not seen.
  if (commas < 7) return undefined;
  let from = start;
  while (from < end && text.charCodeAt(from) <= 32) from++;
  let to = end;
  while (to > from && (text.charCodeAt(to - 1) <= 32 || text.charCodeAt(to - 1) === 44)) to--;
  return { value: text.slice(from, to), range: { start: from, end: to }, quote: 'none', next: end };
};

/** Schemes of the `Authorization` header (RFC 9110, section 11) before a credential. */
const SCHEME = /^(?:basic|bearer|token|apikey)(?:[ \t]{1,4}|$)/i;

/** The credential after `Basic`, `Bearer` or `Token`, also where these stand without quotes; anything else stays as it is. */
export const withoutScheme = (text: string, read: ValueRead): ValueRead => {
  const scheme = SCHEME.exec(read.value.slice(0, 12));
  if (scheme === null) return read;
  if (read.quote === 'none' && scheme[0].length === read.value.length) {
    const blank = text.charCodeAt(read.next);
    return blank === 32 || blank === 9 ? (readBare(text, read.next + 1) ?? read) : read;
  }
  const value = read.value.slice(scheme[0].length);
  const start = read.range.start + scheme[0].length;
  return value === '' || read.value.length !== read.range.end - read.range.start ? read : { ...read, value, range: { start, end: read.range.end } };
};
