import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAutomaton, type Matcher, matcherOf } from '../../../shared/text/aho-corasick.ts';
import { createLaneAutomaton, laneMatcherOf } from '../../../shared/text/lane-matcher.ts';

const hitsOf = (matcher: Matcher, text: string): string[] => {
  const found: string[] = [];
  matcher.find(text, (id, end) => found.push(`${id}@${end}`));
  return found;
};

/** The same hits, in the same order, from the lanes and from the plain loop over the text. */
const expectSame = (patterns: readonly string[], text: string): string[] => {
  const automaton = createLaneAutomaton(patterns);
  expect(automaton.memory).toBeDefined();
  const found = hitsOf(laneMatcherOf(automaton), text);
  expect(found).toEqual(hitsOf(matcherOf(automaton), text));
  return found;
};

/** Texts of one unit repeated until they are longer than what is searched at once. */
const PART = 65_536;

describe('laneMatcherOf', () => {
  it('finds what stands across the borders of lanes, at the start and at the end', () => {
    for (const length of [255, 256, 257, 1000, 1001, 1002, 1003])
      expect(expectSame(['abc', 'c', 'bca'], 'abc'.repeat(length).slice(0, length)).length).toBeGreaterThan(150);
    expect(expectSame(['password'], `${'.'.repeat(500)}PassWord`)).toEqual(['0@508']);
  });

  it('finds what stands across the borders of parts, once', () => {
    for (let shift = -9; shift <= 9; shift++) {
      const text = `${'.'.repeat(PART + shift)}secretkey${'.'.repeat(PART)}`;
      expect(expectSame(['secret', 'secretkey', 'key'], text)).toHaveLength(3);
    }
  });

  it('counts offsets in UTF-16 units, whatever the characters', () => {
    expect(expectSame(['key'], `${'é'.repeat(300)}key`)).toEqual(['0@303']);
    expect(expectSame(['key'], `${'\u{1f511}'.repeat(300)}key${'€'.repeat(40)}key`)).toEqual(['0@603', '0@646']);
    expect(expectSame(['key'], `${'\ud83d'.repeat(300)}key\udd11key`)).toEqual(['0@303', '0@307']);
    // a pair of surrogates in two parts
    expect(expectSame(['key'], `${'a'.repeat(PART - 1)}\u{1f511}key`)).toEqual([`0@${PART + 4}`]);
  });

  it('does not take for a literal what it puts around a text', () => {
    expect(expectSame(['\0a', 'a\0', '\0'], 'a'.repeat(300))).toEqual([]);
    expect(expectSame(['a', '\x7f'], 'ÿ'.repeat(300))).toEqual([]);
  });

  it('finds what the plain loop finds, over texts of a small alphabet', () => {
    const literal = fc.string({ unit: fc.constantFrom(...'abAB_'), minLength: 1, maxLength: 9 });
    const piece = fc.string({ unit: fc.constantFrom(...'abAB_é€\u{1f600}\ud800'), maxLength: 80 });
    fc.assert(
      fc.property(fc.array(literal, { minLength: 1, maxLength: 12 }), piece, fc.integer({ min: 1, max: 60 }), (patterns, text, times) => {
        expectSame(patterns, text.repeat(times));
      }),
      { numRuns: 300 },
    );
  });

  it('finds what the plain loop finds, over any text', () => {
    const literal = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(literal, { minLength: 1, maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 1000 }), (patterns, text) => {
        expect(expectSame(patterns, `${text}${patterns[0]}${text}${' '.repeat(256)}`).length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it('can be used again, for shorter texts too', () => {
    const matcher = laneMatcherOf(createLaneAutomaton(['token']));
    expect(hitsOf(matcher, 'token '.repeat(100))).toHaveLength(100);
    expect(hitsOf(matcher, `token${'.'.repeat(300)}`)).toEqual(['0@5']);
    expect(hitsOf(matcher, 'a token')).toEqual(['0@7']);
    expect(hitsOf(laneMatcherOf(createLaneAutomaton([])), 'anything '.repeat(100))).toEqual([]);
  });

  it('shares an automaton between matchers that do not disturb one another', () => {
    const automaton = createLaneAutomaton(['token', 'key']);
    const matchers = [laneMatcherOf(automaton), laneMatcherOf(structuredClone(automaton)), laneMatcherOf(createAutomaton(['token', 'key']))];
    const text = 'a key, a token. '.repeat(100);
    for (const matcher of matchers)
      matcher.find(text, (_, end) => {
        if (end === 5) for (const other of matchers) if (other !== matcher) expect(hitsOf(other, `${text}${text}`)).toHaveLength(400);
      });
    for (const matcher of matchers) expect(hitsOf(matcher, text)).toHaveLength(200);
  });

  it('searches as well when more matchers share an automaton than its memory has room for', () => {
    const automaton = createLaneAutomaton(['key']);
    for (let i = 0; i < 60; i++) expect(hitsOf(laneMatcherOf(automaton), 'key '.repeat(100))).toHaveLength(100);
  });

  it('searches as well without WebAssembly, and in a page that forbids to compile it', () => {
    const { WebAssembly: kept } = globalThis;
    const text = `a key, a token: ${'é'.repeat(300)} key`;
    const forbidden = class {
      constructor() {
        throw new kept.CompileError('blocked by the content security policy');
      }
    };
    try {
      for (const instead of [undefined, { Memory: kept.Memory, Module: forbidden }]) {
        Object.assign(globalThis, { WebAssembly: instead });
        const automaton = createLaneAutomaton(['token', 'key']);
        expect(automaton.memory === undefined).toBe(instead === undefined);
        expect(hitsOf(laneMatcherOf(automaton), text)).toEqual(['1@5', '0@14', '1@320']);
      }
    } finally {
      Object.assign(globalThis, { WebAssembly: kept });
    }
  });

  it('searches texts of every length without memory that can be shared, as in a page that is not isolated', () => {
    const { SharedArrayBuffer: kept } = globalThis;
    try {
      Object.assign(globalThis, { SharedArrayBuffer: undefined });
      const automaton = createLaneAutomaton(['token', 'key']);
      const matchers = [laneMatcherOf(automaton), laneMatcherOf(automaton)];
      for (const matcher of matchers) {
        expect(hitsOf(matcher, 'a key, a token')).toEqual(['1@5', '0@14']);
        expect(hitsOf(matcher, `a key, a token: ${'.'.repeat(300)} key`)).toEqual(['1@5', '0@14', '1@320']);
      }
    } finally {
      Object.assign(globalThis, { SharedArrayBuffer: kept });
    }
  });
});
