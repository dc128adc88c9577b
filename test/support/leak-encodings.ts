import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { ENCODINGS } from './encodings.ts';

/**
 * More ways in which a value comes into a log than `ENCODINGS`, each as a tool writes it: with what stands around it, over several lines, in
 * colours. Written apart from the forms that are looked for.
 */
const hex = (text: string | Buffer): string => Buffer.from(text as string).toString('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const broken = (text: string, width: number, between: string): string => (text.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? []).join(between);
const bytesOf = (text: string): number[] => [...Buffer.from(text)];
const mapped = (text: string, write: (char: string) => string): string => [...text].map(write).join('');
const stamp = (second: number): string => `2026-05-11T10:03:${String(second % 60).padStart(2, '0')}.1234567Z `;
const shell = (script: string, value: string): string => execFileSync('bash', ['-c', script], { env: { ...process.env, VALUE: value }, encoding: 'utf8' });
/** Quoted-printable (RFC 2045 6.7), soft breaks included. */
const quotedPrintable = (text: string): string =>
  broken(
    mapped(text, (char) =>
      /[!-<>-~]/.test(char) ? char : mapped(Buffer.from(char).toString('latin1'), (byte) => `=${hex(Buffer.from(byte, 'latin1')).toUpperCase()}`),
    ),
    74,
    '=\n',
  );

/** Padded with zeros to groups of four bytes, whose digits are cut off again (RFC 1924's alphabet, or Adobe's). */
const base85 = (text: string, digits: string): string => {
  const bytes = Buffer.from(text);
  const missing = (4 - (bytes.length % 4)) % 4;
  const groups = hex(Buffer.concat([bytes, Buffer.alloc(missing)])).match(/.{8}/g) ?? [];
  const digitOf = (group: string, place: number): string => digits[Number((BigInt(`0x${group}`) / 85n ** BigInt(4 - place)) % 85n)] ?? '';
  const all = groups.map((group) => [0, 1, 2, 3, 4].map((place) => digitOf(group, place)).join('')).join('');
  return all.slice(0, all.length - missing);
};

export const LEAK_ENCODINGS: Readonly<Record<string, (value: string) => string>> = {
  ...ENCODINGS,
  'base64 in lines of 64, with line ends of Windows': (value) => broken(base64(`${'x'.repeat(50)}${value}${'y'.repeat(50)}`), 64, '\r\n'),
  'base64 in lines of 76, each with a time': (value) => `${stamp(1)}${broken(base64(`${'x'.repeat(60)}${value}${'y'.repeat(50)}`), 76, `\n${stamp(2)}`)}`,
  'basic authentication': (value) => `Authorization: Basic ${base64(`deploy:${value}`)}`,
  'base64 of base64 of user:value': (value) => base64(base64(`user:${value}`)),
  'base64 of percent': (value) => base64(encodeURIComponent(value)),
  'command of PowerShell': (value) => `powershell -EncodedCommand ${Buffer.from(`$env:TOKEN = '${value}'`, 'utf16le').toString('base64')}`,
  'hex with colons': (value) => hex(value).match(/../g)!.join(':'),
  'hex with spaces in lines of 16': (value) => broken(hex(value).match(/../g)!.join(' '), 48, '\n'),
  'hex with \\x': (value) => hex(value).replace(/../g, '\\x$&'),
  'bytes of Go': (value) =>
    `[]byte{${bytesOf(value)
      .map((byte) => `0x${byte.toString(16)}`)
      .join(', ')}}`,
  'bytes of Java': (value) => `[${bytesOf(value).join(', ')}]`,
  octal: (value) =>
    bytesOf(value)
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  'percent of every byte': (value) => hex(value).replace(/../g, '%$&'),
  'percent of every byte in upper case': (value) => hex(value).toUpperCase().replace(/../g, '%$&'),
  'URL with a user': (value) => `postgres://app:${encodeURIComponent(value)}@db.internal:5432/app?sslmode=require`,
  'JavaScript escapes of every character': (value) =>
    Array.from({ length: value.length }, (_, i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  'JSON three times': (value) => JSON.stringify(JSON.stringify(JSON.stringify({ value }))),
  'decimal entities': (value) => mapped(value, (char) => `&#${char.codePointAt(0)};`),
  'hexadecimal entities': (value) => mapped(value, (char) => `&#x${char.codePointAt(0)!.toString(16)};`),
  'printf %q of bash': (value) => shell('printf %q "$VALUE"', value),
  'declare -p of bash': (value) => shell('declare -p VALUE', value),
  'set -x of bash': (value) => shell('exec 2>&1; set -x; : "$VALUE"', value),
  'base64 of coreutils': (value) => shell('printf "user:%s and so on and so forth, until it is long enough for two lines" "$VALUE" | base64', value),
  'od -An -tx1': (value) => shell('printf %s "$VALUE" | od -An -v -tx1', value),
  'plain xxd': (value) => shell(`printf %s "$VALUE" | od -An -v -tx1 | tr -d ' \\n'`, value),
  'spaced out': (value) => [...value].join(' '),
  'one character a line': (value) => [...value].join('\n'),
  'a space in colour between each two': (value) => [...value].join('\u001b[31m \u001b[0m'),
  'colours inside': (value) => `\u001b[1m${value.slice(0, 5)}\u001b[32m${value.slice(5)}\u001b[0m`,
  'broken over lines of a log with times': (value) => `${stamp(1)}${value.slice(0, 7)}\n${stamp(2)}${value.slice(7)}`,
  'broken over lines of Windows': (value) => `${value.slice(0, 7)}\r\n${value.slice(7)}`,
  'joined strings': (value) => `'${value.slice(0, 6)}' +\n  '${value.slice(6)}'`,
  'continued line of a shell': (value) => `${value.slice(0, 9)}\\\n${value.slice(9)}`,
  'folded YAML': (value) => `key: >-\n  ${value.slice(0, 8)}\n  ${value.slice(8)}`,
  'double quoted YAML': (value) => `key: "${value.replace(/[\\"]/g, '\\$&').slice(0, 8)}\\\n    ${value.replace(/[\\"]/g, '\\$&').slice(8)}"`,
  'escapes of PowerShell': (value) => `"${value.replace(/[`"$]/g, '`$&')}"`,
  'base64 of hex': (value) => base64(`${hex(value)}\n`),
  'base64 of hex in upper case, in a longer text': (value) => base64(`x=${hex(value).toUpperCase()};`),
  'hex of base64': (value) => hex(base64(value)),
  rot13: (value) => shell(`printf %s "$VALUE" | tr 'A-Za-z' 'N-ZA-Mn-za-m'`, value),
  'base85 of Python': (value) => base85(value, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~'),
  ascii85: (value) => `<~${base85(value, String.fromCharCode(...Array.from({ length: 85 }, (_, i) => i + 33)))}~>`,
  'quoted-printable': quotedPrintable,
  'header of GitHub': (value) => `::debug::${value.replace(/%/g, '%25')}`,
};
