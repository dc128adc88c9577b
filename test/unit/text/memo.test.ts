import { describe, expect, it } from '@jest/globals';
import { remember } from '../../../shared/text/memo.ts';

describe('remember', () => {
  it('asks once for each text, and again when there are too many', () => {
    const asked: string[] = [];
    const length = remember((text) => asked.push(text) && text.length, 2, 5);
    expect([length('a'), length('a'), length('bb'), length('bb')]).toEqual([1, 1, 2, 2]);
    expect(asked).toEqual(['a', 'bb']);
    expect([length('ccc'), length('a')]).toEqual([3, 1]);
    expect(asked).toEqual(['a', 'bb', 'ccc', 'a']);
  });

  it('keeps no long text', () => {
    let asked = 0;
    const ask = remember(() => ++asked, 10, 3);
    ask('four');
    ask('four');
    expect(asked).toBe(2);
  });
});
