import { describe, expect, it } from '@jest/globals';
import type { Allowlist } from '../../../shared/model/allowlist.ts';
import { createAllowlistFilter } from '../../../shared/suppress/allowlist.ts';
import { makeFinding } from '../../support/make-finding.ts';
import { processorMs } from '../../support/processor-time.ts';

const TEXT = '# staging only\nDB_PASSWORD=hunter2-Example # for the demo\n';
const FINDING = makeFinding(TEXT, 'hunter2-Example', {
  path: 'config/staging/.env',
  key: 'DB_PASSWORD',
  ruleId: 'generic-credential',
  commit: '0123456789abcdef0123456789abcdef01234567',
});

const isAllowed = (allowlist: Partial<Allowlist>): boolean => {
  const filter = createAllowlistFilter([{ name: 'demo values', condition: 'any', ...allowlist }]);
  const { kept, suppressed } = filter({ text: TEXT, origin: FINDING.origin }, [FINDING]);
  expect(kept.length + suppressed.length).toBe(1);
  if (suppressed.length > 0) expect(suppressed).toEqual([{ finding: FINDING, by: 'allowlist', why: 'demo values' }]);
  return suppressed.length === 1;
};

describe('createAllowlistFilter', () => {
  const cases: [string, Partial<Allowlist>, boolean][] = [
    ['a path', { paths: ['config/**/.env'] }, true],
    ['another path', { paths: ['deploy/**'] }, false],
    ['a path pattern, searched anywhere', { pathPatterns: ['stag(?:ing|e)/'] }, true],
    ['a path pattern that is anchored', { pathPatterns: ['^staging/'] }, false],
    ['a rule alone', { rules: ['generic-credential'] }, true],
    ['another rule alone', { rules: ['stripe-secret-key'] }, false],
    ['a rule and a path', { rules: ['generic-credential'], paths: ['*.env'] }, true],
    ['another rule and a path', { rules: ['stripe-secret-key'], paths: ['*.env'] }, false],
    ['a value pattern', { patterns: ['^hunter\\d'] }, true],
    ['a value pattern that fits the line only', { patterns: ['for the demo'] }, false],
    ['a line pattern', { patterns: ['for the demo$'], target: 'line' }, true],
    ['a line pattern that fits another line', { patterns: ['staging only'], target: 'line' }, false],
    ['a key pattern', { keyPatterns: ['(?i)^db_'] }, true],
    ['another key pattern', { keyPatterns: ['^db_'] }, false],
    ['a stopword, case ignored', { stopwords: ['eXample'] }, true],
    ['a stopword in the line only', { stopwords: ['demo'] }, false],
    ['the fingerprint', { fingerprints: [FINDING.fingerprint] }, true],
    ['a commit by its beginning', { commits: ['0123456'] }, true],
    ['too short a commit', { commits: ['012345'] }, false],
    ['nothing at all', {}, false],
    ['any of two kinds', { paths: ['deploy/**'], stopwords: ['example'] }, true],
    ['all of two kinds', { condition: 'all', paths: ['config/**'], stopwords: ['example'] }, true],
    ['all of two kinds, one missing', { condition: 'all', paths: ['deploy/**'], stopwords: ['example'] }, false],
  ];
  it.each(cases)('%s', (_, allowlist, expected) => {
    expect(isAllowed(allowlist)).toBe(expected);
  });

  it('gives the first allowlist that fits as the reason', () => {
    const filter = createAllowlistFilter([
      { name: 'first', condition: 'any', paths: ['nowhere'] },
      { name: 'second', condition: 'any', paths: ['*.env'] },
      { name: 'third', condition: 'any', paths: ['*.env'] },
    ]);
    expect(filter({ text: TEXT, origin: FINDING.origin }, [FINDING]).suppressed[0]?.why).toBe('second');
  });

  it('runs a pattern that would hang a backtracking engine', () => {
    const text = `K=${'x'.repeat(5_000)}`;
    const finding = makeFinding(text, 'x'.repeat(5_000));
    const filter = () => createAllowlistFilter([{ name: 'hostile', condition: 'any', patterns: ['^(x+x+)+y'] }])({ text, origin: { path: 'a' } }, [finding]);
    expect(processorMs(filter)).toBeLessThan(1_500);
  });
});
