import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decode, decodeFile } from '../../../shared/sources/decode.ts';
import { sniff } from '../../../shared/sources/encoding.ts';

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const utf32le = (text: string) => Buffer.concat([...text].map((char) => Buffer.from(Uint32Array.of(char.codePointAt(0)!).buffer)));
const SAMPLE = 'KEY=välue €\r\nOTHER=2\n';

describe('encodings', () => {
  it.each([
    ['UTF-8', Buffer.from(SAMPLE)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${SAMPLE}`)],
    ['UTF-16 LE', Buffer.from(SAMPLE, 'utf16le')],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${SAMPLE}`, 'utf16le')],
    ['UTF-16 BE', utf16be(SAMPLE)],
    ['UTF-16 BE with a mark', utf16be(`\ufeff${SAMPLE}`)],
    ['UTF-32 LE with a mark', utf32le(`\ufeff${SAMPLE}`)],
    ['UTF-32 BE with a mark', utf32le(`\ufeff${SAMPLE}`).swap32()],
  ])('reads %s', (_, bytes) => {
    expect(decodeFile(bytes)).toBe(SAMPLE);
  });

  it('reads as Latin-1 the lines that are no UTF-8, and those alone', () => {
    const bytes = Buffer.concat([Buffer.from('é ✓\n'), Buffer.from('käse\n', 'latin1'), Buffer.from('ü')]);
    expect(decodeFile(bytes)).toBe('é ✓\nkäse\nü');
    expect(decodeFile(Buffer.from('caf\xe9', 'latin1'))).toBe('café');
  });

  it('keeps text with a few NULs, as `env -0` prints it', () => {
    expect(decodeFile(Buffer.from('PATH=/usr/bin:/bin\0HOME=/root\0TOKEN=abcdef\0'))).toContain('TOKEN');
  });

  it('judges the first 8 KiB, even when they end inside a character', () => {
    expect(sniff(Buffer.from(`x${'€'.repeat(4000)}`))?.encoding).toBe('utf-8');
    expect(decodeFile(Buffer.from(`${'a'.repeat(9000)}\0\x01\x02`))).toHaveLength(9003);
  });

  it.each([
    ['random bytes', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255))],
    ['random bytes without NUL', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255 || 1))],
    ['PNG', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0', 'latin1')],
    ['PDF', Buffer.from('%PDF-1.7\n1 0 obj\n')],
    ['ELF', Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0', 'latin1')],
    ['16-bit numbers', Buffer.from(Uint16Array.from({ length: 2000 }, (_, i) => i % 60).buffer)],
    ['zeros', Buffer.alloc(1000)],
  ])('sees that %s are binary', (_, bytes) => {
    expect(sniff(bytes)).toBeUndefined();
  });

  it('takes an empty file for text', () => {
    expect(decodeFile(Buffer.alloc(0))).toBe('');
  });

  it('gives back any well-formed text, and survives any bytes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => decode(Buffer.from(text), 'utf-8') === text));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const) decode(bytes, encoding);
        return !(decodeFile(bytes) ?? '').includes('\ufffd') || Buffer.from(bytes).toString('utf8').includes('\ufffd');
      }),
    );
  });
});
