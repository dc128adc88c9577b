import { describe, expect, it } from '@jest/globals';
import { createUserMatcher } from '../../../shared/detect/match-user-rules.ts';
import { dropOverlaps } from '../../../shared/detect/to-findings.ts';
import type { UserRule } from '../../../shared/model/user-rule.ts';
import { processorMs } from '../../support/processor-time.ts';

const rule = (more: Partial<UserRule>): UserRule => ({
  id: 'acme-token',
  title: 'Acme token',
  pattern: 'acme_(?P<secret>[a-z0-9]{6})',
  keywords: ['acme_'],
  severity: 'high',
  confidence: 'high',
  allowlists: [],
  ...more,
});

/** The texts found, checked to be what the ranges say. */
const valuesOf = (text: string, more: Partial<UserRule> = {}, path = 'a.txt', commit?: string): string[] =>
  createUserMatcher([rule(more)])(text, path, commit).candidates.map(({ range, value }) => {
    expect(text.slice(range.start, range.end)).toBe(value);
    return value;
  });

describe('createUserMatcher: which part is the secret', () => {
  it.each<[string, Partial<UserRule>, string]>([
    ['the group named secret', {}, 'abc123'],
    ['the first group that took part', { pattern: 'acme_(?:(x)|([a-z]+)([0-9]+))' }, 'abc'],
    ['the whole match', { pattern: 'acme_[a-z0-9]{6}' }, 'acme_abc123'],
    ['a numbered group', { pattern: 'acme_([a-z]+)([0-9]+)', secretGroup: 2 }, '123'],
    ['a named group', { pattern: 'acme_([a-z]+)(?P<digits>[0-9]+)', secretGroup: 'digits' }, '123'],
    ['the whole match, asked for', { pattern: 'acme_([a-z]+)', secretGroup: 0 }, 'acme_abc'],
    ['without line ends around it', { pattern: '\\n?acme_[a-z0-9]{6}\\n' }, 'acme_abc123'],
  ])('%s', (_, more, expected) => {
    expect(valuesOf('x\nacme_abc123\n', more)).toEqual([expected]);
  });

  it('finds nothing where the asked group took no part', () => {
    expect(valuesOf('acme_abc123', { pattern: 'acme_(z)?', secretGroup: 1 })).toEqual([]);
  });

  it('has exact offsets after characters outside the basic plane', () => {
    const { candidates } = createUserMatcher([rule({})])('😀😀 é acme_abc123', 'a');
    expect(candidates).toEqual([
      {
        ruleId: 'acme-token',
        title: 'Acme token',
        key: null,
        range: { start: 12, end: 18 },
        value: 'abc123',
        severity: 'high',
        confidence: 'high',
        rank: 4,
        reasons: ['rule acme-token of the configuration matched', 'entropy 2.58 bits per character'],
        related: [],
      },
    ]);
  });
});

describe('createUserMatcher: which rule wins', () => {
  it("puts a vendor's rule before a generic one, as gitleaks does", () => {
    const rules = [rule({ id: 'generic-api-key', pattern: 'token: (acme_\\w+)' }), rule({ pattern: 'acme_\\w+' })];
    const { candidates } = createUserMatcher(rules)('token: acme_abc123', 'a');
    expect(dropOverlaps(candidates).map(({ ruleId }) => ruleId)).toEqual(['acme-token']);
  });
});

describe('createUserMatcher: rules of several parts', () => {
  const found = (text: string, required: NonNullable<UserRule['required']>): (string | number[])[][] => {
    const parts = [rule({ id: 'part', pattern: 'part_\\w+', keywords: [], component: true }), rule({ id: 'other', pattern: 'other_\\w+', keywords: [] })];
    const { candidates } = createUserMatcher([rule({ required }), ...parts])(text, 'a');
    return candidates.map(({ value, related }) => [value, ...related.map(({ start, end }) => [start, end])]);
  };

  it.each<[string, NonNullable<UserRule['required']>, (string | number[])[][]]>([
    ['acme_abc123\npart_1\n', [{ rule: 'part' }], [['abc123', [12, 18]]]],
    ['acme_abc123\n', [{ rule: 'part' }], []],
    ['part_1\n\n\nacme_abc123', [{ rule: 'part', lines: 2 }], []],
    ['part_1\n\n\nacme_abc123', [{ rule: 'part', lines: 3 }], [['abc123', [0, 6]]]],
    ['acme_abc123 part_1', [{ rule: 'part', columns: 6 }], []],
    ['acme_abc123 part_1', [{ rule: 'part', columns: 7, lines: 0 }], [['abc123', [12, 18]]]],
    ['acme_abc123 part_1', [{ rule: 'part' }, { rule: 'other' }], []],
    ['acme_abc123 part_1 other_2', [{ rule: 'part' }, { rule: 'other' }], [['abc123', [12, 18], [19, 26]], ['other_2']]],
  ])('%j', (text, required, expected) => {
    expect(found(text, required)).toEqual(expected);
  });
});

describe('createUserMatcher: where and whether', () => {
  it('needs a keyword, in any case, or none when the rule has none', () => {
    expect(valuesOf('zzz_abc123', { pattern: 'zzz_\\w+' })).toEqual([]);
    expect(valuesOf('ACME_ zzz_abc123', { pattern: 'zzz_\\w+' })).toEqual(['zzz_abc123']);
    expect(valuesOf('zzz_abc123', { pattern: 'zzz_\\w+', keywords: [] })).toEqual(['zzz_abc123']);
  });

  it.each<[string, Partial<UserRule>, boolean]>([
    ['entropy enough', { minEntropy: 2.5 }, true],
    ['too little entropy', { minEntropy: 2.6 }, false],
    ['a glob that fits', { paths: ['src/**'] }, true],
    ['a glob that does not', { paths: ['lib/**'] }, false],
    ['a path pattern that fits', { pathPattern: '\\.env$' }, true],
    ['a path pattern that does not', { pathPattern: '\\.tf$' }, false],
    ['allowed by path', { allowlists: [{ name: 'a', condition: 'any', pathPatterns: ['^src/'] }] }, false],
    ['allowed by value', { allowlists: [{ name: 'a', condition: 'any', patterns: ['^abc'] }] }, false],
    ['not allowed by a value pattern that fits the match', { allowlists: [{ name: 'a', condition: 'any', patterns: ['^acme_'] }] }, true],
    ['allowed by the match', { allowlists: [{ name: 'a', condition: 'any', patterns: ['^acme_abc123$'], target: 'match' }] }, false],
    ['allowed by the line', { allowlists: [{ name: 'a', condition: 'any', patterns: ['^token: acme.* demo$'], target: 'line' }] }, false],
    ['allowed by a stopword', { allowlists: [{ name: 'a', condition: 'any', stopwords: ['BC1'] }] }, false],
    ['allowed by the commit', { allowlists: [{ name: 'a', condition: 'any', commits: ['0123456789'] }] }, false],
    ['all criteria needed, one missing', { allowlists: [{ name: 'a', condition: 'all', stopwords: ['bc1'], pathPatterns: ['^lib/'] }] }, true],
  ])('%s', (_, more, found) => {
    expect(valuesOf('x\ntoken: acme_abc123 demo\ny', more, 'src/.env', '0123456789abcdef')).toEqual(found ? ['abc123'] : []);
  });
});

describe('createUserMatcher: large texts', () => {
  const line = 'nothing to see here, only words and more words in a row\n';

  it.each([0, 2_000, 24_570, 24_576, 24_600, 32_768, 50_000, 100_000])('finds each secret once, wherever it stands (%d)', (at) => {
    const padding = line.repeat(3_000);
    const text = `${padding.slice(0, at)}\nacme_abc123\n${padding.slice(0, 60_000)}acme_xyz789`;
    expect(valuesOf(text)).toEqual(['abc123', 'xyz789']);
    expect(valuesOf(text, { keywords: [] })).toEqual(['abc123', 'xyz789']);
  });

  it('reads several lines from a keyword on', () => {
    const block = `acme_${'\nMIIEvQ'.repeat(500)}\nend`;
    expect(valuesOf(`${line.repeat(600)}${block}\n${line.repeat(600)}`, { pattern: 'acme_[\\s\\w]*end' })).toEqual([block]);
  });

  it('means the start of the text by ^, not the start of a window', () => {
    expect(valuesOf(`${line.repeat(2_000)}`, { pattern: '^nothing', keywords: [] })).toEqual(['nothing']);
  });

  it('takes one line without end', () => {
    const text = `${'😀'.repeat(40_000)}acme_abc123${'x'.repeat(40_000)}`;
    expect(valuesOf(text, { keywords: [] })).toEqual(['abc123']);
    expect(valuesOf(text)).toEqual(['abc123']);
  });

  it('stays bounded on a pattern that is quadratic even in linear time', () => {
    const spent = processorMs(() => {
      const matcher = createUserMatcher([rule({}), rule({ id: 'hostile', pattern: 'x[^y]*y|x', keywords: [] })]);
      const { candidates, limited } = matcher(`acme_abc123${'x'.repeat(20_000)}`, 'a');
      expect(candidates.some(({ value }) => value === 'abc123')).toBe(true);
      expect(limited).toEqual(['hostile']);
    });
    expect(spent).toBeLessThan(10_000);
  });
});
