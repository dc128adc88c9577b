import { isAscii, isUtf8 } from 'node:buffer';
import { decode } from '../sources/decode.ts';
import { type Sniffed, sniff } from '../sources/encoding.ts';
import type { Edit } from './rewrite/rewrite.ts';

/** A file's text as the scan reads it, and what is needed to write it back as it was. */
export interface TextFile {
  /** Behind the byte order mark: ranges of findings count in it. */
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly sniffed: Sniffed;
}

/** The text of a file's bytes; undefined for a binary file. */
export const toTextFile = (bytes: Uint8Array): TextFile | undefined => {
  const sniffed = sniff(bytes);
  return sniffed && { text: decode(bytes.subarray(sniffed.bomBytes), sniffed.encoding), bytes, sniffed };
};

/** An offset of the text as an offset of its bytes. `offsets` rise; so do the answers. */
type ToByteOffsets = (file: TextFile, offsets: readonly number[]) => number[];

const fixedWidth =
  (bytesPerUnit: number): ToByteOffsets =>
  ({ sniffed }, offsets) =>
    offsets.map((offset) => sniffed.bomBytes + offset * bytesPerUnit);

/** Four bytes for each code point; one beyond the basic plane is two units of the text. */
const ofUtf32: ToByteOffsets = ({ text, sniffed }, offsets) => {
  let unit = 0;
  let byte = sniffed.bomBytes;
  return offsets.map((offset) => {
    while (unit < offset) {
      unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
      byte += 4;
    }
    return byte;
  });
};

/** UTF-8, where a line that is no UTF-8 is one byte a character, as the scan reads it. */
const ofUtf8: ToByteOffsets = ({ text, bytes, sniffed }, offsets) => {
  if (isAscii(bytes)) return offsets.map((offset) => offset);
  let unit = 0; // start of the line in the text
  let byte = sniffed.bomBytes; // and in the bytes
  return offsets.map((offset) => {
    for (;;) {
      const newline = bytes.indexOf(10, byte);
      const line = bytes.subarray(byte, newline < 0 ? bytes.length : newline + 1);
      const isLatin1 = !isUtf8(line);
      const textEnd = isLatin1 ? unit + line.length : lineEnd(text, unit);
      if (offset < textEnd || newline < 0) return byte + (isLatin1 ? offset - unit : Buffer.byteLength(text.slice(unit, offset)));
      unit = textEnd;
      byte += line.length;
    }
  });
};

const lineEnd = (text: string, from: number): number => {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
};

const TO_BYTE_OFFSETS: Readonly<Record<Sniffed['encoding'], ToByteOffsets>> = {
  'utf-8': ofUtf8,
  'utf-16le': fixedWidth(2),
  'utf-16be': fixedWidth(2),
  'utf-32le': ofUtf32,
  'utf-32be': ofUtf32,
};

/** Text in an encoding, without a byte order mark. */
export const encodeText = (text: string, encoding: Sniffed['encoding']): Uint8Array => {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text, 'utf8');
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16();
    default: {
      const points = [...text].map((char) => char.codePointAt(0) ?? 0);
      const out = Buffer.alloc(points.length * 4);
      points.forEach((point, index) => {
        if (encoding === 'utf-32le') out.writeUInt32LE(point, index * 4);
        else out.writeUInt32BE(point, index * 4);
      });
      return out;
    }
  }
};

/** The bytes of a file after edits of its text: what no edit touches is copied byte for byte, the mark and bytes that are no text too. */
export const editBytes = (file: TextFile, edits: readonly Pick<Edit, 'range' | 'text'>[]): Uint8Array => {
  const offsets = edits.flatMap(({ range }) => [range.start, range.end]);
  const bytesAt = TO_BYTE_OFFSETS[file.sniffed.encoding](file, offsets);
  const parts: Uint8Array[] = [];
  let at = 0;
  edits.forEach((edit, index) => {
    parts.push(file.bytes.subarray(at, bytesAt[index * 2]!), encodeText(edit.text, file.sniffed.encoding));
    at = bytesAt[index * 2 + 1]!;
  });
  parts.push(file.bytes.subarray(at));
  return Buffer.concat(parts);
};
