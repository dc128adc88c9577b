import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '../../../shared/model/secret.ts';
import { composeText, digestOfSecret, digestsIn, holdsValue, keysOf, valueAt, withKeys, withoutKeys } from '../../../shared/move/secret-text.ts';

const text = (secret: Secret | undefined): string | undefined => secret?.reveal();
const value = (raw: string) => ({ secret: new Secret(raw), encoding: 'text' as const });

describe('the text of a secret', () => {
  it('is the value, or a JSON object of strings that gives every value back', () => {
    expect(text(composeText([{ key: null, value: new Secret('a "b"\n') }]))).toBe('a "b"\n');
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Z_]{1,9}$/), fc.string({ unit: 'binary' })), (values) => {
        const entries = Object.entries(values);
        fc.pre(entries.length > 0);
        const stored = composeText(entries.map(([key, raw]) => ({ key, value: new Secret(raw) })));
        for (const [key, raw] of entries) expect(text(valueAt({ secret: stored, encoding: 'text' }, key))).toBe(raw);
      }),
    );
  });

  it('gets keys and loses them again without touching the others', () => {
    const before = '{"id":12345678901234567890,"rate":1.10,"a":{"b" : [ ]}}';
    const added = withKeys(new Secret(before), [{ key: 'NEW', value: new Secret('x"y') }]);
    expect(text(added)).toBe('{"id":12345678901234567890,"rate":1.10,"a":{"b" : [ ]},"NEW":"x\\"y"}');
    expect(text(withoutKeys(added!, new Set(['NEW'])))).toBe(before);
    expect(text(withKeys(new Secret('{"A":1,"B":2}'), [{ key: 'A', value: new Secret('z') }]))).toBe('{"A":"z","B":2}');
  });

  it('is no object, and then gets no keys', () => {
    for (const raw of ['plain', '[1]', '"text"', '{"a":1', '', 'null']) {
      expect(withKeys(new Secret(raw), [{ key: 'A', value: new Secret('z') }])).toBeUndefined();
      expect(keysOf(new Secret(raw))).toBeUndefined();
      expect(valueAt(value(raw), 'A')).toBeUndefined();
    }
    expect(valueAt({ secret: new Secret('{"A":"b"}'), encoding: 'base64' }, 'A')).toBeUndefined();
  });

  it('takes a key with a dot as one key', () => {
    expect(valueAt(value('{"a":{"b":"x"}}'), 'a.b')).toBeUndefined();
    expect(text(valueAt(value('{"__proto__":"x"}'), '__proto__'))).toBe('x');
  });
});

describe('hashes and looks', () => {
  it('keys every hash', () => {
    const secret = new Secret('value');
    expect(digestOfSecret('a', secret)).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOfSecret('a', secret)).not.toBe(digestOfSecret('b', secret));
  });

  it('finds a value in any form, and leaves words that are there by chance', () => {
    const secret = new Secret(['k7', 'Tq', '+/9', 'zzX', 'w'].join(''));
    expect(holdsValue(`x ${Buffer.from(secret.reveal()).toString('base64')}`, [secret])).toBe(true);
    expect(holdsValue(encodeURIComponent(secret.reveal()), [secret])).toBe(true);
    expect(holdsValue('name: production', [new Secret('production'), new Secret('app')])).toBe(false);
  });

  it('tells digests of what a secret holds: of its keys or of the whole, and none of what is short enough to be guessed', () => {
    const text = (value: string, encoding: 'text' | 'base64' = 'text') => digestsIn('salt', { secret: new Secret(value), encoding });
    const digestOf = (value: string) => digestOfSecret('salt', new Secret(value));
    expect(text('{"a":"long enough","b":"short","c":{"d":1}}')).toEqual([{ key: 'a', digest: digestOf('long enough') }]);
    expect(text('long enough')).toEqual([{ key: null, digest: digestOf('long enough') }]);
    expect(text('bG9uZyBlbm91Z2g=', 'base64')).toEqual([]);
  });
});
