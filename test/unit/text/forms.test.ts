import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createScrubber, formsOf } from '../../../shared/text/forms.ts';

/** Encoders written apart from ours: what a workflow, a shell or a browser would do with a value. */
const ENCODERS: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  base64: (value) => Buffer.from(value).toString('base64').replace(/=+$/, ''),
  base64url: (value) => Buffer.from(value).toString('base64url'),
  'base64 of user:value': (value) => Buffer.from(`user:${value}`).toString('base64'),
  'base64 of a longer line': (value) => Buffer.from(`x=${value}; and more`).toString('base64'),
  'base64 with a newline': (value) => Buffer.from(`${value}\n`).toString('base64'),
  'base64 twice': (value) => Buffer.from(Buffer.from(value).toString('base64')).toString('base64').replace(/=+$/, ''),
  hex: (value) => Buffer.from(value).toString('hex'),
  HEX: (value) => Buffer.from(value).toString('hex').toUpperCase(),
  percent: (value) => encodeURIComponent(value),
  form: (value) => new URLSearchParams({ v: value }).toString().slice(2),
  json: (value) => JSON.stringify(value),
  'json twice': (value) => JSON.stringify(JSON.stringify(value)),
  reversed: (value) => [...value].reverse().join(''),
};

const value = fc
  .string({ minLength: 8, maxLength: 60, unit: fc.constantFrom(...'abcXYZ0189!#$%&()*+,-./:;<=>?@[]^_{|}~ \'"\\') })
  .filter((text) => text.trim() === text);

describe('formsOf', () => {
  it('holds every encoding', () => {
    fc.assert(
      fc.property(value, (text) => {
        const forms = formsOf(text);
        for (const [name, encode] of Object.entries(ENCODERS)) {
          const encoded = encode(text);
          if (!forms.some((form) => encoded.includes(form))) throw new Error(`${name} is missed`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is small', () => {
    expect(formsOf('a value of some length/with+marks').length).toBeLessThanOrEqual(32);
    expect(formsOf('')).toEqual([]);
    expect(formsOf('abc')).toEqual(['abc']);
  });

  it('takes any text, lone surrogates too', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => formsOf(text).length >= 0));
    expect(formsOf('ab\ud800cdef').length).toBeGreaterThan(3);
  });
});

describe('createScrubber', () => {
  it('removes every form of every value', () => {
    fc.assert(
      fc.property(value, value, (first, second) => {
        const scrub = createScrubber([first, second]);
        for (const encode of Object.values(ENCODERS)) {
          const clean = scrub(`before ${encode(first)} between ${encode(second)} after`);
          for (const form of [...formsOf(first), ...formsOf(second)]) if (form.length > 8 && clean.includes(form)) throw new Error('a form is left');
        }
      }),
      { numRuns: 100 },
    );
  });

  it('leaves other text alone', () => {
    expect(createScrubber(['otter-nimbus'])('nothing of it here')).toBe('nothing of it here');
    expect(createScrubber([])('text')).toBe('text');
    expect(createScrubber(['otter-nimbus'])('a otter-nimbus b')).toBe('a [secret] b');
  });
});
