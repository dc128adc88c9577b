import { describe, expect, it } from '@jest/globals';
import { worthRedacting } from '../../../shared/text/worth-redacting.ts';

describe('what is worth redacting', () => {
  it('is a value, its lines and its parts', () => {
    expect(worthRedacting(['a value of its own'])).toEqual(['a value of its own']);
    expect(worthRedacting(['first line\n  second line\r\n'])).toEqual(expect.arrayContaining(['first line\n  second line\r\n', 'first line', 'second line']));
    expect(worthRedacting([JSON.stringify({ password: 'inner value', list: [{ key: 'deep value' }] })])).toEqual(
      expect.arrayContaining(['inner value', 'deep value']),
    );
    const address = ['postgres://user:', 'pass%2Fphrase', '@host/db'].join('');
    expect(worthRedacting([address])).toEqual(expect.arrayContaining(['pass%2Fphrase', 'pass/phrase']));
  });

  it('is nothing that stands in any output', () => {
    expect(worthRedacting(['true', '5432', 'abc', '', 'eu-west-1', 'production'])).toEqual([]);
    expect(worthRedacting(['{"port":5432,"ssl":true,"token":"worth it"}'])).not.toEqual(expect.arrayContaining(['5432']));
  });
});
