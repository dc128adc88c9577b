import type { Range } from '../model/range.ts';
import type { Slice } from './setting-name.ts';

/** An attribute: its name without prefix, its value decoded, both with their raw ranges. */
export interface Attribute {
  readonly name: Slice;
  readonly value: Slice;
}

export interface Tag {
  readonly name: Slice;
  readonly attributes: readonly Attribute[];
  readonly closesItself: boolean;
  /** The offset after `>`. */
  readonly next: number;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text with its entities decoded: the five of XML, and numeric ones. */
export const decodeEntities = (raw: string): string => {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{2,4}));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
};

export const sliceOf = (text: string, range: Range): Slice => ({ text: decodeEntities(text.slice(range.start, range.end)), range });

/** `ns:name` without its prefix. */
const localName = (text: string, start: number, end: number): Slice => {
  const name = text.slice(start, end);
  const colon = name.lastIndexOf(':');
  const skipped = colon > 0 && colon < name.length - 1 ? colon + 1 : 0;
  return { text: name.slice(skipped), range: { start: start + skipped, end } };
};

const isNameCode = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 58) || code === 0x5f || code === 0x2d || code === 0x2e || code > 127;

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

const skipSpace = (text: string, at: number, limit: number): number => {
  let i = at;
  while (i < limit && isSpace(text.charCodeAt(i))) i++;
  return i;
};

const skipName = (text: string, at: number, limit: number): number => {
  let i = at;
  while (i < limit && isNameCode(text.charCodeAt(i))) i++;
  return i;
};

/** A tag longer than this is given up. */
const MAX_TAG = 100_000;

/** The start tag whose `<` stands at `at`, or undefined where there is none. A quote that never closes ends with its line. */
export const readTag = (text: string, at: number): Tag | undefined => {
  const limit = Math.min(text.length, at + MAX_TAG);
  const nameEnd = skipName(text, at + 1, limit);
  if (nameEnd === at + 1) return undefined;
  const name = localName(text, at + 1, nameEnd);
  const attributes: Attribute[] = [];
  let i = nameEnd;
  while (i < limit) {
    i = skipSpace(text, i, limit);
    const char = text[i];
    if (char === '>') return { name, attributes, closesItself: text[i - 1] === '/', next: i + 1 };
    if (char === '<' || char === undefined) return { name, attributes, closesItself: false, next: i };
    const end = skipName(text, i, limit);
    if (end === i) {
      i++;
      continue;
    }
    const key = localName(text, i, end);
    i = skipSpace(text, end, limit);
    if (text[i] !== '=') continue;
    i = skipSpace(text, i + 1, limit);
    const quote = text[i];
    if (quote === '"' || quote === "'") {
      let close = text.indexOf(quote, i + 1);
      if (close < 0 || close > limit) close = Math.max(i + 1, endOfLine(text, i, limit));
      attributes.push({ name: key, value: sliceOf(text, { start: i + 1, end: close }) });
      i = close + 1;
    } else {
      const from = i;
      while (i < limit && !isSpace(text.charCodeAt(i)) && text[i] !== '>') i++;
      if (i > from) attributes.push({ name: key, value: sliceOf(text, { start: from, end: i }) });
    }
  }
  return { name, attributes, closesItself: false, next: limit };
};

const endOfLine = (text: string, at: number, limit: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 || end > limit ? limit : end;
};
