import { describe, expect, it } from '@jest/globals';
import { findVeto, isAboutCredentials } from '../../../shared/detect/source-vetoes.ts';

describe('what speaks against a credential in program text', () => {
  it.each([
    ['a short value', 'password', 'abc', true, 'the value is too short'],
    ['a small number', 'TOKEN_LIMIT', '4096', false, 'the value is a number'],
    ['a status code', 'STATUS_WRONG_PASSWORD', '0xC000006A', false, 'the value is a number'],
    ['a constant', 'secret', 'undefined', false, 'the value is a constant or a type'],
    ['a public key', 'alipay_public_key', 'QmFzZTY0', true, 'the key names a public key'],
    ['who it belongs to', 'tokenUser', 'qv8Zk2mm', true, 'the key names who it belongs to'],
    ['a property', 'passwordPolicy', 'qv8Zk2mm', true, 'the key names a property'],
    ['a time', 'token_expires_at', 'qv8Zk2mm', true, 'the key names a time'],
    ['a commit', 'api_version', 'e5ae0d30a523', true, 'the key names a revision or a digest'],
    ['a name', 'key', 'veth_mtu', false, 'the value is a name'],
    ['a weak default', 'password', 'letmein', true, 'the value is a well-known default or a trial'],
    ['a trial', 'token', 'test_123', true, 'the value is a well-known default or a trial'],
    ['a label', 'LABEL_PASSWORD', 'Kodeord', true, 'the value is a text on a screen'],
    ['an address', 'token_endpoint_1', 'https://login.host/oauth', true, 'the value is an address'],
    ['a code for one use', 'token', '94287082', true, 'the value is a code for one use'],
    ['a request', 'x-auth-request-id', 'J0sIlHs3vHcFj9g=', false, 'the key names who it belongs to'],
    ['a pattern', 'password', '/^(?!x)y/', false, 'the value is a pattern'],
    ['a colour', 'token', '#ccddee', true, 'the value is a colour'],
    ['a translation', 'Add Token', 'Dodavanje oznake', true, 'the value is a text on a screen'],
    ['a text in another language', 'token', 'Dodaj žeton', true, 'the value is a sentence'],
    ['a 32-bit constant', 'STATUS_NO_TOKEN', '3221225596', false, 'the value is a number'],
    ['a date', 'key', '2013-12-06', true, 'the value is a date'],
    ['a sentence', 'password', 'Skriv dit nye løsen her.', true, 'the value is a sentence'],
    ['the key of a cache', 'key', `maven-${'0123456789'.repeat(4)}`, false, 'the value names an entry of a cache'],
    ['the key of a signer', 'recv-keys', 'A1B2C3D4E5'.repeat(4), false, 'the value is the fingerprint of a public key'],
    ['a certificate', 'X509Certificate', `MIID${'A1b2'.repeat(20)}`, false, 'the value is a certificate'],
    ['a hash', 'password', '$6$rounds=5000$salt', true, 'the value is a hash of a password'],
  ])('names %s', (_, key, value, quoted, why) => {
    expect(findVeto(key, value, quoted)).toBe(why);
  });

  it.each([
    ['a number in quotes', 'password', '4096', true],
    ['a phrase with a digit', 'password', 'three blue mice 3', true],
    ['a header', 'authHeader', 'qv8Zk2', true],
    ['the hash of an application', 'api_hash', 'qv8Zk2', true],
    ['two words', 'password', 'open sesame', true],
    ['random text', 'token', 'qv8Zk2', false],
  ])('says nothing of %s', (_, key, value, quoted) => {
    expect(findVeto(key, value, quoted)).toBeUndefined();
  });

  it('looks for credential words in the key and in the keys around it', () => {
    expect(isAboutCredentials('dbPassword', [])).toBe(true);
    expect(isAboutCredentials('value', ['secrets', 'db'])).toBe(true);
    expect(isAboutCredentials('timestamp', ['task'])).toBe(false);
    expect(isAboutCredentials('licenseKey', [])).toBe(true);
    expect(isAboutCredentials('authorization', [])).toBe(true);
    for (const key of ['author', 'keywords', 'keyboard', 'creditCard', 'license', 'bypass']) expect(isAboutCredentials(key, [])).toBe(false);
  });
});
