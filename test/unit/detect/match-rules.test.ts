import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crc32, toBase62 } from '../../../shared/detect/checksums.ts';
import { leastRunOf, matchRules } from '../../../shared/detect/match-rules.ts';
import { createPrefilter } from '../../../shared/detect/prefilter.ts';
import type { Rule } from '../../../shared/model/rule.ts';

const rule = (part: Partial<Rule>): Rule => ({
  id: 'acme-key',
  title: 'Acme key',
  keywords: ['acme_'],
  pattern: '(?<![A-Za-z0-9_])(?<secret>acme_[a-z0-9]{6,40})(?![A-Za-z0-9_])',
  severity: 'high',
  examples: [],
  ...part,
});

const run = (rules: readonly Rule[], text: string, path = 'a.txt') => matchRules(text, path, rules, createPrefilter(rules).search(text));

/** What a candidate covers, checked against the text itself. */
const found = (rules: readonly Rule[], text: string, path?: string): string[] =>
  run(rules, text, path).map((candidate) => {
    expect(text.slice(candidate.range.start, candidate.range.end)).toBe(candidate.value);
    return candidate.value;
  });

describe('windows', () => {
  const small = rule({ window: { before: 4, after: 20 } });

  it('finds every match around every keyword, once and in order', () => {
    const text = `acme_qwe123 ${'-'.repeat(500)} acme_asd456 acme_zxc789`;
    expect(found([small], text)).toEqual(['acme_qwe123', 'acme_asd456', 'acme_zxc789']);
  });

  it('reads a match on that reaches the end of its window', () => {
    const long = `acme_${'q1w2'.repeat(9)}`;
    expect(found([small], `${' '.repeat(100)}${long} ${'z'.repeat(100)}`)).toEqual([long]);
  });

  it('is not fooled by the edge of a window: what stands there may be the middle of a word', () => {
    const inner = rule({ keywords: ['needle'], pattern: '(?<![a-z])(?<secret>[a-z]{10,400})(?=needle)', window: { before: 50, after: 10 } });
    expect(found([inner], `${'abcdefghij'.repeat(20)}needle`)).toEqual([]);
  });

  it('finds the same in a text of any length before and after', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), (before, after) => {
        const text = `${'. '.repeat(before)}acme_q1w2e3r4${' .'.repeat(after)}`;
        return run([small], text).length === 1;
      }),
      { numRuns: 50 },
    );
  });
});

describe('the least run of a secret', () => {
  it.each([
    ['(?<secret>acme_[a-z0-9]{6,40})', 6],
    ['x(?<secret>[A-Z]{3}-(?:test_)?[A-Za-z0-9_-]{24}=)y', 24],
    ['(?<secret>(?=[a-z]{40}[0-9])[0-9a-f]{16}(?:[a-z]{30})?)', 16],
    ['(?<secret>[a-z]{40}|[0-9]{20})', 0], // either
    ['(?<secret>[A-z]{40})', 0], // A-z holds signs too
    ['(?<secret>[^"]{40}\\([a-z]{5}[|)]{9})', 5],
    ['(?<secret>[a-z]{0,40}[0-9]+)', 0],
    ['no secret [a-z]{40}', 0],
  ])('of %s is %i', (pattern, least) => {
    expect(leastRunOf(pattern)).toBe(least);
  });

  it('passes over text without such a run only', () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom(' ', '.', 'é', '\n')), { maxLength: 20 });
    const bounded = rule({ keepPlaceholders: true, keywords: ['acme'], pattern: '(?<![a-z0-9])(?<secret>[a-z0-9]{8})(?![a-z0-9])' });
    fc.assert(
      fc.property(runs, (parts) => {
        const text = `acme ${parts.map(([length, sign]) => 'q7'.repeat(6).slice(0, length) + sign).join('')}`;
        expect(found([bounded], text)).toHaveLength(parts.filter(([length]) => length === 8).length);
      }),
    );
  });
});

describe('an anchored rule', () => {
  const anchored = rule({ anchored: true, keywords: ['acme_', 'acm2_'], pattern: '(?<![A-Za-z0-9_])(?<secret>acm[e2]_[a-z0-9]{6,40})(?![A-Za-z0-9_])' });

  it('finds what it finds without the anchor', () => {
    const text = 'acme_qwe123 xacme_qwe123 acm2_qwe456,ACME_qwe123 acme_short acme_acme_q1w2 (acme_qwe789)';
    expect(found([anchored], text)).toEqual(['acme_qwe123', 'acm2_qwe456', 'acme_qwe789']);
    expect(found([anchored], text)).toEqual(found([{ ...anchored, anchored: false }], text));
  });
});

describe('checks', () => {
  it('wants the least entropy', () => {
    expect(found([rule({ minEntropy: 3 })], 'acme_aaaaaabbbbbb acme_q8w2zr71')).toEqual(['acme_q8w2zr71']);
  });

  it('drops stand-ins', () => {
    expect(found([rule({})], 'acme_xxxxxxxxxx acme_example12')).toEqual([]);
    expect(found([rule({ keepPlaceholders: true })], 'acme_example12')).toEqual(['acme_example12']);
  });

  it('keeps to the paths of a rule', () => {
    const inEnv = rule({ paths: ['*.env', 'config/**'] });
    expect(found([inEnv], 'acme_qwe123', 'x/prod.env')).toHaveLength(1);
    expect(found([inEnv], 'acme_qwe123', 'config/deep/a.yml')).toHaveLength(1);
    expect(found([inEnv], 'acme_qwe123', 'src/a.ts')).toHaveLength(0);
  });

  it('lets a wrong checksum lower the confidence and say so, and a right one raise it', () => {
    const body = 'q8W2zr71KmPx04TnVbL6'.padEnd(30, 'c9');
    const right = `acme_${body}${toBase62(crc32(body), 6)}`;
    const wrong = `acme_${body}AAAAA0`;
    const checked = rule({ pattern: '(?<secret>acme_[A-Za-z0-9]{36})', checksum: 'crc32-base62', confidence: 'medium' });
    const [first, second] = run([checked], `${right} ${wrong}`);
    expect(first).toMatchObject({ confidence: 'high', value: right });
    expect(first!.reasons).toContain('checksum crc32-base62 is right');
    expect(second).toMatchObject({ confidence: 'low', value: wrong });
    expect(second!.reasons).toContain('checksum crc32-base62 is wrong');
  });

  it('ranks a rule that is unsure with keys and values, others above them', () => {
    expect(run([rule({})], 'acme_qwe123')[0]!.rank).toBe(3);
    expect(run([rule({ confidence: 'low' })], 'acme_qwe123')[0]!.rank).toBe(1);
  });

  it('never puts a value into the reasons', () => {
    for (const reason of run([rule({})], 'acme_qwe123')[0]!.reasons) expect(reason).not.toContain('qwe123');
  });
});

describe('pairs', () => {
  const id = rule({ id: 'acme-id', keywords: ['aid_'], pattern: '(?<secret>aid_[a-z0-9]{8})', severity: 'low' });
  const secret = rule({ id: 'acme-secret', keywords: ['aid_'], pattern: '(?<secret>[A-Z0-9]{12})', severity: 'critical', pair: { rule: 'acme-id', lines: 2 } });
  const text = (lines: number, turned = false): string => {
    const parts = ['aid_q1w2e3r4', '\n'.repeat(lines), 'Q8W2ZR71KMPX'];
    return (turned ? parts.reverse() : parts).join('');
  };

  it.each([false, true])('reports both halves near each other, each with the other as related (turned: %s)', (turned) => {
    const candidates = run([id, secret], text(2, turned));
    expect(candidates.map((candidate) => [candidate.ruleId, candidate.severity]).sort()).toEqual([
      ['acme-id', 'critical'],
      ['acme-secret', 'critical'],
    ]);
    expect(candidates[0]!.related).toEqual([candidates[1]!.range]);
    expect(candidates[1]!.related).toEqual([candidates[0]!.range]);
  });

  it('reports the half that can stand alone, at its own severity, when the other is far', () => {
    expect(run([id, secret], text(3))).toMatchObject([{ ruleId: 'acme-id', severity: 'low', related: [] }]);
  });

  it('never reports a component', () => {
    expect(run([{ ...id, component: true }, secret], text(1)).map((candidate) => candidate.ruleId)).toEqual(['acme-secret']);
    expect(run([{ ...id, component: true }], 'aid_q1w2e3r4')).toEqual([]);
  });
});

it('never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (noise) => {
      run([rule({}), rule({ id: 'acme-other', anchored: true })], `${noise}acme_${noise}`);
    }),
  );
});
