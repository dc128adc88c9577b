import { CREDENTIAL_WORDS } from './credential-words.ts';
import { isPasswordHash } from './encrypted-values.ts';

/** Whether a value has no digit and at least three quarters of it are ASCII letters. */
export const isWordy = (value: string): boolean => {
  let letters = 0;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c >= 48 && c <= 57) return false;
    if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90)) letters++;
  }
  return letters * 4 >= value.length * 3;
};

/** Words of three letters and more, signs of a sentence between them, no digit: text for people. */
const SENTENCE = /^[\p{L}'’"“”.,!?:;()/-]+(?: [\p{L}'’"“”.,!?:;()/-]+){2,}$/u;

const PUBLIC_KEY = /pub(?:lic)?[-_]?key|fingerprint|thumbprint/i;

const CONSTANT = /^(?:true|false|null|nil|none|undefined|this|self|yes|no|void|string|number|boolean|int|str|bytes?)$/i;

/** Modular crypt format, also cut short or damaged, as tests of hashing have it. */
const CRYPT = /^(?:\{[A-Z0-9]{3,10}\})?\$(?:[1-7y]|2[abxy]?|apr1|argon2\w{0,2})\$/;

/** Digests at the end of a name, as keys of build caches have them. */
const CACHE_KEY = /^[A-Za-z][\w.]*-.*[0-9a-f]{40}$/;

const CREDENTIAL_WORD = new RegExp(CREDENTIAL_WORDS.join('|'), 'i');

/** Whether a key, or a key around it, holds a credential word. */
export const isAboutCredentials = (key: string, parents: readonly string[]): boolean =>
  CREDENTIAL_WORD.test(key) || parents.some((parent) => CREDENTIAL_WORD.test(parent));

/**
 * Why an entry of program text is no credential, whatever the classifier says; `undefined` where nothing speaks against it.
 * Tests are ordered by their cost.
 */
export const findVeto = (key: string, value: string, isQuoted: boolean): string | undefined => {
  if (value.length <= 3) return 'the value is too short';
  if (!isQuoted) {
    if (/^(?:\d{1,5}|0x[0-9a-f]+[ul]*|\d+\.\d+)$/i.test(value)) return 'the value is a number';
    if (CONSTANT.test(value)) return 'the value is a constant or a type';
  }
  if (PUBLIC_KEY.test(key)) return 'the key says that it is public';
  if (value.includes(' ') && value.length <= 400 && SENTENCE.test(value)) return 'the value is a sentence';
  if (key.toLowerCase().endsWith('key') && CACHE_KEY.test(value)) return 'the value names an entry of a cache';
  if (CRYPT.test(value) || isPasswordHash(value)) return 'the value is a hash of a password';
  return undefined;
};
