import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crc32, toBase62, verifyChecksum } from '../../../shared/detect/checksums.ts';

describe('crc32', () => {
  it('agrees with the check value of the standard', () => expect(crc32('123456789')).toBe(0xcbf43926));

  it('agrees with zlib, where Node has it', () => {
    if (typeof zlibCrc32 !== 'function') return;
    fc.assert(fc.property(fc.stringMatching(/^[\x20-\x7e]{0,64}$/), (text) => crc32(text) === zlibCrc32(text)));
  });
});

describe('toBase62', () => {
  it('counts digits, upper case, lower case, and pads', () => {
    expect(toBase62(0, 6)).toBe('000000');
    expect(toBase62(61, 1)).toBe('z');
    expect(toBase62(62, 6)).toBe('000010');
    expect(toBase62(0xffffffff, 6)).toBe('4gfFC3');
  });
});

describe('verifyChecksum', () => {
  const body = 'a'.repeat(12) + 'B7'.repeat(9);
  const token = `npm${'_'}${body}${toBase62(crc32(body), 6)}`;

  it('tells a right checksum from a wrong one', () => {
    expect(verifyChecksum('crc32-base62', token)).toBe(true);
    expect(verifyChecksum('crc32-base62', token.replace('aaa', 'aab'))).toBe(false);
  });

  it('does not know an unknown name', () => expect(verifyChecksum('none', token)).toBeUndefined());
});
