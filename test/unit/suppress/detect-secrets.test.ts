import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../../shared/model/app-error.ts';
import { RULES } from '../../../shared/rules/index.ts';
import {
  applyDetectSecretsBaseline,
  isDetectSecretsBaseline,
  parseDetectSecretsBaseline,
  toDetectSecretsBaseline,
} from '../../../shared/suppress/detect-secrets.ts';
import { PLUGINS, typeOf } from '../../../shared/suppress/detect-secrets-types.ts';
import { makeFinding } from '../../support/make-finding.ts';

// printf %s hunter2 | sha1sum
const HUNTER2 = 'f3bbbd66a63d4bf1747940578ec3d0103530e21d';
// printf %s 'BEGIN RSA PRIVATE KEY' | sha1sum; detect-secrets 1.5.0 writes the same for any such key
const RSA_HEADER = 'be4fc4886bd949b369d5e092eb87494f12e57e5b';

const theirs = (results: object): string =>
  JSON.stringify({ version: '1.5.0', plugins_used: [], filters_used: [], results, generated_at: '2026-01-01T00:00:00Z' });
const entry = (hash: string, more: object = {}) => ({
  type: 'Secret Keyword',
  filename: 'a.env',
  hashed_secret: hash,
  is_verified: false,
  line_number: 1,
  ...more,
});

const PEM = ['BEGIN', 'END'].map((word) => `-----${word} RSA PRIVATE KEY-----`).join('\nMIIE\n');

describe('applyDetectSecretsBaseline', () => {
  const finding = makeFinding('K=hunter2', 'hunter2');
  const apply = (results: object, complete = true) => applyDetectSecretsBaseline([finding], parseDetectSecretsBaseline(theirs(results), 'b'), { complete });

  it.each([
    ['as scanned', { 'a.env': [entry(HUNTER2)] }, 'accepted in the detect-secrets baseline'],
    [
      'on any line, of any type',
      { 'a.env': [entry(HUNTER2, { line_number: 99, type: 'Hex High Entropy String' })] },
      'accepted in the detect-secrets baseline',
    ],
    ['audited as none', { 'a.env': [entry(HUNTER2, { is_secret: false })] }, 'accepted in the detect-secrets baseline (audited: no secret)'],
    ['written on Windows', { '.\\a.env': [entry(HUNTER2)] }, 'accepted in the detect-secrets baseline'],
    ['in capitals', { 'a.env': [entry(HUNTER2.toUpperCase())] }, 'accepted in the detect-secrets baseline'],
  ])('silences a secret %s', (_, results, why) => {
    expect(apply(results)).toEqual({ kept: [], suppressed: [{ finding, by: 'baseline', why }], problems: [] });
  });

  it.each([
    ['audited as a real leak', { 'a.env': [entry(HUNTER2, { is_secret: true })] }],
    ['of another file', { 'b.env': [entry(HUNTER2)] }],
    ['of another value', { 'a.env': [entry(RSA_HEADER)] }],
  ])('reports a secret %s', (_, results) => {
    expect(apply(results).kept).toEqual([finding]);
  });

  it('counts the entries that match nothing, one problem for each file', () => {
    const results = { 'a.env': [entry(HUNTER2)], 'b.env': [entry(HUNTER2), entry(RSA_HEADER)] };
    expect(apply(results).problems).toEqual([
      { code: 'baseline-unused', path: 'b.env', message: 'detect-secrets baseline entries that match no finding: 2', incomplete: false },
    ]);
    expect(apply(results, false).problems).toEqual([]);
  });

  it('knows what they hash of a private key and of an address', () => {
    const address = ['redis:', '', 'u:hunter2@host'].join('/');
    const text = `${PEM}\n${address}\n`;
    const findings = [makeFinding(text, PEM, { ruleId: 'pem-private-key' }), makeFinding(text, address, { ruleId: 'url-password' })];
    const baseline = parseDetectSecretsBaseline(theirs({ 'a.env': [entry(RSA_HEADER), entry(HUNTER2)] }), 'b');
    expect(applyDetectSecretsBaseline(findings, baseline, { complete: true })).toMatchObject({ kept: [], problems: [] });
  });
});

describe('parseDetectSecretsBaseline', () => {
  it.each([
    ['K=hunter2', 'not JSON'],
    ['[]', '`results` must be an object of files'],
    [theirs([]), '`results` must be an object of files'],
    [theirs({ a: {} }), '`results` must hold a list for each file'],
    [theirs({ a: [{ type: 'x' }] }), 'an entry without a SHA-1 in `hashed_secret`'],
    [theirs({ a: [null] }), 'an entry without a SHA-1 in `hashed_secret`'],
  ])('%s', (text, message) => {
    expect(() => parseDetectSecretsBaseline(text, '.secrets.baseline')).toThrow(
      new AppError('baseline-invalid', `the detect-secrets baseline can't be read: .secrets.baseline: ${message}`),
    );
  });

  it('is told from a baseline of ours', () => {
    expect(isDetectSecretsBaseline(theirs({}))).toBe(true);
    expect(isDetectSecretsBaseline('{ "version": 1, "salt": "", "entries": [] }')).toBe(false);
  });
});

describe('toDetectSecretsBaseline', () => {
  it('writes what they would have written, sorted by file and line, each secret once', () => {
    const text = `X=1\nK=hunter2\nL=hunter2\n${PEM}\n`;
    const findings = [
      makeFinding(text, PEM, { path: 'b.env', ruleId: 'pem-private-key' }),
      makeFinding(text, 'hunter2', { path: 'b.env' }),
      makeFinding(text, 'hunter2', { path: 'b.env' }),
      makeFinding(text, 'hunter2', { path: 'a.env', ruleId: 'stripe-secret-key' }),
    ];
    const written = toDetectSecretsBaseline(findings, '2026-06-15T10:00:00Z');
    const file = JSON.parse(written);
    expect(Object.keys(file)).toEqual(['version', 'plugins_used', 'filters_used', 'results', 'generated_at']);
    expect(file.version).toBe('1.5.0');
    expect(file.generated_at).toBe('2026-06-15T10:00:00Z');
    expect(file.plugins_used).toHaveLength(27);
    expect(file.plugins_used).toContainEqual({ name: 'Base64HighEntropyString', limit: 4.5 });
    expect(file.results).toEqual({
      'a.env': [{ type: 'Stripe Access Key', filename: 'a.env', hashed_secret: HUNTER2, is_verified: false, line_number: 2 }],
      'b.env': [
        { type: 'Secret Keyword', filename: 'b.env', hashed_secret: HUNTER2, is_verified: false, line_number: 2 },
        { type: 'Private Key', filename: 'b.env', hashed_secret: RSA_HEADER, is_verified: false, line_number: 4 },
      ],
    });
    expect(written).not.toContain('hunter2');
    const result = applyDetectSecretsBaseline(findings, parseDetectSecretsBaseline(written, 'b'), { complete: true });
    expect([result.kept, result.problems]).toEqual([[], []]);
  });
});

describe('toDetectSecretsBaseline over a previous one', () => {
  it('keeps what an audit said, and writes the time without fractions', () => {
    const previous = parseDetectSecretsBaseline(theirs({ 'a.env': [entry(HUNTER2, { is_secret: true })] }), 'b');
    const file = JSON.parse(toDetectSecretsBaseline([makeFinding('K=hunter2', 'hunter2')], '2026-06-15T10:00:00.123Z', previous));
    expect(file.results['a.env']).toEqual([entry(HUNTER2, { is_secret: true })]);
    expect(file.generated_at).toBe('2026-06-15T10:00:00Z');
  });
});

describe('PLUGINS', () => {
  // Entropy alone and a keyword are judged by key and value; an address is no secret.
  const JUDGED = ['Base64HighEntropyString', 'HexHighEntropyString', 'KeywordDetector', 'IPPublicDetector'];
  it.each(PLUGINS.filter(({ name }) => !JUDGED.includes(name)).map(({ name, rules }) => [name, rules] as const))('%s has a rule of ours', (_, rules) => {
    expect(RULES.filter(({ id }) => rules.some((beginning) => id.startsWith(beginning)))).not.toEqual([]);
  });

  it('are the 27 of detect-secrets 1.5, each with its own type', () => {
    expect(PLUGINS).toHaveLength(27);
    expect(new Set(PLUGINS.map(({ type }) => type)).size).toBe(27);
    expect(typeOf('aws-secret-access-key')).toBe('AWS Access Key');
    expect(typeOf('npm-access-token')).toBe('NPM tokens');
    expect(typeOf('some-vendor-token')).toBe('Secret Keyword');
  });
});
