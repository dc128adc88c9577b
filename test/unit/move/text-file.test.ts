import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyEdits } from '../../../shared/move/rewrite/rewrite.ts';
import { editBytes, encodeText, type TextFile, toTextFile } from '../../../shared/move/text-file.ts';

const BOM: Readonly<Record<string, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'utf-32le': [0xff, 0xfe, 0, 0],
  'utf-32be': [0, 0, 0xfe, 0xff],
};
const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const;

const fileOf = (bytes: Uint8Array): TextFile => {
  const file = toTextFile(bytes);
  if (!file) throw new Error('taken for a binary file');
  return file;
};

/** Replaces each `old` by `new`. */
const editsFor = (text: string) => [...text.matchAll(/old/g)].map(({ index }) => ({ range: { start: index, end: index + 3 }, text: 'née' }));

describe('a text file', () => {
  for (const encoding of ENCODINGS) {
    it(`keeps its encoding and its mark: ${encoding}`, () => {
      const line = fc.constantFrom('A=old', '# ünïcode 🔑', 'B=x', 'C=🔑old # 漢字', '', 'old old');
      fc.assert(
        fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, newline) => {
          const text = lines.join(newline);
          const bytes = Buffer.concat([Uint8Array.from(BOM[encoding]!), encodeText(text, encoding)]);
          const file = fileOf(bytes);
          expect(file.text).toBe(text);
          expect(Buffer.from(editBytes(file, []))).toEqual(bytes);
          const edited = fileOf(editBytes(file, editsFor(text)));
          expect(edited.text).toBe(applyEdits(text, editsFor(text)));
          expect(edited.sniffed).toEqual(file.sniffed);
        }),
      );
    });
  }

  it('keeps lines that are no UTF-8 among lines that are', () => {
    const lines = [Buffer.from('A=old ü🔑\n'), Buffer.from('# caf\xe9 old\r\n', 'latin1'), Buffer.from('B=old\n'), Buffer.from('\xfcber=old', 'latin1')];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines)), (parts) => {
        const bytes = Buffer.concat(parts);
        const file = fileOf(bytes);
        const edited = Buffer.from(
          editBytes(
            file,
            [...file.text.matchAll(/old/g)].map(({ index }) => ({ range: { start: index, end: index + 3 }, text: 'new' })),
          ),
        );
        expect(edited.toString('latin1')).toBe(bytes.toString('latin1').replaceAll('old', 'new'));
      }),
    );
  });

  it('keeps what is no text behind UTF-16 of an odd length', () => {
    const bytes = Buffer.concat([Uint8Array.from(BOM['utf-16le']!), encodeText('A=old\n', 'utf-16le'), Uint8Array.from([7])]);
    const edited = Buffer.from(editBytes(fileOf(bytes), [{ range: { start: 2, end: 5 }, text: 'x' }]));
    expect(edited).toEqual(Buffer.concat([Uint8Array.from(BOM['utf-16le']!), encodeText('A=x\n', 'utf-16le'), Uint8Array.from([7])]));
  });

  it('is none when it is binary', () => {
    expect(toTextFile(Uint8Array.from([0, 1, 2, 3, 0, 0, 255, 254, 1, 2]))).toBeUndefined();
  });
});
