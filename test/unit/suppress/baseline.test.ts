import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../../shared/model/app-error.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { applyBaseline, createBaseline, updateBaseline, writeBaseline } from '../../../shared/suppress/baseline.ts';
import { parseBaseline } from '../../../shared/suppress/parse-baseline.ts';
import { makeFinding } from '../../support/make-finding.ts';

const SALT = 'made up for the tests';
// From `printf 'generic-credential\0a.env\0hunter2' | openssl dgst -sha256 -hmac 'made up for the tests'`, and for b.env alike.
const A_ENV = '5b6d82395524412483b8699b35bd1f09';
const B_ENV = '6662005eb7db61165d36d968c8ba7aa9';
const TODAY = '2026-06-15';
const CONTEXT = { today: TODAY, complete: true };

const found = (value: string, path = 'a.env', ruleId = 'generic-credential'): Finding => makeFinding(`K=${value}`, value, { path, ruleId });

describe('createBaseline and writeBaseline', () => {
  it('writes one sorted entry on each line, no value, no line number', () => {
    const text = writeBaseline(createBaseline([found('hunter2', 'b.env'), found('hunter2'), found('hunter2')], SALT));
    expect(text).toBe(
      [
        '{',
        '  "version": 1,',
        `  "salt": "${SALT}",`,
        '  "entries": [',
        `    {"path":"a.env","rule":"generic-credential","hash":"${A_ENV}"},`,
        `    {"path":"b.env","rule":"generic-credential","hash":"${B_ENV}"},`,
        '    "end"',
        '  ]',
        '}',
        '',
      ].join('\n'),
    );
    expect(text).not.toContain('hunter2');
  });

  it('gives the same secret another hash under another salt', () => {
    const [one] = createBaseline([found('hunter2')], SALT).entries;
    const [other] = createBaseline([found('hunter2')], `${SALT}0`).entries;
    expect(one?.hash).not.toBe(other?.hash);
  });
});

describe('applyBaseline', () => {
  const accepted = found('hunter2');

  it('silences what it holds, and reports a new secret in the same place', () => {
    const baseline = createBaseline([accepted], SALT, { reason: 'rotates in May' });
    const fresh = found('hunter3');
    const result = applyBaseline([accepted, fresh], baseline, CONTEXT);
    expect(result.suppressed).toEqual([{ finding: accepted, by: 'baseline', why: 'rotates in May' }]);
    expect(result.kept).toEqual([fresh]);
    expect(result.unused).toEqual([]);
  });

  it.each([
    ['another path', found('hunter2', 'b.env')],
    ['another rule', found('hunter2', 'a.env', 'other-rule')],
  ])('reports the same secret under %s', (_, finding) => {
    expect(applyBaseline([finding], createBaseline([accepted], SALT), CONTEXT).kept).toEqual([finding]);
  });

  it('calls an entry unused, but only when the scan was complete', () => {
    const baseline = createBaseline([accepted], SALT);
    const hash = baseline.entries[0]!.hash.slice(0, 8);
    expect(applyBaseline([], baseline, CONTEXT).problems).toEqual([
      {
        code: 'baseline-unused',
        path: 'a.env',
        message: `a baseline entry is no longer needed: rule generic-credential, hash ${hash}…; remove it by updating the baseline`,
        incomplete: false,
      },
    ]);
    expect(applyBaseline([], baseline, { today: TODAY, complete: false }).problems).toEqual([]);
  });

  it('holds through the last day, then reports again and says why', () => {
    const baseline = createBaseline([accepted], SALT, { expires: TODAY });
    expect(applyBaseline([accepted], baseline, CONTEXT).suppressed).toHaveLength(1);
    const late = applyBaseline([accepted], baseline, { today: '2026-06-16', complete: true });
    expect(late.kept).toEqual([{ ...accepted, reasons: ['its baseline entry expired on 2026-06-15'] }]);
    expect(late.kept[0]?.secret.equals(accepted.secret)).toBe(true);
    expect([late.suppressed, late.unused, late.expired]).toEqual([[], [], baseline.entries]);
    expect(late.problems).toEqual([
      {
        code: 'baseline-expired',
        path: 'a.env',
        message: `a baseline entry expired on 2026-06-15: rule generic-credential, hash ${A_ENV.slice(0, 8)}…; its finding is reported again`,
        incomplete: false,
      },
    ]);
  });

  it('follows a renamed file, once, and only when the old path is gone', () => {
    const baseline = createBaseline([accepted], SALT, { reason: 'old' });
    const renamed = found('hunter2', 'new/a.env');
    const copy = found('hunter2', 'copy/a.env');
    const gone = applyBaseline([renamed, copy], baseline, { ...CONTEXT, pathExists: (path) => path !== 'a.env' });
    expect(gone.suppressed).toEqual([{ finding: renamed, by: 'baseline', why: 'old (moved from a.env)' }]);
    expect(gone.kept).toEqual([copy]);
    expect(gone.unused).toEqual([]);
    expect(applyBaseline([renamed], baseline, { ...CONTEXT, pathExists: () => true }).kept).toEqual([renamed]);
    expect(applyBaseline([renamed], baseline, CONTEXT).kept).toEqual([renamed]);
  });
});

describe('updateBaseline', () => {
  it('keeps dates and reasons, drops what is gone, adds what is new, follows a rename', () => {
    const previous = createBaseline([found('hunter2'), found('gone')], SALT, { expires: '2027-01-01', reason: 'known' });
    const next = updateBaseline([found('hunter2', 'moved.env'), found('fresh')], previous, { pathExists: (path) => path !== 'a.env' });
    expect(next.entries.map(({ path, expires, reason }) => ({ path, expires, reason }))).toEqual([
      { path: 'a.env', expires: undefined, reason: undefined },
      { path: 'moved.env', expires: '2027-01-01', reason: 'known' },
    ]);
  });
});

describe('updateBaseline of a part, and of what has expired', () => {
  const shown = (baseline: ReturnType<typeof updateBaseline>) => baseline.entries.map(({ path, expires, reason }) => [path, expires, reason]);

  it('leaves entries of paths that the scan did not see', () => {
    const previous = createBaseline([found('hunter2', 'app/a.env'), found('gone', 'app/b.env'), found('hunter3', 'lib/c.env')], SALT);
    expect(shown(updateBaseline([found('hunter2', 'app/a.env')], previous, { isCovered: (path) => path.startsWith('app/') }))).toEqual([
      ['app/a.env', undefined, undefined],
      ['lib/c.env', undefined, undefined],
    ]);
  });

  it('moves the entry of a renamed file and does not keep the old one', () => {
    const previous = createBaseline([found('hunter2', 'old/a.env')], SALT, { reason: 'r' });
    const next = updateBaseline([found('hunter2', 'new/a.env')], previous, { isCovered: (path) => path.startsWith('new/'), pathExists: () => false });
    expect(shown(next)).toEqual([['new/a.env', undefined, 'r']]);
  });

  it('accepts an expired finding anew, with the new date or none, and its old reason', () => {
    const previous = createBaseline([found('hunter2')], SALT, { expires: '2026-06-14', reason: 'r' });
    expect(shown(updateBaseline([found('hunter2')], previous, { today: TODAY }))).toEqual([['a.env', undefined, 'r']]);
    expect(shown(updateBaseline([found('hunter2')], previous, { today: TODAY, expires: '2027-01-01', reason: 's' }))).toEqual([['a.env', '2027-01-01', 'r']]);
    expect(shown(updateBaseline([found('hunter2')], previous, { today: '2026-06-14', expires: '2027-01-01' }))).toEqual([['a.env', '2026-06-14', 'r']]);
  });
});

describe('merging', () => {
  const anyFinding = fc
    .record({
      value: fc.constantFrom('alpha-1', 'beta-22', 'gamma-333', 'delta-4444'),
      path: fc.constantFrom('a.env', 'b/c.env', 'B.env', 'ü.env'),
      rule: fc.constantFrom('r-one', 'r-two'),
    })
    .map(({ value, path, rule }) => found(value, path, rule));
  const findings = fc.array(anyFinding, { maxLength: 12 });
  const linesOf = (of: readonly Finding[]) => writeBaseline(createBaseline(of, SALT)).split('\n');

  it('does not depend on the order of findings, and reads back as it was', () => {
    fc.assert(
      fc.property(findings, (some) => {
        const baseline = createBaseline(some, SALT);
        const text = writeBaseline(baseline);
        expect(writeBaseline(createBaseline([...some].reverse(), SALT))).toBe(text);
        expect(parseBaseline(text, 'b')).toEqual(baseline);
        expect(writeBaseline(updateBaseline(some, baseline))).toBe(text);
        expect(applyBaseline(some, baseline, CONTEXT)).toMatchObject({ kept: [], unused: [] });
      }),
    );
  });

  it('a union of the lines of two branches is a baseline that accepts what both accept', () => {
    fc.assert(
      fc.property(findings, findings, (ours, theirs) => {
        const mine = linesOf(ours);
        const others = linesOf(theirs).filter((line) => line.startsWith('    {') && !mine.includes(line));
        const merged = [...mine.slice(0, 4), ...others, ...mine.slice(4)].join('\n');
        const baseline = parseBaseline(merged, 'b');
        expect(applyBaseline([...ours, ...theirs], baseline, CONTEXT)).toMatchObject({ kept: [], unused: [] });
        expect(writeBaseline(baseline)).toBe(linesOf([...ours, ...theirs]).join('\n'));
      }),
    );
  });
});

describe('parseBaseline', () => {
  const good = writeBaseline(createBaseline([found('hunter2'), found('hunter3', 'b.env')], SALT));
  const errorOf = (text: string): string => {
    try {
      parseBaseline(text, 'w.json');
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe('baseline-invalid');
      expect((error as AppError).hint).toContain('watertight baseline');
      return (error as AppError).message;
    }
    return 'no error';
  };

  it.each([
    ['', '1: not JSON'],
    ['[]', '1: not an object'],
    [good.replace('"version": 1', '"version": 2'), '2: the version must be 1'],
    [good.replace(SALT, 'short'), '3: the salt must be a text of at least 16 characters'],
    [good.replace('"entries": [', '"entries": ['.replace('[', '{')).replace('  ]', '  }'), '5: not JSON'],
    [good.replace('"path":"b.env",', ''), '6: an entry without `path`'],
    [good.replace('"path":"b.env"', '"path":"b.env","line":3'), '6: an entry with a key that is none of hash, rule, path, expires, reason'],
    [good.replace('"path":"b.env"', '"path":"b.env","expires":"soon"'), '6: `expires` of an entry is not a date as YYYY-MM-DD'],
    [good.replace('"hash":"', '"hash":"x'), '5: `hash` of an entry is not what it should be'],
    [good.replace('    "end"', '    7'), '4: an entry must be an object'],
    [good.replace('  "entries"', '<<<<<<< HEAD\n  "entries"'), '4: a merge conflict that is not resolved'],
    [good.replace('"version"', '"what": 1,\n  "version"'), '1: a key that is none of version, salt, entries'],
  ])('%#: says where and what', (text, expected) => {
    expect(errorOf(text)).toBe(`the baseline can't be read: w.json:${expected}`);
  });

  it('never shows the content of a wrong file', () => {
    const text = 'DB_PASSWORD=hunter2-the-real-one';
    expect(errorOf(text)).not.toContain('hunter2');
  });

  it('takes repeated entries and the later of two dates', () => {
    const line = good.split('\n')[4]!;
    const dated = (day: string) => line.replace('}', `,"expires":"${day}"}`);
    const merged = good.replace(line, [dated('2026-01-01'), dated('2026-03-01'), dated('2026-02-01')].join('\n'));
    expect(parseBaseline(merged, 'w').entries.map(({ expires }) => expires)).toEqual(['2026-03-01', undefined]);
  });

  it('takes a byte order mark and any indentation', () => {
    expect(parseBaseline(`\uFEFF${JSON.stringify(JSON.parse(good))}`, 'w').entries).toHaveLength(2);
  });
});
