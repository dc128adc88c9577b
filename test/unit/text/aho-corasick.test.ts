import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatcher } from '../../../shared/text/aho-corasick.ts';

/** What a naive search finds: every occurrence of every literal, ASCII case ignored. */
const naive = (patterns: readonly string[], text: string): string[] => {
  const fold = (any: string): string => any.replace(/[A-Z]/g, (upper) => upper.toLowerCase());
  const found: string[] = [];
  patterns.forEach((pattern, id) => {
    for (let at = fold(text).indexOf(fold(pattern)); at >= 0; at = fold(text).indexOf(fold(pattern), at + 1)) found.push(`${id}@${at + pattern.length}`);
  });
  return found.sort();
};

const matched = (patterns: readonly string[], text: string): string[] => {
  const found: string[] = [];
  createMatcher(patterns).find(text, (id, end) => found.push(`${id}@${end}`));
  return found.sort();
};

describe('createMatcher', () => {
  it('finds overlapping literals, in any case', () => {
    expect(matched(['he', 'she', 'his', 'hers'], 'uSHErs')).toEqual(['0@4', '1@4', '3@6']);
    expect(matched(['aa'], 'aaaa')).toEqual(['0@2', '0@3', '0@4']);
    expect(matched(['key', 'key'], 'a key')).toEqual(['0@5', '1@5']);
    expect(matched([], 'anything')).toEqual([]);
  });

  it('finds what a naive search finds, over a small alphabet where literals share much', () => {
    const small = fc.string({ unit: fc.constantFrom(...'abAB_é\u{1f600}'), maxLength: 80 });
    const literal = fc.string({ unit: fc.constantFrom(...'abAB_'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(literal, { minLength: 1, maxLength: 12 }), small, (patterns, text) => {
        expect(matched(patterns, text)).toEqual(naive(patterns, text));
      }),
      { numRuns: 500 },
    );
  });

  it('finds what a naive search finds, over any text', () => {
    const literal = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(literal, { minLength: 1, maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 300 }), (patterns, text) => {
        const around = `${text}${patterns[0]}${text}`;
        expect(matched(patterns, around)).toEqual(naive(patterns, around));
      }),
      { numRuns: 200 },
    );
  });

  it('refuses literals that can not be searched', () => {
    expect(() => createMatcher([''])).toThrow('empty');
    expect(() => createMatcher(['schlüssel'])).toThrow('ASCII');
  });
});
