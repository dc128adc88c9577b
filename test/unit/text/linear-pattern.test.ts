import { describe, expect, it } from '@jest/globals';
import { checkLinearPattern, createLinearPattern } from '../../../shared/text/linear-pattern.ts';

describe('createLinearPattern', () => {
  it('gives UTF-16 offsets of the match and of its groups, after characters outside the basic plane too', () => {
    const text = '😀é key = "a😀b"; KEY="x"';
    const matches = createLinearPattern('(?i)key\\s*=\\s*"(?P<value>[^"]+)"(?P<end>;)?').findAll(text, 10);
    const shown = matches.map((match) => ({
      whole: text.slice(match.start, match.end),
      value: match.group('value'),
      first: match.group(1),
      end: match.group('end'),
    }));
    expect(shown).toEqual([
      { whole: 'key = "a😀b";', value: { start: 11, end: 15 }, first: { start: 11, end: 15 }, end: { start: 16, end: 17 } },
      { whole: 'KEY="x"', value: { start: 23, end: 24 }, first: { start: 23, end: 24 }, end: undefined },
    ]);
  });

  it('stops at the limit', () => {
    expect(createLinearPattern('a').findAll('aaaa', 3)).toHaveLength(3);
  });

  it('ends on empty matches', () => {
    expect(
      createLinearPattern('x*')
        .findAll('axb', 10)
        .map(({ start, end }) => [start, end]),
    ).toEqual([
      [0, 0],
      [1, 2],
      [2, 2],
      [3, 3],
    ]);
  });

  it('knows no group that does not exist', () => {
    const [match] = createLinearPattern('a(b)?').findAll('a', 1);
    expect([match?.group(0), match?.group(1), match?.group(2), match?.group('name')]).toEqual([{ start: 0, end: 1 }, undefined, undefined, undefined]);
  });
});

describe('checkLinearPattern', () => {
  it.each([
    ['a(b', 'missing closing )'],
    ['(?=x)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?<!a)b', 'invalid named capture: `(?<!a)b`'],
    ['(?<!hunter2hunter2)', 'invalid named capture: `(?<!…`'],
    ['[z-a]', 'invalid character class range: `z-a`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
  ])('says what is wrong with %s', (source, error) => {
    expect(checkLinearPattern(source).error).toBe(error);
  });

  it("takes Go's spellings and counts groups", () => {
    expect(checkLinearPattern('(?i)\\Aa(?P<secret>b)(c)\\z')).toEqual({ error: null, groups: 2, names: ['secret'] });
  });
});
