import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '../../../shared/model/secret.ts';
import { fromFields, toFields } from '../../../shared/providers/vault-value.ts';

/** What Vault answers for fields: Go writes keys in order and the signs of HTML as escapes. */
const answerOf = (fields: unknown): string => {
  const sort = (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, member]) => [key, sort(member)]),
        );
  return JSON.stringify({ data: { data: sort(fields) } }).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
};

describe('values of Vault', () => {
  it('come back byte for byte, whatever they are', () => {
    const texts = fc.oneof(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.json(),
      fc.dictionary(fc.string(), fc.string()).map((object) => JSON.stringify(object)),
      fc.dictionary(fc.constantFrom('value', 'encoding', 'a', '1', '__proto__'), fc.constantFrom('base64', 'x', '<&>')).map((object) => JSON.stringify(object)),
    );
    let maps = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const fields = toFields({ value: new Secret(text) });
        if (!('value' in fields)) maps += 1;
        const read = fromFields(JSON.parse(JSON.stringify(fields)), answerOf(fields), ['data', 'data']);
        expect([read.secret.reveal(), read.encoding]).toEqual([text, 'text']);
      }),
      { numRuns: 1000 },
    );
    expect(maps).toBeGreaterThan(20);
  });

  it('are fields where they are asked to be, in any order and spacing', () => {
    const text = '{ "b" : "1", "a": [1, {"d": 2, "c": null}] }';
    expect(toFields({ value: new Secret(text) })).toEqual({ value: text });
    expect(toFields({ value: new Secret(text), fields: true })).toEqual({ b: '1', a: [1, { d: 2, c: null }] });
  });

  it('stay a text where a map would damage them, though fields are asked for', () => {
    for (const text of [
      '{"id":12345678901234567890}',
      '{"a":1.0}',
      '{"a":1,"a":2}',
      '{}',
      '{"value":"x"}',
      '{"value":"x","encoding":"base64"}',
      '[1]',
      '1',
      '{"a":',
    ])
      expect(toFields({ value: new Secret(text), fields: true })).toEqual({ value: text });
  });

  it('keep the digits of numbers that others stored', () => {
    const text = '{"data":{"data":{"id":12345678901234567890,"ratio":1.10}}}';
    const { data } = JSON.parse(text);
    expect(fromFields(data.data, text, ['data', 'data']).secret.reveal()).toBe('{"id":12345678901234567890,"ratio":1.10}');
  });

  it('have a limit, and are never empty', () => {
    for (const value of ['', 'x'.repeat(600_000), 'half \ud800'])
      expect(() => toFields({ value: new Secret(value) })).toThrow(expect.objectContaining({ code: 'secret-invalid' }));
  });
});
