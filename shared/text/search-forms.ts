import { alignedBase64, escapeUnits, formsOf, MIN_FORM_LENGTH } from './forms.ts';

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

const latin = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** How each byte is written. */
type Digits = readonly string[];

const digitsBy = (write: (byte: number) => string): Digits => Array.from({ length: 256 }, (_, byte) => write(byte));
const HEX = digitsBy((byte) => byte.toString(16).padStart(2, '0'));
const UPPER_HEX = HEX.map((digits) => digits.toUpperCase());
const OCTAL = digitsBy((byte) => byte.toString(8).padStart(3, '0'));
const DECIMAL = digitsBy(String);

const each = (bytes: Uint8Array, digits: Digits, before = '', between = ''): string => {
  let out = '';
  for (let i = 0; i < bytes.length; i++) out += (i === 0 ? '' : between) + before + digits[bytes[i]!]!;
  return out;
};

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

/** Bytes as tools write them that show every one: separators, prefixes, numbers. */
const dumps = (bytes: Uint8Array): string[] => [
  ...[HEX, UPPER_HEX].flatMap((digits) => [each(bytes, digits, '', ':'), each(bytes, digits, 'x'), each(bytes, digits, '0x'), each(bytes, digits, '0x', ',')]),
  each(bytes, UPPER_HEX, '', '-'),
  each(bytes, UPPER_HEX, '='),
  each(bytes, OCTAL),
  each(bytes, DECIMAL),
  each(bytes, DECIMAL, '', ','),
];

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
  const bytes = (digits: Digits, before: string) => value.replace(/[^\0-\x7f]+/g, (run) => each(utf8(run), digits, before));
  return [
    bytes(OCTAL, ''),
    bytes(HEX, 'x'),
    value.replace(/[^ -~]+|=/g, (run) => each(utf8(run), UPPER_HEX, '=')),
    value.replace(/[^!-~]+|=/g, (run) => each(utf8(run), UPPER_HEX, '=')),
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

/** Without duplicates, in no particular order; most of them say the same once they are squeezed. About 60 for a value. */
export const searchFormsOf = (value: string, minLength = MIN_FORM_LENGTH): string[] => {
  const usual = formsOf(value, minLength);
  if (value.length < minLength || value.length > MAX_LENGTH_OF_ALL_FORMS) return usual;
  const bytes = utf8(value);
  const wide = utf16(value);
  const base64 = alignedBase64(bytes);
  const percent = once(() => encodeURIComponent(value));
  const json = JSON.stringify(value).slice(1, -1);
  const all = [
    ...usual,
    ...base64.flatMap((text) => alignedBase64(latin(text))),
    ...alignedBase64(wide),
    ...percent.flatMap((text) => (text === value ? [] : alignedBase64(latin(text)))),
    ...(json === value ? [] : alignedBase64(utf8(json))),
    ...base64.map((text) => text.replace(/\+/g, '%2B').replace(/\//g, '%2F')),
    each(wide, HEX),
    each(wide, UPPER_HEX),
    base32(bytes),
    base32(utf8(`${value}\n`)),
    ...dumps(bytes),
    ...percent.map((text) => text.replace(/%/g, '%2525')),
    each(bytes, UPPER_HEX, '%25'),
    escapeUnits(value).replace(/[a-f]/g, (digit) => digit.toUpperCase()),
    ...entities(value),
    ...markedUp(value),
    ...inAscii(value),
    ...otherCases(value),
  ];
  return [...new Set([value, ...all])].filter((text) => text.length >= minLength);
};
