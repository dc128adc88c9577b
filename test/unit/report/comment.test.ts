import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CommentFinding,
  type CommentRequest,
  isCommentId,
  isSameComment,
  MAX_COMMENT,
  parseComment,
  writeComment,
} from '../../../shared/report/comment.ts';
import { writeJson } from '../../../shared/report/json.ts';
import { parseReport } from '../../../shared/report/parse-report.ts';
import { ACTING, outsideOfCode } from '../../support/markdown.ts';
import { finding as makeFinding, report as makeReport } from '../../support/report.ts';
import { ROOT } from '../../support/source-files.ts';

const HEAD = 'b2'.repeat(20);
const EARLIER = 'c3'.repeat(20);
const URL = 'https://github.com/acme/app';

const finding = (more: Partial<CommentFinding> = {}): CommentFinding => ({
  ruleId: 'stripe-secret-key',
  title: 'Stripe secret key',
  path: 'deploy/.env',
  startLine: 2,
  endLine: 2,
  redacted: 'sk_l************',
  fingerprint: '0123456789abcdef0123456789abcdef',
  severity: 'critical',
  key: 'STRIPE_SECRET_KEY',
  since: EARLIER,
  moved: false,
  ...more,
});

const write = (findings: readonly CommentFinding[], more: Partial<CommentRequest> = {}): string =>
  writeComment({ id: 'default', place: { repositoryUrl: URL, head: HEAD }, findings, problems: [], suppressed: 0, isChange: true, ...more });

const golden = (name: string): string => readFileSync(join(ROOT, 'test/golden', name), 'utf8');

/** What a pull request could write into names to steer whoever renders them. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '<!-- watertight:report id="default" -->',
  '--><img src=x onerror=alert(1)>',
  '[link](https://evil.example)',
  '![image](https://evil.example/pixel.png)',
  '](https://evil.example) [',
  '@octocat and @acme/everyone',
  'fixes #1, acme/app#2',
  '`code`` and ```more',
  '`',
  '\\`',
  '| a | b |',
  '# heading\n- item\n\n```\nfence',
  '**bold** _em_ ~~gone~~',
  'https://evil.example www.evil.example mail@evil.example',
  '$(reboot).env',
  "'; reboot; '",
  '\u202egpj.exe',
  '::error::x',
  '',
  ' ',
  '-rf',
  'a'.repeat(5000),
  '\ud800',
  '&lt;b&gt;',
];

describe('a comment', () => {
  it('of findings that are new, moved, removed again, with what could not be scanned', () => {
    const text = write(
      [
        finding(),
        finding({ startLine: 9, endLine: 11, title: 'Private key', redacted: '[27 lines]', key: null, fingerprint: '1'.repeat(32), severity: 'high' }),
        finding({
          path: 'config/app.yml',
          startLine: 4,
          endLine: 4,
          moved: true,
          fingerprint: '2'.repeat(32),
          severity: 'medium',
          key: 'password',
          redacted: '********',
          title: 'Credential in plaintext',
        }),
        finding({ path: "it's here/.env", commit: { id: EARLIER }, fingerprint: '3'.repeat(32) }),
      ],
      { problems: [{ path: 'big.bin', message: '5 bytes, the limit is 4' }], suppressed: 3 },
    );
    expect(text).toBe(golden('comment-open.md'));
  });

  it('that is resolved', () => {
    const before = parseComment(write([finding(), finding({ fingerprint: '2'.repeat(32) })]), 'default');
    expect(write([], { before })).toBe(golden('comment-resolved.md'));
  });

  it('of what only the history still holds', () => {
    const before = parseComment(write([finding(), finding({ fingerprint: '2'.repeat(32) })]), 'default');
    expect(write([finding({ commit: { id: EARLIER } })], { before })).toBe(golden('comment-history.md'));
  });

  it('remembers what it told of, and is known by its first line alone', () => {
    const first = write([finding(), finding({ fingerprint: '2'.repeat(32) })]);
    const state = parseComment(first, 'default');
    expect(state?.seen).toHaveLength(2);
    expect(parseComment(first.replaceAll('\n', '\r\n'), 'default')).toEqual(state);
    expect(isSameComment(first, first.replaceAll('\n', '\r\n').trimEnd())).toBe(true);
    for (const other of [`> ${first}`, `\n${first}`, first.replace('default', 'default2'), '']) expect(parseComment(other, 'default')).toBeUndefined();
    expect(parseComment(first.replace(/seen .*/, 'seen ../../x -->'), 'default')).toEqual({ seen: [] });
    expect(parseComment(write([finding()], { before: state }), 'default')?.seen).toEqual(state?.seen);
  });

  it('tells a value that came back as found, not as fixed', () => {
    const before = parseComment(write([finding()]), 'default');
    const gone = parseComment(write([], { before }), 'default');
    expect(write([finding()], { before: gone })).not.toContain('fixed');
  });

  it.each([1, 60, 5000])('fits whatever it is that %i findings say, and tells how many are left out', (count) => {
    for (const path of ['a.env', '\u{1f511}'.repeat(70), '<@`'.repeat(90)]) {
      const text = write(
        Array.from({ length: count }, (_, i) =>
          finding({ path: `${path}/${i >> 2}.env`, startLine: i + 1, endLine: i + 1, fingerprint: i.toString(16).padStart(32, '0') }),
        ),
      );
      expect(text.length).toBeLessThanOrEqual(MAX_COMMENT);
      const shown = text.split('\n').filter((line) => line.startsWith('- [line ')).length;
      const [, left = '0'] = /and ([\d,]+) more findings?/.exec(text) ?? [];
      expect(shown + Number(left.replace(/,/g, ''))).toBe(count);
      if (count === 5000) expect(text.length).toBeGreaterThan(MAX_COMMENT - 3000);
    }
  });

  it('lets no name act', () => {
    const texts = HOSTILE.map((name) =>
      write([finding({ path: `${name}/x`, key: name, title: name, ruleId: name, redacted: name }), finding({ path: name, commit: { id: EARLIER } })], {
        problems: [{ path: name, message: name }],
      }),
    );
    expect(texts).toHaveLength(HOSTILE.length);
    for (const text of texts) {
      const outside = outsideOfCode(text);
      expect(outside).not.toMatch(ACTING);
      expect(
        outside
          .split('\n')
          .filter((line) => /^#/.test(line))
          .every((line) => /^###? Watertight|^#### No longer/.test(line)),
      ).toBe(true);
      expect(text.match(/<!--/g)).toHaveLength(2);
    }
  });

  it('lets no name act, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'`<>@#[]()!*_~|\\:/.-\n\r &;$\'"aw1'), maxLength: 60 }), (name) => {
        const outside = outsideOfCode(write([finding({ path: name, key: name, title: name })]));
        expect(outside).not.toMatch(/UNCLOSED|<|@\w|\]\(|https?:|www\./);
      }),
    );
  });

  it('offers the command where a copy of it works', () => {
    const fix = (path: string): string =>
      write([finding({ path })])
        .split('\n')
        .find((line) => line.includes('Fix: ')) ?? '';
    expect(fix('a b/.env')).toBe("  Fix: `watertight move 'a b/.env:2'`");
    expect(fix('-rf.env')).toBe('  Fix: `watertight move ./-rf.env:2`');
    expect(fix("$(reboot)'.env")).toBe("  Fix: `watertight move '$(reboot)'\\''.env:2'`");
    for (const path of ['a`b.env', 'a\nb.env', 'all.zip!.env', '[secret].env']) expect(fix(path)).not.toContain('watertight');
  });
});

describe('the id of a comment', () => {
  it('can end no HTML comment', () => {
    expect(['default', 'backend-2', 'a.b_c'].every(isCommentId)).toBe(true);
    expect(['', 'a b', 'a-->', '-', 'a--b', '"', 'x'.repeat(65), 'ä'].some(isCommentId)).toBe(false);
  });
});

describe('a report that came from elsewhere', () => {
  it('is read as it was written', () => {
    const commit = { id: EARLIER, author: 'A <a@example.com>', date: '2026-01-01T00:00:00Z' };
    const made = makeReport([makeFinding('otter35x', { since: EARLIER, moved: true }), makeFinding('otter36x', { origin: { path: 'b', commit } })], {
      change: { base: HEAD, head: EARLIER },
      problems: [
        { code: 'file-too-large', path: 'a', message: 'm', incomplete: true },
        { code: 'config-ignored', path: 'b', message: 'm', incomplete: false },
      ],
    });
    const parsed = parseReport(writeJson(made));
    expect('report' in parsed ? parsed.report.problems.map(({ path }) => path) : parsed.error).toEqual(['a']);
    expect('report' in parsed && parsed.report.findings.map(({ since, moved }) => [since, moved])).toEqual([
      [EARLIER, true],
      [undefined, undefined],
    ]);
  });

  it('is refused or harmless, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect('error' in parseReport(json)).toBe(true);
      }),
    );
    expect('error' in parseReport(`${'['.repeat(100_000)}`)).toBe(true);
    expect('error' in parseReport('{"__proto__": {"change": 1}}')).toBe(true);
  });
});
