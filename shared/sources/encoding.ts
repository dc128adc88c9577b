import { isUtf8 } from 'node:buffer';

/** Latin-1 has no name here: it is what a line that is not valid UTF-8 is read as. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

export interface Sniffed {
  readonly encoding: Encoding;
  /** Length of the byte order mark. It is no part of the text: lines and columns count from behind it, as editors do. */
  readonly bomBytes: number;
}

/** As much of the beginning as is looked at to tell text from binary. Git looks at 8,000 bytes. */
export const SNIFF_BYTES = 8192;

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte);

const BOMS: readonly { readonly encoding: Encoding; readonly mark: readonly number[] }[] = [
  { encoding: 'utf-8', mark: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-32le', mark: [0xff, 0xfe, 0, 0] },
  { encoding: 'utf-32be', mark: [0, 0, 0xfe, 0xff] },
  { encoding: 'utf-16le', mark: [0xff, 0xfe] },
  { encoding: 'utf-16be', mark: [0xfe, 0xff] },
];

/** Control characters that text does not hold: not tab, line feeds, form feed, backspace or the escape of terminal colours. */
const isControl = (byte: number): boolean => (byte < 32 && (byte < 8 || byte > 13) && byte !== 27) || byte === 127;

/** The beginning of a text without a character that the sample cuts in two (UTF-8: at most 3 of its bytes). */
const wholeCharacters = (sample: Uint8Array): Uint8Array => {
  let end = sample.length;
  while (end > 0 && end > sample.length - 4 && sample[end - 1]! >= 0x80) {
    end -= 1;
    if (sample[end]! >= 0xc0) return sample.subarray(0, end);
  }
  return sample;
};

/** UTF-16 without a mark: mostly ASCII, so that every other byte is 0, and no control characters in the bytes between. */
const sniffUtf16 = (sample: Uint8Array): Encoding | undefined => {
  const pairs = sample.length >> 1;
  let evenZeros = 0;
  let oddZeros = 0;
  let controls = 0;
  for (let i = 0; i < pairs * 2; i += 2) {
    const even = sample[i]!;
    const odd = sample[i + 1]!;
    if (even === 0) evenZeros += 1;
    if (odd === 0) oddZeros += 1;
    if ((even === 0 && isControl(odd)) || (odd === 0 && isControl(even))) controls += 1;
  }
  if (controls * 100 > pairs) return undefined;
  if (oddZeros * 10 > pairs * 4 && evenZeros * 50 < pairs) return 'utf-16le';
  if (evenZeros * 10 > pairs * 4 && oddZeros * 50 < pairs) return 'utf-16be';
  return undefined;
};

/**
 * The encoding of a file by its beginning, or undefined for a binary file. Told by content alone: a name proves nothing.
 * A few NULs in clean UTF-8 are still text: `env -0` prints them, and a truncated log starts with them.
 */
export const sniff = (start: Uint8Array): Sniffed | undefined => {
  const sample = start.subarray(0, SNIFF_BYTES);
  for (const { encoding, mark } of BOMS) if (startsWith(sample, mark)) return { encoding, bomBytes: mark.length };
  if (startsWith(sample, [0x25, 0x50, 0x44, 0x46, 0x2d])) return undefined; // %PDF-: text at first, compressed streams after
  const text: Sniffed = { encoding: 'utf-8', bomBytes: 0 };
  const zeros = sample.includes(0);
  const valid = isUtf8(sample.length < SNIFF_BYTES ? sample : wholeCharacters(sample));
  if (valid && !zeros) return text;
  if (zeros) {
    const encoding = sniffUtf16(sample);
    if (encoding !== undefined) return { encoding, bomBytes: 0 };
  }
  let nulls = 0;
  let controls = 0;
  for (const byte of sample) {
    if (byte === 0) nulls += 1;
    else if (isControl(byte)) controls += 1;
  }
  if (zeros) return valid && controls === 0 && nulls * 10 <= sample.length ? text : undefined;
  // Latin-1 text has no control characters; random bytes have one in ten.
  return controls * 50 <= sample.length ? text : undefined;
};
