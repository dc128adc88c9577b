/**
 * Every encoding in which a value may leak, as text to look for. Used to mask, to search for known values, and to prove that nothing we
 * print holds one. The list comes from the encoders of the GitHub runner (actions/runner, HostContext.cs) and from what these miss.
 */
const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** By 12 bits: their two digits. */
const BASE64_PAIRS = Array.from({ length: 4096 }, (_, bits) => BASE64[bits >> 6]! + BASE64[bits & 63]!);

/** Base64 (RFC 4648 section 4) without padding, of the bytes behind `shift` zero bytes. */
const base64Of = (bytes: Uint8Array, shift = 0): string => {
  const { length } = bytes;
  let out = '';
  for (let i = -shift; i < length; i += 3) {
    const first = i >= 0 ? bytes[i]! : 0;
    const second = i >= -1 && i + 1 < length ? bytes[i + 1]! : 0;
    const group = (first << 16) | (second << 8) | (i + 2 < length ? bytes[i + 2]! : 0);
    out += BASE64_PAIRS[group >> 12]! + BASE64_PAIRS[group & 4095]!;
  }
  return out.slice(0, Math.ceil(((bytes.length + shift) * 8) / 6));
};

/**
 * The part of the base64 text that depends on the value alone, for each of the three ways in which it can be aligned in a longer text:
 * characters that also hold bits of neighbours are cut off.
 */
export const alignedBase64 = (bytes: Uint8Array): string[] =>
  [0, 1, 2].map((shift) => {
    const from = shift === 0 ? 0 : shift + 1;
    const to = Math.floor(((bytes.length + shift) * 8) / 6);
    return base64Of(bytes, shift).slice(from, to);
  });

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const hexOf = (bytes: Uint8Array): string => {
  let out = '';
  for (const byte of bytes) out += HEX[byte]!;
  return out;
};

const PERCENT = HEX.map((digits) => `%${digits.toUpperCase()}`);

const percentAll = (bytes: Uint8Array): string => {
  let out = '';
  for (const byte of bytes) out += PERCENT[byte]!;
  return out;
};

const strictPercent = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** `application/x-www-form-urlencoded` (WHATWG URL): only `*-._` and letters and digits stay. */
const formEncoded = (text: string): string => strictPercent(text).replace(/%20/g, '+').replace(/%2A/g, '*').replace(/~/g, '%7E');

const UNIT_HEADS = HEX.map((digits) => `\\u${digits}`);

export const escapeUnits = (text: string): string => {
  let out = '';
  for (let i = 0; i < text.length; i++) out += UNIT_HEADS[text.charCodeAt(i) >> 8]! + HEX[text.charCodeAt(i) & 0xff]!;
  return out;
};

/** Shorter values are found by chance, so they have no forms but themselves. */
export const MIN_FORM_LENGTH = 5;

/** A lone surrogate can't be percent-encoded; such text has no percent form. */
const safely = (encode: () => string): string[] => {
  try {
    return [encode()];
  } catch {
    return [];
  }
};

/** As JSON encoders write it that keep to ASCII: Python's and PHP's in lower case, .NET's in upper case with more marks escaped, Go's with `<>&`. */
const asciiJson = (json: string): string[] => {
  const unitOf = (unit: string, upper = false): string => {
    const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${upper ? hex.toUpperCase() : hex}`;
  };
  const ascii = json.replace(/[^\0-\x7e]/g, (unit) => unitOf(unit));
  return [
    ascii,
    ascii.replace(/\//g, '\\/'),
    json.replace(/[<>&]/g, (mark) => unitOf(mark)),
    json.replace(/\\"/g, '"').replace(/["&'+<>`]|[^\0-\x7e]/g, (unit) => unitOf(unit, true)),
  ];
};

/** As a shell writes it that others may read it: `printf %q` with a backslash before each special mark, `declare -p` inside double quotes. */
const shellQuoted = (text: string): string[] => [text.replace(/[\s!"$&'()*,;<>?[\\\]^`{|}]/g, '\\$&'), text.replace(/["$\\`]/g, '\\$&')];

/** The value and its forms, in no order; most of a value without special marks are the value itself. */
export const everyFormOf = (value: string): string[] => {
  const bytes = toBytes(value);
  const json = JSON.stringify(value).slice(1, -1);
  const percent = safely(() => encodeURIComponent(value));
  const strict = safely(() => strictPercent(value));
  const form = safely(() => formEncoded(value));
  const base64 = alignedBase64(bytes);
  const markup = value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const html = markup.replace(/"/g, '&quot;');
  const lowerPercent = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const hex = hexOf(bytes);
  const percents = percentAll(bytes);
  return [
    value,
    ...base64,
    ...base64.map((text) => text.replace(/\+/g, '-').replace(/\//g, '_')),
    ...alignedBase64(toBytes(base64Of(bytes))),
    hex,
    hex.toUpperCase(),
    ...[...percent, ...strict, ...form].flatMap((text) => [text, lowerPercent(text)]),
    ...percent.map((text) => text.replace(/%20/g, '+')),
    ...[...percent, ...strict].map((text) => text.replace(/%/g, '%25')),
    percents,
    percents.toLowerCase(),
    json,
    JSON.stringify(json).slice(1, -1),
    json.replace(/\//g, '\\/'),
    ...asciiJson(json),
    escapeUnits(value),
    markup,
    html,
    html.replace(/'/g, '&#39;'),
    html.replace(/'/g, '&#x27;'),
    html.replace(/'/g, '&apos;'),
    markup.replace(/"/g, '&#34;').replace(/'/g, '&#39;').replace(/\+/g, '&#43;'),
    value.replace(/'/g, "''"),
    value.replace(/'/g, "'\\''"),
    ...shellQuoted(value),
    [...value].reverse().join(''),
  ];
};

/**
 * The value and its forms, without duplicates, longest first. At most about 40 for one value, of one without special marks about 15.
 * Of a value shorter than `minLength` only itself; no form is shorter.
 */
export const formsOf = (value: string, minLength = MIN_FORM_LENGTH): string[] => {
  if (value.length < minLength) return value === '' ? [] : [value];
  return [...new Set(everyFormOf(value))].filter((text) => text.length >= minLength).sort((a, b) => b.length - a.length);
};

/** Replaces every form of the values it was made for in a text that is about to leave. */
export type Scrubber = (text: string) => string;

/**
 * One pass over the text whatever the number of values: forms are looked up by their first characters, the longest first. Values shorter than
 * `MIN_FORM_LENGTH` are left to those who know their exact range: they stand in other words by chance.
 */
export const createScrubber = (values: Iterable<string>, shown = '[secret]'): Scrubber => {
  const byHead = new Map<string, string[]>();
  for (const value of new Set(values)) {
    if (value.length < MIN_FORM_LENGTH) continue;
    for (const form of formsOf(value)) {
      const head = form.slice(0, MIN_FORM_LENGTH);
      const forms = byHead.get(head);
      if (forms === undefined) byHead.set(head, [form]);
      else forms.push(form);
    }
  }
  for (const forms of byHead.values()) forms.sort((a, b) => b.length - a.length);
  return (text) => {
    if (byHead.size === 0) return text;
    let clean = '';
    let kept = 0;
    for (let at = 0; at + MIN_FORM_LENGTH <= text.length; at++) {
      const form = byHead.get(text.slice(at, at + MIN_FORM_LENGTH))?.find((candidate) => text.startsWith(candidate, at));
      if (form === undefined) continue;
      clean += text.slice(kept, at) + shown;
      at += form.length - 1;
      kept = at + 1;
    }
    return kept === 0 ? text : clean + text.slice(kept);
  };
};
