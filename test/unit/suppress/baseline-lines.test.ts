import { describe, expect, it } from '@jest/globals';
import { writeBaseline } from '../../../shared/suppress/baseline.ts';
import { dropBaselineHashes } from '../../../shared/suppress/baseline-lines.ts';
import { makeFinding } from '../../support/make-finding.ts';

const SALT = '0123456789abcdef0123456789abcdef';
const HASH = 'fedcba9876543210fedcba9876543210';
const SHA1 = `${HASH}01234567`;

const isDropped = (text: string, value: string, key: string): boolean =>
  dropBaselineHashes({ text, origin: { path: 'x.json' } }, [makeFinding(text, value, { key })]).length === 0;

describe('dropBaselineHashes', () => {
  const ours = writeBaseline({ salt: SALT, entries: [{ hash: HASH, rule: 'some-rule', path: 'a "quoted" path\\', expires: '2027-01-01' }] });

  it('knows the hashes and the salt of our baseline', () => {
    expect(isDropped(ours, HASH, 'hash')).toBe(true);
    expect(isDropped(ours, SALT, 'salt')).toBe(true);
  });

  it('knows an entry in a diff, without the lines around it', () => {
    const line = ours.split('\n').find((each) => each.includes(HASH)) ?? '';
    expect(isDropped(line, HASH, 'hash')).toBe(true);
  });

  it("knows detect-secrets' hashes", () => {
    expect(isDropped(`        "hashed_secret": "${SHA1}",`, SHA1, 'hashed_secret')).toBe(true);
  });

  it.each([
    ['a salt elsewhere', `{ "salt": "${SALT}" }`, SALT, 'salt'],
    ['a hash elsewhere', `{ "hash": "${HASH}" }`, HASH, 'hash'],
    ['another value in an entry', ours.replace('2027-01-01', 'hunter2-zebra'), 'hunter2-zebra', 'reason'],
    ['a value that is no hash', ours.replace(HASH, 'hunter2-zebra'), 'hunter2-zebra', 'hash'],
    ['a value of another length', `"hashed_secret": "${HASH}"`, HASH, 'hashed_secret'],
  ])('reports %s', (_, text, value, key) => {
    expect(isDropped(text, value, key)).toBe(false);
  });

  it('works on a piece in the middle of a file', () => {
    const finding = makeFinding(ours, HASH, { key: 'hash', offset: 1_000 });
    const position = { line: 9, offset: 1_000, own: { start: 0, end: ours.length } };
    expect(dropBaselineHashes({ text: ours, origin: { path: 'x' }, position }, [finding])).toEqual([]);
  });
});
