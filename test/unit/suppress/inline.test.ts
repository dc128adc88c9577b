import { describe, expect, it } from '@jest/globals';
import { applyInlineAllows } from '../../../shared/suppress/inline.ts';
import { makeFinding } from '../../support/make-finding.ts';
import { processorMs } from '../../support/processor-time.ts';

const KNOWN = new Set(['stripe-secret-key', 'aws-secret-access-key', 'generic-credential']);
const VALUE = 'S3cr3t!';

/** Why the finding of `VALUE` in the text is silenced, or null when it is reported. */
const whyOf = (text: string, ruleId = 'stripe-secret-key', value = VALUE): string | null => {
  const parted = applyInlineAllows({ text, origin: { path: 'a.env' } }, [makeFinding(text, value, { ruleId })], KNOWN);
  expect(parted.kept.length + parted.suppressed.length).toBe(1);
  return parted.suppressed[0]?.why ?? null;
};

describe('applyInlineAllows: our own comment', () => {
  it.each([
    ['K=S3cr3t! # watertight:allow', 'watertight:allow'],
    ['K=S3cr3t! # WATERTIGHT:Allow', 'watertight:allow'],
    ['K=S3cr3t! # watertight:allow made up for the demo', 'watertight:allow: made up for the demo'],
    ['K=S3cr3t! # watertight:allow: made up', 'watertight:allow: made up'],
    ['K=S3cr3t! # watertight:allow test-only value', 'watertight:allow: test-only value'],
    ['K=S3cr3t! # watertight:allow stripe-secret-key', 'watertight:allow'],
    ['K=S3cr3t! # watertight:allow stripe-secret-key not live', 'watertight:allow: not live'],
    ['K=S3cr3t! // watertight:allow aws-secret-access-key, stripe-secret-key -- why', 'watertight:allow: why'],
    ['/* watertight:allow */ K=S3cr3t!', 'watertight:allow'],
    ['# watertight:allow because of K=S3cr3t!', 'watertight:allow: because of K='],
    ['{ "//": "watertight:allow made up", "k": "S3cr3t!" }', 'watertight:allow: made up'],
    ['K=S3cr3t! <!-- watertight:allow stripe-secret-key ok -->', 'watertight:allow: ok'],
    ['# watertight:allow\nK=S3cr3t!', 'watertight:allow'],
    ['  // watertight:allow stripe-secret-key\r\nK=S3cr3t!', 'watertight:allow'],
    ['rem watertight:allow\nset K=S3cr3t!', 'watertight:allow'],
    ['{ "//": "watertight:allow",\n  "k": "S3cr3t!" }', 'watertight:allow'],
    ['x=1 # watertight:allow-next-line\nK=S3cr3t!', 'watertight:allow-next-line'],
    ['# watertight:allow-next-line stripe-secret-key why\nK=S3cr3t!', 'watertight:allow-next-line: why'],
  ])('%j', (text, why) => {
    expect(whyOf(text)).toBe(why);
  });

  it.each([
    ['another rule', 'K=S3cr3t! # watertight:allow aws-secret-access-key'],
    ['another rule and an unknown one', 'K=S3cr3t! # watertight:allow aws-secret-access-key,nothing-like-it'],
    ['the comment of the line before belongs to that line', 'X=1 # watertight:allow\nK=S3cr3t!'],
    ['two lines before', '# watertight:allow\n\nK=S3cr3t!'],
    ['the line after', 'K=S3cr3t!\n# watertight:allow'],
    ['next line on the same line', 'K=S3cr3t! # watertight:allow-next-line'],
    ['part of a longer word', 'K=S3cr3t! # xwatertight:allowed'],
  ])('not: %s', (_, text) => {
    expect(whyOf(text)).toBeNull();
  });

  it('takes a marker inside the secret as part of the secret', () => {
    const value = 'S3cr3t!#watertight:allow';
    expect(whyOf(`K=${value}`, 'stripe-secret-key', value)).toBeNull();
  });
});

describe("applyInlineAllows: the peers' comments", () => {
  it.each([
    'K=S3cr3t! # gitleaks:allow',
    'K=S3cr3t! // betterleaks:allow',
    'K=S3cr3t! # trufflehog:ignore',
    'K=S3cr3t! # kingfisher:ignore',
    '# kingfisher:ignore\nK=S3cr3t!',
    'K=S3cr3t! # ggignore',
    'K=S3cr3t! # pragma: allowlist secret',
    'K=S3cr3t! # pragma: whitelist secret',
    'K=S3cr3t! /* pragma: Allowlist-Secret */',
    '# pragma: allowlist nextline secret\nK=S3cr3t!',
    '// pragma:allowlist nextline secret\nK=S3cr3t!',
    'K=S3cr3t! // secretlint-disable-line',
    '// secretlint-disable-next-line\nK=S3cr3t!',
    'K=S3cr3t! // secretlint-disable-line @secretlint/secretlint-rule-stripe -- checked',
    'K=S3cr3t! // secretlint-disable-line @secretlint/secretlint-rule-preset-recommend',
    '/* secretlint-disable */\n\n\nK=S3cr3t!',
    '/* secretlint-disable @secretlint/secretlint-rule-stripe */\nK=S3cr3t!',
    '// secretlint-disable\n// secretlint-enable @secretlint/secretlint-rule-aws\nK=S3cr3t!',
  ])('honours %j', (text) => {
    expect(whyOf(text)).not.toBeNull();
  });

  it.each([
    '# gitleaks:allow\nK=S3cr3t!',
    '# trufflehog:ignore\nK=S3cr3t!',
    'X=1 # kingfisher:ignore\nK=S3cr3t!',
    'K=S3cr3t! # pragma: allowlist nextline secret',
    '# pragma: allowlist secret\nK=S3cr3t!',
    'x=1 # pragma: allowlist nextline secret\nK=S3cr3t!',
    'K=S3cr3t! // secretlint-disable-line @secretlint/secretlint-rule-aws',
    '// secretlint-disable-line\nK=S3cr3t!',
    'K=S3cr3t! // secretlint-disable-next-line',
    'K=S3cr3t!\n// secretlint-disable',
    '// secretlint-disable\n// secretlint-enable\nK=S3cr3t!',
    '// secretlint-disable @secretlint/secretlint-rule-stripe\n// secretlint-enable @secretlint/secretlint-rule-stripe\nK=S3cr3t!',
    '// secretlint-disable\n// secretlint-enable @secretlint/secretlint-rule-stripe\nK=S3cr3t!',
    '// secretlint-disable-next-line\n\nK=S3cr3t!',
    'K=S3cr3t! # nosec',
  ])('reports %j', (text) => {
    expect(whyOf(text)).toBeNull();
  });

  it('takes a vendor named for secretlint to mean a credential found by its key too', () => {
    expect(whyOf('K=S3cr3t! // secretlint-disable-line @secretlint/secretlint-rule-aws', 'generic-credential')).toBe('secretlint-disable-line');
  });

  it("shows the reason of secretlint's comments", () => {
    expect(whyOf('// secretlint-disable-next-line -- a fixture\nK=S3cr3t!')).toBe('secretlint-disable-next-line: a fixture');
  });
});

describe('applyInlineAllows: several lines, several findings', () => {
  const value = 'first\nmiddle\nlast';

  it.each([
    ['on the first line', `/* gitleaks:allow */ K="${value}"`],
    ['on the last line', `K="${value}" # gitleaks:allow`],
    ['on the line before', `# watertight:allow\nK="${value}"`],
    ["alone after the last line, kingfisher's way", `K="${value}"\n# kingfisher:ignore`],
  ])('a secret of several lines: %s', (_, text) => {
    expect(whyOf(text, 'stripe-secret-key', value)).not.toBeNull();
  });

  it('keeps the order and leaves the neighbours alone', () => {
    const text = 'A=one11\nB=two22 # watertight:allow\nC=three33';
    const findings = ['one11', 'two22', 'three33'].map((each) => makeFinding(text, each));
    const parted = applyInlineAllows({ text, origin: { path: 'a' } }, findings, KNOWN);
    expect(parted.kept).toEqual([findings[0], findings[2]]);
    expect(parted.suppressed).toEqual([{ finding: findings[1], by: 'inline', why: 'watertight:allow' }]);
  });

  it('works on a piece in the middle of a file', () => {
    const text = 'A=one11\nB=two22 # watertight:allow\n';
    const finding = makeFinding(text, 'two22', { offset: 50_000 });
    const fragment = { text, origin: { path: 'a' }, position: { line: 900, offset: 50_000, own: { start: 0, end: text.length } } };
    expect(applyInlineAllows(fragment, [finding], KNOWN).suppressed).toHaveLength(1);
  });

  it('stays fast on one very long line with many findings', () => {
    const text = 'k="aa-bb-cc",'.repeat(80_000);
    const one = makeFinding(text, 'aa-bb-cc');
    const findings = Array.from({ length: 5_000 }, (_, i) => ({ ...one, range: { start: i * 13 + 3, end: i * 13 + 11 } }));
    const spent = processorMs(() => expect(applyInlineAllows({ text, origin: { path: 'a' } }, findings, KNOWN).kept).toHaveLength(5_000));
    expect(spent).toBeLessThan(1_500);
  });

  it('returns at once without findings', () => {
    expect(applyInlineAllows({ text: 'gitleaks:allow', origin: { path: 'a' } }, [], KNOWN)).toEqual({ kept: [], suppressed: [] });
  });
});
