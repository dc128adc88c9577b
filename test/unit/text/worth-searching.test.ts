import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { whyNotSearched } from '../../../shared/text/worth-searching.ts';

describe('whyNotSearched', () => {
  it.each([
    ['short', 'shorter than 8 characters'],
    ['production', 'a common word'],
    ['my-service', 'a word or two'],
    ['Sunshine', 'a word or two'],
    ['5432', 'a small number'],
    ['10.20.30.40', 'a number, a date or an address'],
    ['2026-05-11', 'a number, a date or an address'],
    ['eu-central-1', 'the name of a region'],
    ['db-1.internal.acme.io:5432', 'the name of a host'],
    ['ops@acme.io', 'an e-mail address'],
    ['https://api.acme.dev/v1/items', 'an address without a credential'],
    ['/var/lib/app/data.db', 'a path'],
    ['~/.config/app/settings.json', 'a path'],
    [String.raw`C:\Users\app`, 'a path'],
    ['a "b" c d', 'shorter than 8 characters without white space and quotes'],
    ['xxxxxxxxxxxx', 'one character, repeated'],
  ])('leaves out %s', (value, why) => {
    expect(whyNotSearched(value, undefined)).toContain(why);
  });

  it('leaves out who and where by the key, unless it holds a password', () => {
    expect(whyNotSearched('app1-svc-x9', 'username')).toContain('key');
    expect(whyNotSearched('app1-svc-x9', 'DB_USER')).toContain('key');
    expect(whyNotSearched('app1-svc-x9', 'password')).toBeUndefined();
    expect(whyNotSearched(`redis://app:${'x9'.repeat(5)}@cache`, 'REDIS_HOST')).toBeUndefined();
  });

  it.each([
    'correct horse battery staple',
    'correct-horse-battery-staple',
    'Tr0ub4dor&3',
    '123456789012',
    'https://hooks.acme.dev/services/T00/B00/x9x9x9x9x9x9x9x9x9x9',
    `postgres${'://'}${['app', ['pass9', 'word'].join('')].join(':')}@db/app`,
  ])('looks for %s', (value) => {
    expect(whyNotSearched(value, undefined)).toBeUndefined();
  });

  it('looks for nearly everything that is random', () => {
    const values = Array.from({ length: 3000 }, (_, i) =>
      randomBytes(30)
        .toString(i % 2 === 0 ? 'base64' : 'base64url')
        .slice(0, 12 + (i % 20)),
    );
    expect(values.filter((value) => whyNotSearched(value, undefined) !== undefined).length).toBeLessThan(5);
    expect(Array.from({ length: 1000 }, () => randomBytes(16).toString('hex')).every((value) => whyNotSearched(value, 'KEY') === undefined)).toBe(true);
  });
});
