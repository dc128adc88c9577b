import { Buffer } from 'node:buffer';

/** Ways in which a value comes into a log, written apart from `shared/text/forms.ts`: what a shell, a language or a tool does with it. */
const bytes = (value: string): Buffer => Buffer.from(value);
const base64 = (value: string): string => bytes(value).toString('base64');
const url = (value: string): string => encodeURIComponent(value.toString());
const ascii = (json: string): string => json.replace(/[^\0-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const wrap = (text: string, width: number): string => (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n');

export const ENCODINGS: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  'with text around': (value) => `token=${value};next`,
  base64,
  'base64 without padding': (value) => base64(value).replace(/=+$/, ''),
  'base64 of a line': (value) => base64(`${value}\n`),
  base64url: (value) => bytes(value).toString('base64url'),
  'base64 of user:value': (value) => base64(`user:${value}`),
  'base64 of a:value with a line end': (value) => base64(`a:${value}\n`),
  'base64 in a longer text': (value) => base64(`{"k":"v","pw":"${value}","more":1}`),
  'base64 in lines of 76': (value) => wrap(base64(value), 76),
  'base64 twice': (value) => base64(base64(value)),
  hex: (value) => bytes(value).toString('hex'),
  'hex in upper case': (value) => bytes(value).toString('hex').toUpperCase(),
  'percent, JavaScript': url,
  'percent, RFC 3986': (value) => url(value).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`),
  'percent in lower case': (value) => url(value).replace(/%../g, (code) => code.toLowerCase()),
  'percent twice': (value) => url(url(value)),
  form: (value) => new URLSearchParams({ v: value }).toString(),
  json: (value) => JSON.stringify({ value }),
  'json twice': (value) => JSON.stringify(JSON.stringify({ value })),
  'json with slashes escaped': (value) => JSON.stringify(value).replaceAll('/', '\\/'),
  'json in ascii': (value) => ascii(JSON.stringify(value)),
  'sql and yaml quotes': (value) => `'${value.replaceAll("'", "''")}'`,
  'shell quotes': (value) => `'${value.replaceAll("'", "'\\''")}'`,
  'double quotes of a shell': (value) => `declare -x X="${value.replace(/["$\\`]/g, '\\$&')}"`,
  xml: (value) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&apos;'),
  html: (value) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;'),
  'printf %q': (value) => value.replace(/[\s!"$&'()*,;<>?[\\\]^`{|}]/g, '\\$&'),
  reversed: (value) => [...value].reverse().join(''),
};

/** Ways in which a value is changed and still gives itself away. */
export const CHANGES: Readonly<Record<string, (value: string) => string>> = {
  'in upper case': (value) => `is ${value.toUpperCase()} here`,
  'without its end': (value) => `is ${value.slice(0, -1)}`,
  spaced: (value) => [...value].join(' '),
};
