import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '../../../shared/model/secret.ts';
import { createDigestScrubber, digestValues } from '../../../shared/scan/value-digests.ts';

const PLAN = 'a'.repeat(32);
const made = (i: number): string => ['g7Kq2', 'mZx9L', String(i)].join('');
const secrets = [made(1), made(22), 'ab', 'word'.repeat(100)].map((value) => new Secret(value));

describe('digests of values', () => {
  it('hide values wherever they stand, the longest first, and nothing else', () => {
    const scrub = createDigestScrubber(PLAN, [digestValues(PLAN, secrets), digestValues(PLAN, [new Secret(`${made(1)}/x`)])]);
    expect(scrub(`a/${made(1)}.env`)).toBe('a/[secret].env');
    expect(scrub(`${made(1)}/x${made(22)}é😀${made(1)}`)).toBe('[secret][secret]é😀[secret]');
    expect(scrub(`${made(3)}/ab/😀`)).toBe(`${made(3)}/ab/😀`);
    expect(createDigestScrubber(PLAN, [digestValues(PLAN, secrets)], (value) => value !== made(1))(`${made(1)} ${made(22)}`)).toBe(`${made(1)} [secret]`);
    expect(createDigestScrubber('another plan', [digestValues(PLAN, secrets)])(made(1))).toBe(made(1));
  });

  it('hide the same whatever texts came before, also one that begins alike', () => {
    const values = ['abcab', 'bcabca', 'cabab', 'ababab', 'ab ab', 'c abca'];
    const digests = [
      digestValues(
        PLAN,
        values.map((value) => new Secret(value)),
      ),
    ];
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 16 }), { maxLength: 8 }), (texts) => {
        const scrub = createDigestScrubber(PLAN, digests);
        const plain = new RegExp(values.toSorted((a, b) => b.length - a.length).join('|'), 'g');
        for (const text of texts.map((each) => each.join('')).sort()) expect(scrub(text)).toBe(text.replace(plain, '[secret]'));
      }),
      { numRuns: 2000 },
    );
  });

  it('hold nothing but 96 bits of SHA-256 of each, from which no part of a value and no linear hash of it follows', () => {
    const digests = digestValues(PLAN, secrets);
    expect(Object.keys(digests)).toEqual(['solid', 'spaced']);
    expect(Object.keys(digests.solid).sort()).toEqual([String(made(1).length), String(made(22).length)].sort());
    expect(digests.spaced).toEqual({});
    for (const each of Object.values(digests.solid).flat()) expect(each).toMatch(/^[A-Za-z0-9+/]{16}$/);
  });
});
