import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeAt, judgeEntries } from '../../../shared/detect/judge.ts';
import { createJudgeMemo } from '../../../shared/detect/judge-memo.ts';
import { entriesOf } from '../../../shared/formats/entries-of.ts';
import type { Entry } from '../../../shared/model/entry.ts';

const password = ['Xk9', 'mQ2', 'vB7'].join('');
const entriesIn = (text: string): readonly Entry[] => entriesOf('dotenv', text, [], '.env').entries;
const [first] = entriesIn(`DB_PASSWORD=${password}\n`) as [Entry];

describe('judgements that are kept', () => {
  it('are those of the last text at the path, and of no other', () => {
    const memo = createJudgeMemo();
    const known = memo('.env')(first, '');
    expect(known.verdict).toBe('secret');
    expect(memo('.env')(first, '')).toBe(known);
    expect(memo('other.env')(first, '')).not.toBe(known);
    memo('.env'); // a text without it
    expect(memo('.env')(first, '')).not.toBe(known);
  });

  it.each<[string, Partial<Entry>]>([
    ['key', { key: 'DB_PASSWORD_HINT' }],
    ['value', { value: 'changeme' }],
    ['parents', { parents: ['db'] }],
    ['kind', { kind: 'comment' }],
    ['encoding', { encoding: 'base64' }],
    ['borders', { key: 'DB', value: `_PASSWORD${first.value}` }],
  ])('are not taken for an entry with another %s', (_, change) => {
    const judgeOne = createJudgeMemo()('.env');
    const known = judgeOne(first, '');
    const other = { ...first, ...change };
    expect(judgeOne(other, '')).not.toBe(known);
    expect(judgeOne(other, '')).toEqual(judgeAt('.env')(other, ''));
  });

  it('are not kept of program text, where the line counts too', () => {
    const judgeOne = createJudgeMemo()('a.ts');
    const entry: Entry = { ...first, setting: 'source' };
    expect(judgeOne(entry, 'x')).not.toBe(judgeOne(entry, 'x'));
  });

  it('are forgotten with the texts that were not scanned for longest', () => {
    const memo = createJudgeMemo();
    const known = memo('.env')(first, '');
    for (let i = 0; i < 16; i++) memo(`${i}.env`);
    expect(memo('.env')(first, '')).not.toBe(known);
  });
});

describe('a text that is judged again after edits', () => {
  const line = fc.oneof(
    fc.constantFrom(
      `DB_PASSWORD=${password}`,
      'A=1',
      '# a comment',
      `# API_KEY=${password}`,
      `URL=https://user:${password}@host/`,
      'PASSWORD=changeme',
      'KEY=',
    ),
    fc.tuple(fc.constantFrom('TOKEN', 'SECRET', 'NAME', 'PASSWORD'), fc.string({ maxLength: 12 })).map(([key, value]) => `${key}=${value}`),
  );

  it('is judged as if it were new', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.array(fc.tuple(fc.nat(11), line), { maxLength: 8 }), (start, edits) => {
        const memo = createJudgeMemo();
        const lines = [...start];
        for (const [at, changed] of [[0, 'A=2'] as const, ...edits]) {
          lines[Math.min(at, lines.length)] = changed;
          const text = lines.join('\n');
          const entries = entriesIn(text);
          expect(judgeEntries(text, '.env', entries, 'dotenv', memo('.env'))).toEqual(judgeEntries(text, '.env', entries, 'dotenv'));
        }
      }),
    );
  });
});
