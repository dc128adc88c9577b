import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Candidate } from '../../../shared/detect/candidate.ts';
import { excerptOf } from '../../../shared/detect/excerpt.ts';
import { indexLines } from '../../../shared/text/lines.ts';
import { redact } from '../../../shared/text/redact.ts';

/** Not in one piece, so that it is not found here. */
const VALUE = ['quartz', 'lake', '9'].join('');

const at = (text: string, value: string, from = 0): Candidate => {
  const start = text.indexOf(value, from);
  return {
    ruleId: 'r',
    title: 'R',
    key: null,
    range: { start, end: start + value.length },
    value,
    severity: 'high',
    confidence: 'high',
    rank: 1,
    reasons: [],
    related: [],
  };
};

describe('redact', () => {
  it.each([
    ['short', '********'],
    ['a'.repeat(12), '************'],
    [`Zq7w${'a'.repeat(20)}`, 'Zq7w************'],
    [`"q7w${'a'.repeat(20)}`, '************'],
    ['two\nlines', '[2 lines]'],
    ['', '********'],
  ])('%j', (value, shown) => expect(redact(value)).toBe(shown));

  it('never shows a sixth of a value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 5, maxLength: 80 }), (value) => {
        const head = redact(value).replace(/\*.*$/s, '');
        return value.includes('\n') || (head.length <= 4 && head.length * 6 <= value.length);
      }),
    );
  });
});

describe('the excerpt of a finding', () => {
  it('redacts every secret on its line', () => {
    const text = `before\nuser=one pass=${VALUE} token=velvetcomet8 end\nafter`;
    const candidates = [at(text, VALUE), at(text, 'velvetcomet8')];
    const lines = indexLines(text);
    expect(excerptOf(text, lines, candidates, 0)).toBe('user=one pass=******** token=************ end');
    expect(excerptOf(text, lines, candidates, 1)).toBe('user=one pass=******** token=************ end');
  });

  it('redacts a value that stands there twice', () => {
    const text = `pass=${VALUE} # was ${VALUE} before`;
    expect(excerptOf(text, indexLines(text), [at(text, VALUE)], 0)).toBe('pass=******** # was ******** before');
  });

  it('shows only what is near in a long line', () => {
    const text = `${'x'.repeat(500)} pass=${VALUE} ${'y'.repeat(500)}`;
    const shown = excerptOf(text, indexLines(text), [at(text, VALUE)], 0);
    expect(shown.length).toBeLessThanOrEqual(200);
    expect(shown).toMatch(/^…x+ pass=\*{8} y+…$/);
  });

  it('starts after a neighbour that reaches into the window', () => {
    const text = `key=${'Q7'.repeat(60)} pass=${VALUE}`;
    const candidates = [at(text, 'Q7'.repeat(60)), at(text, VALUE)];
    expect(excerptOf(text, indexLines(text), candidates, 1)).not.toContain('Q7Q7Q');
  });

  it('says how many lines a block has', () => {
    const block = 'head\nbody\nfoot';
    const text = `key = "${block}" # end\nnext`;
    expect(excerptOf(text, indexLines(text), [at(text, block)], 0)).toBe('key = "[3 lines]" # end');
  });

  it('never shows a value, wherever it stands', () => {
    const word = fc.stringMatching(/^[a-z]{3,10}[0-9]{2,4}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.constantFrom(' ', '\n', ' ; k = ', '"'), (words, between) => {
        const text = `k = ${words.join(between)}`;
        const candidates: Candidate[] = [];
        let from = 0;
        for (const value of words) {
          const candidate = at(text, value, from);
          candidates.push(candidate);
          from = candidate.range.end;
        }
        const lines = indexLines(text);
        return candidates.every((_, index) => words.every((value) => !excerptOf(text, lines, candidates, index).includes(value)));
      }),
    );
  });
});
