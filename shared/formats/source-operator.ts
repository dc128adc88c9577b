import { isQuote, readBare, readBytes, readEscapedQuoted, readQuoted, type ValueRead } from './source-value.ts';

/** Blanks looked through at one place. */
const MAX_BLANK = 60;
/** Longest type annotation between a name and its `=`. */
const MAX_TYPE = 48;

const EQUALS = 61;
const COLON = 58;
const GREATER = 62;
const LESS = 60;
const COMMA = 44;
const BACKSLASH = 92;
const AMPERSAND = 38;

const skipBlanks = (text: string, at: number): number => {
  const limit = Math.min(text.length, at + MAX_BLANK);
  let i = at;
  while (i < limit && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9)) i++;
  return i;
};

/** Blanks and at most two line ends. */
const skipSpace = (text: string, at: number): number => {
  let i = skipBlanks(text, at);
  for (let lines = 0; lines < 2; lines++) {
    const code = text.charCodeAt(i);
    if (code !== 10 && code !== 13) break;
    i = skipBlanks(text, i + (code === 13 && text.charCodeAt(i + 1) === 10 ? 2 : 1));
  }
  return i;
};

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isName = (code: number): boolean => isLetter(code) || (code >= 48 && code <= 57) || code === 95;
/** Characters of a type: names, `<>[]*&?.|` and blanks. */
const isTypeChar = (code: number): boolean =>
  isName(code) ||
  code === 60 ||
  code === 62 ||
  code === 91 ||
  code === 93 ||
  code === 42 ||
  code === 38 ||
  code === 63 ||
  code === 46 ||
  code === 124 ||
  code === 32;

const skipName = (text: string, at: number, max: number): number => {
  const limit = Math.min(text.length, at + max);
  let i = at;
  while (i < limit && isName(text.charCodeAt(i))) i++;
  return i;
};

/** A quote as HTML writes it: `&#39;`, `&#34;`, `&quot;`, `&apos;`. Its length, 0 where none stands. */
const entityLength = (text: string, at: number): number => {
  if (text.charCodeAt(at) !== AMPERSAND) return 0;
  const entity = text.slice(at, at + 6);
  return entity.startsWith('&#39;') || entity.startsWith('&#34;') ? 5 : entity === '&quot;' || entity === '&apos;' ? 6 : 0;
};

const readEntityQuoted = (text: string, at: number): ValueRead | undefined => {
  const size = entityLength(text, at);
  if (size === 0) return undefined;
  const start = at + size;
  const length = text.slice(start, start + 512).indexOf(text.slice(at, start));
  if (length <= 0) return undefined;
  return { value: text.slice(start, start + length), range: { start, end: start + length }, quote: 'double', next: start + length + size };
};

/** The string at a place, whatever prefix the language puts before its quote: `b"…"`, `@"…"`, `L"…"`, `\"…\"`. */
const readString = (text: string, at: number): ValueRead | undefined => {
  const code = text.charCodeAt(at);
  if (isQuote(code)) return readQuoted(text, at);
  if (code === BACKSLASH) return isQuote(text.charCodeAt(at + 1)) ? readEscapedQuoted(text, at) : undefined;
  if (code === AMPERSAND) return readEntityQuoted(text, at);
  if (code === 64 || code === 36 || isLetter(code)) {
    if (isQuote(text.charCodeAt(at + 1))) return readQuoted(text, at + 1);
    if ((code === 64 || code === 36 || isLetter(code)) && isQuote(text.charCodeAt(at + 2)) && !isName(text.charCodeAt(at + 2))) {
      const second = text.charCodeAt(at + 1);
      if (second === 64 || second === 36 || isLetter(second)) return readQuoted(text, at + 2);
    }
  }
  return undefined;
};

/** The first string of an expression: `new Secret("v")`, `[]byte("v")`, `env.X || "v"`, `os.getenv("X") or "v"`. Up to 3 steps on one line. */
const readWrapped = (text: string, at: number): ValueRead | undefined => {
  let i = at;
  const limit = Math.min(text.length, at + 96);
  for (let step = 0; step < 4 && i < limit; step++) {
    const before = i;
    while (i < limit && (isName(text.charCodeAt(i)) || text.charCodeAt(i) === 46 || text.charCodeAt(i) === COLON || text.charCodeAt(i) === 36)) i++;
    i = skipBlanks(text, i);
    const code = text.charCodeAt(i);
    if (code === 91 && text.charCodeAt(i + 1) === 93) i += 2;
    else if (code === 40 || code === 91) {
      const inside = skipBlanks(text, i + 1);
      const value = readString(text, inside);
      if (value !== undefined) return fallbackAfter(text, value) ?? value;
      i = inside;
    } else if (code === 123) return readBytes(text, i);
    else if (isFallback(text, i)) return readString(text, skipBlanks(text, i + 2));
    else {
      const value = readString(text, i);
      if (value !== undefined) return value;
      if (i === before) return undefined;
    }
  }
  return undefined;
};

/** The `"v"` of `getenv("X", "v")`, `getenv("X") || "v"`, `ENV["X"] or "v"`, after the name of the variable. */
const fallbackAfter = (text: string, name: ValueRead): ValueRead | undefined => {
  if (!/^[A-Z][A-Z0-9_]{2,60}$/.test(name.value)) return undefined;
  let i = skipBlanks(text, name.next);
  const code = text.charCodeAt(i);
  if (code === COMMA) return readString(text, skipBlanks(text, i + 1));
  if (code !== 41 && code !== 93) return undefined;
  i = skipBlanks(text, i + 1);
  return isFallback(text, i) ? readString(text, skipBlanks(text, i + 2)) : undefined;
};

/** The value after an operator: a string (also on the next line), a list of bytes, a wrapped string, or bare text. */
const readAssigned = (text: string, at: number): ValueRead | undefined => {
  const i = skipBlanks(text, at);
  const code = text.charCodeAt(i);
  if (code === 10 || code === 13) {
    const next = skipSpace(text, i);
    return isQuote(text.charCodeAt(next)) ? readQuoted(text, next) : undefined;
  }
  if (isQuote(code) || code === BACKSLASH || code === AMPERSAND) return readString(text, i);
  if (code === 123 || code === 91) return readBytes(text, i) ?? (code === 91 ? readWrapped(text, i) : undefined);
  if (code === 40) return readWrapped(text, i);
  const string = readString(text, i);
  if (string !== undefined) return string;
  const bare = readBare(text, i);
  if (bare === undefined) return readWrapped(text, i);
  const after = skipBlanks(text, bare.next);
  return isFallback(text, after) ? (readString(text, skipBlanks(text, after + 2)) ?? bare) : bare;
};

/** `||`, `??`, `?:` or `or`. */
const isFallback = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  return (code === 124 && next === 124) || (code === 63 && (next === 63 || next === COLON)) || (code === 111 && next === 114 && text.charCodeAt(at + 2) === 32);
};

/**
 * The string after a string, as the second argument of a call. A string before a colon or an equals sign is a key itself; of a longer list
 * only the first pair or the last is read, because words in a list are no pairs.
 */
const readArgument = (text: string, start: number, at: number): ValueRead | undefined => {
  const value = readString(text, skipSpace(text, at));
  if (value === undefined) return undefined;
  const after = text.charCodeAt(skipBlanks(text, value.next));
  if (after === COLON || after === EQUALS) return undefined;
  const before = text.charCodeAt(start - 2);
  const isArgument = before === 40 || before === 123 || after === 41;
  const isPair = before === 91 && after === 93;
  return isArgument || isPair ? value : undefined;
};

const VALUE_NAME = /^(?:value|val|default|defaultvalue|content|data|newvalue)$/i;

/** The value of a pair whose key was itself a value: `key="X" value="v"`, `name: X⏎value: v`, `"key": "X", "value": "v"`. */
const readPaired = (text: string, at: number): ValueRead | undefined => {
  let i = skipSpace(text, at);
  if (text.charCodeAt(i) === COMMA || text.charCodeAt(i) === 59) i = skipSpace(text, i + 1);
  const quoted = isQuote(text.charCodeAt(i));
  if (quoted) i++;
  else if (text.charCodeAt(i) === 58) i++;
  const end = skipName(text, i, 13);
  if (end - i < 3 || !VALUE_NAME.test(text.slice(i, end))) return undefined;
  i = skipBlanks(text, quoted ? end + 1 : end);
  const code = text.charCodeAt(i);
  if (code !== EQUALS && code !== COLON) return undefined;
  if (text.charCodeAt(i + 1) === GREATER || text.charCodeAt(i + 1) === EQUALS) i++;
  return readAssigned(text, i + 1);
};

const CELL_END = /[|\r\n]/g;

/** The next cell of a table: `| password | v |`. */
const readCell = (text: string, at: number): ValueRead | undefined => {
  let start = skipBlanks(text, at);
  if (text.charCodeAt(start) === 96) start++;
  CELL_END.lastIndex = start;
  const stop = CELL_END.exec(text.slice(0, Math.min(text.length, start + 200)))?.index ?? -1;
  if (stop < 0 || text.charCodeAt(stop) !== 124) return undefined;
  const value = text.slice(start, stop).trimEnd().replace(/`$/, '');
  return value === '' || /\s/.test(value) ? undefined : { value, range: { start, end: start + value.length }, quote: 'none', next: stop };
};

/** The content of an element: `<key>v</key>`. */
const readElement = (text: string, at: number): ValueRead | undefined => {
  const stop = text.slice(at, at + 512).indexOf('<');
  // A closing tag, not the next opening one: `Promise<Key>` is a type.
  if (stop < 0 || text.charCodeAt(at + stop + 1) !== 47) return undefined;
  const raw = text.slice(at, at + stop);
  const value = raw.trim();
  const start = at + raw.indexOf(value);
  return value === '' ? undefined : { value, range: { start, end: start + value.length }, quote: 'none', next: at + stop };
};

const SENTENCE = /^(?:(?:is|was|are|set to|equals)[ \t]{1,4}(?=["'`])|(?:to|of|as|be|with|by)[ \t]{1,4}(?=["']))/i;

/**
 * The value that belongs to the name in `[start, end)`, or `undefined` where the name is used in another way. A hit that is no assignment
 * leaves after a few comparisons of characters.
 */
export const findValue = (text: string, start: number, end: number): ValueRead | undefined => {
  let i = end;
  let code = text.charCodeAt(i);
  const escaped = code === BACKSLASH && isQuote(text.charCodeAt(i + 1));
  if (escaped) code = text.charCodeAt(++i);
  const entity = code === AMPERSAND ? entityLength(text, i) : 0;
  if (code === AMPERSAND && entity === 0) return undefined;
  const quoted = isQuote(code) || entity > 0;
  if (quoted) i += entity > 0 ? entity : 1;
  code = text.charCodeAt(i);
  if (code === 125 || (code === 41 && !quoted)) return readCompared(text, start, i);
  if (code === 93 || (code === 41 && quoted)) code = text.charCodeAt(++i);
  if (code === 42 || code === 63) {
    // `**password**: v`, `password?: string = v`
    while (text.charCodeAt(i) === 42 || text.charCodeAt(i) === 63) i++;
    if (text.charCodeAt(i) !== COLON && text.charCodeAt(i) !== EQUALS) i = skipBlanks(text, i);
  }
  const spaced = i;
  i = skipBlanks(text, i);
  code = text.charCodeAt(i);
  const next = text.charCodeAt(i + 1);
  switch (code) {
    case EQUALS: {
      if (next === 126) return undefined;
      let to = i + 1;
      while (to < i + 3 && (text.charCodeAt(to) === EQUALS || text.charCodeAt(to) === GREATER)) to++;
      const value = text.charCodeAt(i + 1) === EQUALS ? readString(text, skipBlanks(text, to)) : readAssigned(text, to);
      return value;
    }
    case COLON: {
      if (next === EQUALS) return readAssigned(text, i + 2);
      // Parts of a name with colons, as in `arn:aws:secretsmanager:…:secret:name`, are no assignments.
      if (text.charCodeAt(start - 1) === COLON && next !== 32) return undefined;
      if (next === COLON) return /^::?:?=/.test(text.slice(i + 1, i + 5)) ? readAssigned(text, text.indexOf('=', i) + 1) : undefined;
      const at = skipBlanks(text, i + 1);
      const typed = isLetter(text.charCodeAt(at)) || text.charCodeAt(at) === 38 ? afterType(text, at) : -1;
      return readAssigned(text, typed < 0 ? i + 1 : typed);
    }
    case 33:
      return next === EQUALS ? readString(text, skipBlanks(text, i + (text.charCodeAt(i + 2) === EQUALS ? 3 : 2))) : undefined;
    case 43:
    case 63:
    case 46:
      return next === EQUALS ? readAssigned(text, i + 2) : undefined;
    case COMMA: {
      if (quoted) return readPaired(text, i) ?? readArgument(text, start, i + 1);
      return text.charCodeAt(start - 1) === COLON ? readString(text, skipBlanks(text, i + 1)) : undefined;
    }
    case 40: {
      if (quoted || spaced !== i) return undefined;
      const inside = skipBlanks(text, i + 1);
      return readString(text, inside) ?? (isLetter(text.charCodeAt(inside)) ? readDecoded(text, inside) : undefined);
    }
    case GREATER:
      return text.charCodeAt(start - 1) === LESS ? readElement(text, i + 1) : undefined;
    case 124: {
      if (next === 124) return next === 124 && text.charCodeAt(i + 2) === EQUALS ? readAssigned(text, i + 3) : undefined;
      // `a|b` is a choice; a cell has a blank before or after its border.
      return spaced === i && next !== 32 ? undefined : readCell(text, i + 1);
    }
    case 91: {
      const close = text.slice(i + 1, i + 14).indexOf(']');
      if (close < 0) return undefined;
      const to = skipBlanks(text, i + close + 2);
      if (text.charCodeAt(to) === EQUALS && text.charCodeAt(to + 1) !== EQUALS) return readAssigned(text, to + 1);
      const typed = spaced !== i ? afterType(text, i) : -1;
      return typed < 0 ? undefined : readAssigned(text, typed);
    }
    case 10:
    case 13:
      return readPaired(text, i);
    default:
      break;
  }
  if (spaced === i) return undefined;
  // `PASSWORD 'v'`, `--password v`, `password is "v"`, `password string = "v"`, `key="X" value="v"`
  if (isQuote(code)) return quoted ? undefined : readQuoted(text, i);
  if (quoted) return isLetter(code) ? readPaired(text, i) : undefined;
  if (text.charCodeAt(start - 1) === 45 || isBearer(text, start, end)) return readBare(text, i);
  if (!isName(code) && code !== 42 && code !== 91) return undefined;
  const typed = afterType(text, i);
  if (typed >= 0) return readAssigned(text, typed);
  const long = readLong(text, i);
  if (long !== undefined) return long;
  const sentence = SENTENCE.exec(text.slice(i, i + 16));
  return sentence === null ? undefined : readQuoted(text, i + sentence[0].length);
};

/** The string of `Base64.decode("v")` as an argument. */
const readDecoded = (text: string, at: number): ValueRead | undefined => {
  let i = at;
  const limit = Math.min(text.length, at + 40);
  while (i < limit && (isName(text.charCodeAt(i)) || text.charCodeAt(i) === 46)) i++;
  return text.charCodeAt(i) === 40 ? readString(text, skipBlanks(text, i + 1)) : undefined;
};

/** The string that `"${key}"` or `string(key)` is compared with; `i` is at the closing bracket. */
const readCompared = (text: string, start: number, at: number): ValueRead | undefined => {
  const isShell = text.charCodeAt(at) === 125;
  if (isShell && text.charCodeAt(start - 1) !== 123) return undefined;
  let i = at + 1;
  if (isShell && isQuote(text.charCodeAt(i))) i++;
  i = skipBlanks(text, i);
  const code = text.charCodeAt(i);
  const isEqual = code === EQUALS && (text.charCodeAt(i + 1) === EQUALS || isShell);
  if (!isEqual && !(code === 33 && text.charCodeAt(i + 1) === EQUALS)) return undefined;
  while (text.charCodeAt(i) === EQUALS || text.charCodeAt(i) === 33) i++;
  return readString(text, skipBlanks(text, i));
};

/** A word of 20 characters and more with digits after the name, as in `set auth token BF77…`. */
const readLong = (text: string, at: number): ValueRead | undefined => {
  const end = skipName(text, at, 200);
  if (end - at < 20 || end - at >= 200) return undefined;
  const value = text.slice(at, end);
  return /\d.*\d/.test(value) && !value.includes('__') ? { value, range: { start: at, end }, quote: 'none', next: end } : undefined;
};

/** The scheme of an `Authorization` header, wherever it stands: what follows is a token (RFC 6750). */
const isBearer = (text: string, start: number, end: number): boolean => end - start === 6 && /^bearer$/i.test(text.slice(start, end));

/** After `Type =` or `Type :=`: the offset after the `=`; -1 where no type and assignment stand. */
const afterType = (text: string, at: number): number => {
  const limit = Math.min(text.length, at + MAX_TYPE);
  let i = at;
  let words = 0;
  while (i < limit) {
    const code = text.charCodeAt(i);
    if (!isTypeChar(code)) break;
    if (code === 32 && isLetter(text.charCodeAt(i + 1)) && ++words > 1) return -1;
    i++;
  }
  if (text.charCodeAt(i) !== EQUALS || i === at) return -1;
  const next = text.charCodeAt(i + 1);
  if (next === EQUALS || next === GREATER || text.charCodeAt(i - 1) !== 32) return -1;
  return i + 1;
};
