import { describe, expect, it } from '@jest/globals';
import { ALPHABETS, sample } from '../../../shared/rules/sample.ts';

describe('sample', () => {
  it('fills templates with characters of the alphabet, and leaves the rest', () => {
    expect(sample('a{{digit:4}}b')).toMatch(/^a\d{4}b$/);
    expect(sample('{{hex:8}}.{{HEX:8}}')).toMatch(/^[0-9a-f]{8}\.[0-9A-F]{8}$/);
    expect(sample('{{uuid}}')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(sample('no template')).toBe('no template');
  });

  it('gives the same text for the same template, and another for another', () => {
    expect(sample('{{alnum:32}}')).toBe(sample('{{alnum:32}}'));
    expect(sample('{{alnum:32}}')).not.toBe(sample('x{{alnum:32}}').slice(1));
    expect(sample('{{alnum:32}}', 2)).not.toBe(sample('{{alnum:32}}'));
  });

  it('refuses an alphabet it does not know', () => expect(() => sample('{{nothing:3}}')).toThrow('unknown alphabet'));

  it('looks random: no character is far too frequent', () => {
    for (const [name, alphabet] of Object.entries(ALPHABETS)) {
      expect(new Set(alphabet).size).toBe(alphabet.length);
      const text = sample(`{{${name}:2000}}`);
      for (const char of alphabet) expect(text.split(char).length - 1).toBeLessThan((2000 / alphabet.length) * 2 + 20);
    }
  });
});
