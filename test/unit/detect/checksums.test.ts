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

  it('knows the checksum of Grafana tokens', () => {
    // The CRC-32 of `glsa_` and 32 times `a`, by zlib: 0x940aa4b1.
    const grafana = `glsa${'_'}${'a'.repeat(32)}_`;
    expect(verifyChecksum('crc32-hex-low-first', `${grafana}${'b1a40a94'}`)).toBe(true);
    expect(verifyChecksum('crc32-hex-low-first', `${grafana}${'0'.repeat(8)}`)).toBe(false);
  });

  // Valid and invalid test vectors of BIP-173.
  it.each([
    ['A12UEL5L', true],
    ['a12uel5l', true],
    ['abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw', true],
    ['split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w', true],
    ['?1ezyfcl', true],
    ['A12UEL5A', false],
    ['x1b4n0q5v', false],
    ['1nwldj5', false],
    ['', false],
  ])('bech32 of %s: %s', (text, right) => expect(verifyChecksum('bech32', text)).toBe(right));

  it('does not know an unknown name', () => expect(verifyChecksum('none', token)).toBeUndefined());
});
