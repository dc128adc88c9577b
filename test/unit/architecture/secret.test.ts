import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../shared/model/secret.ts';

describe('Secret', () => {
  const value = ['otter', '35'].join('');
  const secret = new Secret(value);

  it('shows itself nowhere', () => {
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ deep: { secret } }, { depth: 5, showHidden: true }),
      new Error(`${secret}`).stack ?? '',
      Object.entries(secret).join(),
    ];
    for (const text of shown) expect(text).not.toContain(value);
    expect(String(secret)).toBe('[secret]');
  });

  it('gives its value when asked, and compares', () => {
    expect(secret.reveal()).toBe(value);
    expect(secret.equals(new Secret(value))).toBe(true);
    expect(secret.equals(new Secret('other'))).toBe(false);
    expect(secret.length).toBe(value.length);
  });
});
