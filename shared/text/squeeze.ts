import { endOfSequence } from './ansi.ts';

/**
 * A text as it is compared with known values: without what tools put between the parts of a value when they wrap, quote, colour or escape it.
 * Left out are white space and line ends, control and zero-width characters, quotes and backslashes, one operator between two quotes
 * (`"ab" + "cd"`), one `=` before a line end (quoted-printable, RFC 2045 6.7), escape sequences of terminals and a time at the start of a line.
 * What is looked for is squeezed in the same way. Valid until the next text is squeezed.
 */
export interface Squeezed {
  readonly length: number;
  /** UTF-16 units that are left. */
  readonly units: Uint16Array;
  /** Where each of them stands in the text. */
  readonly places: Int32Array;
}

const KEEP = 0;
const DROP = 1;
const NEWLINE = 2;
const ESCAPE = 3;
const QUOTE = 4;

const KINDS = new Uint8Array(128);
for (let code = 0; code <= 32; code++) KINDS[code] = DROP;
KINDS[0x7f] = DROP;
KINDS[0x0a] = NEWLINE;
KINDS[0x0d] = NEWLINE;
KINDS[0x1b] = ESCAPE;
for (const char of '"\'') KINDS[char.charCodeAt(0)] = QUOTE;
for (const char of '`\\') KINDS[char.charCodeAt(0)] = DROP;

/** White space, marks of order and width, and next line, beyond ASCII. */
const DROPPED = new Set([0x85, 0xa0, 0xad, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x2060, 0x3000, 0xfeff]);

const OPERATORS = new Set([...'+.,&|'].map((char) => char.charCodeAt(0)));

const EQUALS = 0x3d;

/** A time at the start of a line, as logs have it: GitHub's seven digits of a second and shorter ones; in brackets too. */
const TIME = /\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?\]?(?= |\t|$)/my;

/** The same behind the names of job and step, as `gh run view --log` prints it. */
const STEP_TIME = new RegExp(`[^\\t\\n]{1,120}\\t[^\\t\\n]{1,120}\\t\\ufeff?${TIME.source}`, 'my');

/** Names of job and step are looked for only where they stand near the start of a text, because that costs time. */
const NAMED_STEPS = /^[^\t\n]{1,120}\t[^\t\n]{1,120}\t\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z/m;
const HEAD = 4096;

/** Gives a function that squeezes texts into memory of its own, used again and again. */
export const createSqueezer = (): ((text: string) => Squeezed) => {
  let units = new Uint16Array(0);
  let places = new Int32Array(0);
  return (text) => {
    if (units.length < text.length) {
      units = new Uint16Array(text.length);
      places = new Int32Array(text.length);
    }
    const length = squeezeInto(text, units, places);
    return { length, units, places };
  };
};

const squeezeInto = (text: string, units: Uint16Array, places: Int32Array): number => {
  const withSteps = NAMED_STEPS.test(text.slice(0, HEAD));
  let length = 0;
  /** How many units stood before the last quote; -1 before the first. */
  let quoted = -1;
  const skipTime = (at: number): number => {
    const code = text.charCodeAt(at);
    if (!(withSteps || code === 0x5b || (code >= 0x30 && code <= 0x39))) return at;
    const pattern = withSteps ? STEP_TIME : TIME;
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at;
  };
  for (let at = skipTime(0); at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? KINDS[code]! : code === 0x9b ? ESCAPE : DROPPED.has(code) ? DROP : KEEP;
    if (kind === KEEP) {
      units[length] = code;
      places[length++] = at;
    } else if (kind === NEWLINE) {
      if (length > 0 && units[length - 1] === EQUALS && places[length - 1] === at - 1) length -= 1;
      at = skipTime(at + 1) - 1;
    } else if (kind === QUOTE) {
      if (length - quoted === 1 && quoted >= 0 && OPERATORS.has(units[length - 1]!)) length -= 1;
      quoted = length;
    } else if (kind === ESCAPE) at = endOfSequence(text, at, text.length) - 1;
  }
  return length;
};

const squeezeNeedle = createSqueezer();

/** Of more than this of a value, only so much is looked for: the pieces of a large file overlap by little more. UTF-16 units. */
export const MAX_SQUEEZED = 8192;

/** Of such a text nothing is left out: most forms. */
const PLAIN = /^[\w%#;/-](?:[\w%#;:&+,./-]*[\w%#;/-])?$/;

/** Of such a text single characters are left out. */
const SIMPLE = /^[^"'\r\n\u001b\u007f-\uffff]*$/;
const DROPPED_OF_SIMPLE = /[\0- `\\]+/g;
const EDGES = /^[+.,&|]+|[+.,&|=]+$/g;

/** How a text to look for is compared: squeezed, without what may be lost at its edges. At most `MAX_SQUEEZED` units. */
export const squeeze = (text: string): string => {
  if (PLAIN.test(text)) return text.slice(0, MAX_SQUEEZED);
  if (SIMPLE.test(text)) return text.replace(DROPPED_OF_SIMPLE, '').slice(0, MAX_SQUEEZED).replace(EDGES, '');
  const { length, units } = squeezeNeedle(text);
  return unitsToText(units, 0, Math.min(length, MAX_SQUEEZED)).replace(EDGES, '');
};

/** Text of a part of squeezed units. */
export const unitsToText = (units: Uint16Array, start: number, end: number): string => {
  let text = '';
  for (let at = start; at < end; at += 4096) text += String.fromCharCode(...units.subarray(at, Math.min(end, at + 4096)));
  return text;
};
