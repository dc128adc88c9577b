import { CREDENTIAL_WORDS } from './credential-words.ts';
import { isPasswordHash } from './encrypted-values.ts';
import { WEAK_DEFAULTS } from './placeholder-words.ts';

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

/** Two words and more with letters beyond ASCII: text for people in another language than that of programs. */
const FOREIGN_PHRASE = /^(?=.*[^\0-\x7f])[\p{L}'’.,!?:;()/-]+(?: [\p{L}'’.,!?:;()/-]+)+$/u;

/** What keys end in when their values describe, place, count or date a credential, or say who it belongs to. Not `header`, and not Telegram's `api_hash`. */
const ABOUT: readonly (readonly [string, RegExp])[] = [
  ['a public key', /pub(?:lic)?[-_]?key|fingerprint|thumbprint/i],
  [
    'who it belongs to',
    /(?:user(?:name)?|login|e?mail|host|port|name|(?:client|request|trace|correlation|apigw|span|transaction|message|event)[-_]?id|group|role|owner)$/i,
  ],
  ['a revision or a digest', /(?:version|revision|commit|sha\d*|checksum|digest|md5|rev|etag|(?<!api[-_]?)hash)$/i],
  ['a time', /(?:timestamp|expir(?:es|y|ation)(?:[-_]?(?:in|at|on))?|time|date|ttl|timeout)$/i],
  [
    'a property',
    /(?:method|algo?|algorithm|type|mode|scheme|format|kind|class|provider|length|size|count|limit|policy|scopes?|realm|filename|dir|title|enabled|required|label|field|column|selector|index|style|strategy|status|prefix|suffix|description|comment|note|regex|pattern|state|action|event|handler|command|icon|color|service|table|bucket|region|namespace|module|keywords?|keyed)$/i,
  ],
];

/** Keys of texts on a screen. */
const SCREEN = /label|title|tooltip|message|hint|placeholder|prompt|caption|forgot|button|mandatory|error/i;

/** Letters and signs of a sentence only. */
const LETTERS = /^[\p{L}'’.,!?:;()%/-]+(?: [\p{L}'’.,!?:;()%/-]+)*$/u;

/** A word about credentials or trials with a number: `password123`, `test_1`. In program text such a value protects nothing. */
const TYPED = /^(?:pass|pwd|passwd|password|secret|test|admin|root|letmein|qwerty|welcome|abc|foo|bar|user|guest|my|hello)[a-z]{0,4}[-_@!]?\d{0,6}!?$/i;

const MAX_CACHED = 4096;
const aboutOf = new Map<string, string>();

/** What a key is about, where that is not the credential itself; `''` otherwise. A text uses few keys often: they are remembered. */
const readAbout = (key: string): string => {
  const known = aboutOf.get(key);
  if (known !== undefined) return known;
  const about = ABOUT.find(([, pattern]) => pattern.test(key))?.[0] ?? '';
  if (aboutOf.size >= MAX_CACHED) aboutOf.clear();
  aboutOf.set(key, about);
  return about;
};

/** Options and variables that name a key of GnuPG by its fingerprint: `--recv-keys`, `GPG_KEY`, `NODE_GPG_KEYS`. */
const GPG_KEY = /recv-?keys?|gpg|pgp|key-?ids?$|release-?manager-?key/i;

/** A certificate in DER and base64 (RFC 5280): a sequence of 256 bytes or more. */
const CERTIFICATE = /^MI[A-L][A-Za-z0-9+/]/;

const CONSTANT = /^(?:true|false|null|nil|none|undefined|this|self|yes|no|void|string|number|boolean|int|str|bytes?)$/i;

/** Modular crypt format, also cut short or damaged, as tests of hashing have it. */
const CRYPT =
  /^(?:\{[A-Z0-9]{3,10}\})?\$(?:\d{1,2}|y|2[abxy]?|apr1|argon2\w{0,2})\$|^(?:sha1|sha256|sha512|md5|pbkdf2\w{0,20}|bcrypt\w{0,20}|argon2\w{0,20})\$\w{0,40}\$/;

/** Digests at the end of a name, as keys of build caches have them. */
const CACHE_KEY = /^[A-Za-z][\w.]*-.*[0-9a-f]{40}$/;

const CREDENTIAL_WORD = new RegExp(CREDENTIAL_WORDS.join('|'), 'i');

/** Words in which a credential word stands by chance. */
const CHANCE =
  /authors?(?!i)|keywords?|keyboard|keycode|keyframe|key(?:press|down|up|stroke)|(?:mon|don|tur|hoc|joc)key|credit(?!ential)|passage|passenger|passive|passing|compass|bypass|licen[cs]e(?!.{0,3}key)|signal|design|assign|parse|pinned|spin|ping|mapping|typing|spawn|happen|append|capita|rapid|therapi|unsigned|connect(?!ion.{0,3}str)|curi|during|security/gi;

/** Whether a key, or a key around it, holds a credential word that does not stand there by chance (`author`, `keyboard`). */
export const isAboutCredentials = (key: string, parents: readonly string[]): boolean =>
  CREDENTIAL_WORD.test(key.replace(CHANCE, '')) || parents.some((parent) => CREDENTIAL_WORD.test(parent.replace(CHANCE, '')));

/**
 * Why an entry of program text is no credential, whatever the classifier says; `undefined` where nothing speaks against it.
 * Tests are ordered by their cost.
 */
export const findVeto = (key: string, value: string, isQuoted: boolean): string | undefined => {
  if (value.length <= 3) return 'the value is too short';
  if (!isQuoted) {
    if (/^(?:\d{1,5}|0x[0-9a-f]+[ul]*)$/i.test(value)) return 'the value is a number';
    if (/^\d{9,10}$/.test(value) && /^[A-Z][A-Z0-9_]*$/.test(key)) return 'the value is a number';
    if (CONSTANT.test(value)) return 'the value is a constant or a type';
  }
  if (/^\d+(?:\.\d+)+$/.test(value)) return 'the value is a number';
  if (/^\d{4,8}$/.test(value) && /token|otp|code$|pin$/i.test(key)) return 'the value is a code for one use';
  const about = readAbout(key);
  if (about !== '') return `the key names ${about}`;
  if (/^key$/i.test(key) && /^[A-Za-z_-]{1,20}$/.test(value)) return 'the value is a name';
  if (value.length <= 20 && (TYPED.test(value) || WEAK_DEFAULTS.has(value.toLowerCase()))) return 'the value is a well-known default or a trial';
  if ((key.includes(' ') || SCREEN.test(key)) && LETTERS.test(value)) return 'the value is a text on a screen';
  if (GPG_KEY.test(key) && /^(?:0x)?(?:[0-9A-F]{8,40}|[0-9a-f]{16}|[0-9a-f]{40})$/.test(value)) return 'the value is the fingerprint of a public key';
  if (/cert/i.test(key) && CERTIFICATE.test(value) && !/private|pfx|p12|pkcs|key/i.test(key)) return 'the value is a certificate';
  if (/^ciphervalue$/i.test(key)) return 'the value is encrypted';
  if (value.includes(' ') && value.length <= 400 && (SENTENCE.test(value) || FOREIGN_PHRASE.test(value))) return 'the value is a sentence';
  if (key.toLowerCase().endsWith('key') && CACHE_KEY.test(value)) return 'the value names an entry of a cache';
  if (/^(?:[a-z][a-z0-9+.-]{1,12}:\/\/[^\s@?&]*|jdbc:[^\s@?&;]*)$/i.test(value)) return 'the value is an address';
  if (/^\d{4}-\d\d-\d\d/.test(value)) return 'the value is a date';
  if (/\(\?[:=!<]|\[\^|\.\*|\[\\[xwds]|\\[wds][{+*\]]/.test(value)) return 'the value is a pattern';
  if (/^#[0-9a-f]{3,8}$/i.test(value)) return 'the value is a colour';
  if (CRYPT.test(value) || isPasswordHash(value)) return 'the value is a hash of a password';
  return undefined;
};
