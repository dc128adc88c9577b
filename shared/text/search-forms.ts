import { alignedBase64, escapeUnits, everyFormOf, formsOf, MIN_FORM_LENGTH } from './forms.ts';

/**
 * Every form in which a known value is looked for: those of `formsOf`, which are also masked and redacted, and those that are too many for a mask
 * each. A search takes as long for many as for few.
 */
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const utf16 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i] = text.charCodeAt(i) & 0xff;
    bytes[2 * i + 1] = text.charCodeAt(i) >> 8;
  }
  return bytes;
};

const latin = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
};

/** How each byte is written. */
type Digits = readonly string[];

const digitsBy = (write: (byte: number) => string): Digits => Array.from({ length: 256 }, (_, byte) => write(byte));
const HEX = digitsBy((byte) => byte.toString(16).padStart(2, '0'));
const UPPER_HEX = HEX.map((digits) => digits.toUpperCase());
const OCTAL = digitsBy((byte) => byte.toString(8).padStart(3, '0'));
const DECIMAL = digitsBy(String);

const each = (bytes: Uint8Array, digits: Digits): string => {
  let out = '';
  for (let i = 0; i < bytes.length; i++) out += digits[bytes[i]!]!;
  return out;
};

const after = (before: string, digits: Digits): Digits => digits.map((text) => before + text);

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 (RFC 4648 section 6) without padding, of a value on its own. */
const base32 = (bytes: Uint8Array): string => {
  let out = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) out += BASE32[(held >> (bits - 5)) & 31]!;
  }
  return bits === 0 ? out : out + BASE32[(held << (5 - bits)) & 31]!;
};

const PRINTABLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');

/** The 85 digits of Adobe and btoa, and those of RFC 1924, which Python's `b85encode` and git take. */
const BASE85 = [PRINTABLE.slice(0, 85), `${DECIMAL.slice(0, 10).join('')}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_\`{|}~`];

/** Five digits for each four bytes, of a value on its own; the rest at its end, which depends on what follows, is left out. */
const base85 = (bytes: Uint8Array, digits: string): string => {
  let out = '';
  for (let i = 0; i + 4 <= bytes.length; i += 4) {
    let group = ((bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!) >>> 0;
    let five = '';
    for (let digit = 0; digit < 5; digit++, group = Math.floor(group / 85)) five = digits[group % 85]! + five;
    out += five;
  }
  return out;
};

const rot13 = (value: string): string => value.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + (/[a-m]/i.test(letter) ? 13 : -13)));

const ESCAPED = after('x', HEX);
const QUOTED = after('=', UPPER_HEX);

/** As tools write bytes that show every one: prefixes, numbers; and with a separator, which does not stand before the first. */
const PREFIXED = [...[HEX, UPPER_HEX].flatMap((digits) => [after('x', digits), after('0x', digits)]), QUOTED, OCTAL, DECIMAL];
const SEPARATED = [...[HEX, UPPER_HEX].flatMap((digits) => [after(':', digits), after(',0x', digits)]), after('-', UPPER_HEX), after(',', DECIMAL)];
const DOUBLE_PERCENT = after('%25', UPPER_HEX);

const dumps = (bytes: Uint8Array): string[] => [...PREFIXED.map((digits) => each(bytes, digits)), ...SEPARATED.map((digits) => each(bytes, digits).slice(1))];

/** HTML's numeric entities for every character (HTML 13.2.5.80), and code points in braces. */
const entities = (value: string): string[] => {
  const points = Array.from(value, (char) => char.codePointAt(0) ?? 0);
  return [
    points.map((point) => `&#${point};`).join(''),
    points.map((point) => `&#x${point.toString(16)};`).join(''),
    points.map((point) => `&#x${point.toString(16).toUpperCase()};`).join(''),
    points.map((point) => `u{${point.toString(16)}}`).join(''),
  ];
};

const MARKS: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** Entities for marks alone, in each of the usual ways. */
const markedUp = (value: string): string[] =>
  /^[\w-]*$/.test(value)
    ? []
    : [
        value.replace(/[&<>"']/g, (mark) => `&${MARKS[mark]};`),
        value.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`),
        value.replace(/[&<>"'/`=]/g, (mark) => `&#x${mark.charCodeAt(0).toString(16).toUpperCase()};`),
        value.replace(/[&<>"'/`=]/g, (mark) => `&#x${mark.charCodeAt(0).toString(16)};`),
        value.replace(/[^\w\s]/g, (mark) => `&#${mark.charCodeAt(0)};`),
        value.replace(/[^\w\s]/g, (mark) => `&#x${mark.charCodeAt(0).toString(16)};`),
        value.replace(/[\u0080-\uffff]/g, (mark) => `&#${mark.charCodeAt(0)};`),
      ];

/** Characters beyond ASCII as bytes, as a shell in the C locale and Python write them, and marks as quoted-printable does. */
const inAscii = (value: string): string[] => {
  if (/^[\w-]*$/.test(value)) return [];
  const bytes = (digits: Digits) => value.replace(/[^\0-\x7f]+/g, (run) => each(utf8(run), digits));
  return [
    bytes(OCTAL),
    bytes(ESCAPED),
    value.replace(/[^ -~]+|=/g, (run) => each(utf8(run), QUOTED)),
    value.replace(/[^!-~]+|=/g, (run) => each(utf8(run), QUOTED)),
  ];
};

/** In another case, where it is more than a word: words stand in logs in any case. */
const otherCases = (value: string): string[] =>
  value.length >= 12 && /\d/.test(value) && value.length <= 256 ? [value.toUpperCase(), value.toLowerCase()] : [];

const once = (encode: () => string): string[] => {
  try {
    return [encode()];
  } catch {
    return []; // a lone surrogate has no percent form
  }
};

/** Longer values are looked for in the forms that are usual alone: their parts are looked for in all of them. */
const MAX_LENGTH_OF_ALL_FORMS = 8192;

/** Without duplicates, in no particular order; most of them say the same once they are squeezed. About 70 for a value. */
export const searchFormsOf = (value: string, minLength = MIN_FORM_LENGTH): string[] => {
  if (value.length < minLength || value.length > MAX_LENGTH_OF_ALL_FORMS) return formsOf(value, minLength);
  const bytes = utf8(value);
  const wide = utf16(value);
  const base64 = alignedBase64(bytes);
  const percent = once(() => encodeURIComponent(value));
  const json = JSON.stringify(value).slice(1, -1);
  const all = [
    ...everyFormOf(value),
    ...base64.flatMap((text) => alignedBase64(latin(text))),
    ...alignedBase64(wide),
    ...percent.flatMap((text) => (text === value ? [] : alignedBase64(latin(text)))),
    ...(json === value ? [] : alignedBase64(utf8(json))),
    ...base64.map((text) => text.replace(/\+/g, '%2B').replace(/\//g, '%2F')),
    each(wide, HEX),
    each(wide, UPPER_HEX),
    ...[HEX, UPPER_HEX].flatMap((digits) => alignedBase64(latin(each(bytes, digits)))),
    ...[HEX, UPPER_HEX].map((digits) => each(latin(base64[0]!), digits)),
    ...BASE85.map((digits) => base85(bytes, digits)),
    rot13(value),
    base32(bytes),
    base32(utf8(`${value}\n`)),
    ...dumps(bytes),
    ...percent.map((text) => text.replace(/%/g, '%2525')),
    each(bytes, DOUBLE_PERCENT),
    escapeUnits(value).replace(/[a-f]/g, (digit) => digit.toUpperCase()),
    ...entities(value),
    ...markedUp(value),
    ...inAscii(value),
    ...otherCases(value),
  ];
  return [...new Set(all)].filter((text) => text.length >= minLength);
};
