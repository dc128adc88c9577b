import { describe, expect, it } from '@jest/globals';
import { findVeto, isAboutCredentials } from '../../../shared/detect/source-vetoes.ts';

describe('what speaks against a credential in program text', () => {
  it.each([
    ['a short value', 'password', 'abc', true, 'the value is too short'],
    ['a small number', 'TOKEN_LIMIT', '4096', false, 'the value is a number'],
    ['a status code', 'STATUS_WRONG_PASSWORD', '0xC000006A', false, 'the value is a number'],
    ['a constant', 'secret', 'undefined', false, 'the value is a constant or a type'],
    ['a public key', 'alipay_public_key', 'QmFzZTY0', true, 'the key says that it is public'],
    ['a sentence', 'password', 'Skriv dit nye løsen her.', true, 'the value is a sentence'],
    ['the key of a cache', 'key', `maven-${'0123456789'.repeat(4)}`, false, 'the value names an entry of a cache'],
    ['a hash', 'password', '$6$rounds=5000$salt', true, 'the value is a hash of a password'],
  ])('names %s', (_, key, value, quoted, why) => {
    expect(findVeto(key, value, quoted)).toBe(why);
  });

  it.each([
    ['a number in quotes', 'password', '4096', true],
    ['a phrase with a digit', 'password', 'three blue mice 3', true],
    ['two words', 'password', 'open sesame', true],
    ['random text', 'token', 'qv8Zk2', false],
  ])('says nothing of %s', (_, key, value, quoted) => {
    expect(findVeto(key, value, quoted)).toBeUndefined();
  });

  it('looks for credential words in the key and in the keys around it', () => {
    expect(isAboutCredentials('dbPassword', [])).toBe(true);
    expect(isAboutCredentials('value', ['secrets', 'db'])).toBe(true);
    expect(isAboutCredentials('timestamp', ['task'])).toBe(false);
  });
});
