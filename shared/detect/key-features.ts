import { type KeyKind, readKey } from './key-grammar.ts';

/** Parts of keys that say what their values are. Each is a feature; looked for in the whole key, lower case, without separators. */
export const KEY_PARTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['password', /pass(?!age|ive|ing|port(?!.*secret)|es\b)|pwd|passwd|\bpw\b|_pw|pw_|senha|kennwort|contrase/],
  ['secret', /secret/],
  ['token', /token/],
  ['key', /key/],
  ['auth', /auth/],
  ['api', /api/],
  ['access', /access/],
  ['private', /priv/],
  ['public', /pub(?:lic|_|$)/],
  ['credential', /cred/],
  ['client or consumer', /client|consumer|oauth/],
  ['salt, nonce or seed', /salt|nonce|seed|iv$|vector/],
  ['hash or signature', /hash|digest|sha\d|md5|signature|signed|fingerprint|checksum/],
  ['certificate', /cert|x509|pem|ssh|rsa|gpg/],
  ['cipher', /crypt|cipher|aes|hmac|sign/],
  ['session', /session|cookie|csrf|xsrf|jwt|bearer/],
  ['place', /url|uri|endpoint|host|path|file|dir|folder|location|bucket|route|link|href|src/],
  ['identifier', /id$|ids$|uuid|guid/],
  ['name', /name$|user|login|email/],
  ['kind', /type|alg|format|mode|method|scheme|class|kind|encod|version|provider|strategy|style/],
  ['size', /len|size|count|num|max|min|index|limit|bits|port$/],
  ['time', /expir|ttl|age$|date|time|refresh|rotat|renew/],
  [
    'text',
    /label|text|msg|message|title|desc|hint|error|err$|prompt|placeholder|help|tooltip|caption|info|notice|warn|mandatory|forgot|status|button|link|code$/,
  ],
  ['grammar', /regex|pattern|policy|field|param|header|attr|column|prop|prefix|suffix|selector|input|arg|option|env|var$|config|setting|rule/],
  ['trial', /test|fake|dummy|mock|example|sample|invalid|wrong|bad|expect|temp|foo/],
  ['switch', /^(?:is|has|can|should|enable|disable|require|allow|show|hide|use|need|no|check|valid|verify|reset|forgot|change)|enabled$|required$|confirm/],
  ['store', /db|sql|postgres|mongo|redis|mysql|smtp|ldap|admin|root|ftp|proxy|database/],
  ['data', /primary|foreign|sort|partition|cache|map|dict|hash|object|item|row|node|group|keyword|keyboard|keycode|shortcut|routing|translation/],
];

/** The last word of a key: the noun that the others describe. */
export const lastWordOf = (key: string): string => (/(?:[A-Z]?[a-z]+|[A-Z]+|\d+)[^A-Za-z0-9]*$/.exec(key.slice(-40))?.[0] ?? '').toLowerCase();

const LAST_WORDS: Readonly<Record<string, number>> = {
  key: 1,
  keys: 2,
  password: 3,
  passwd: 3,
  passphrase: 3,
  pwd: 3,
  pass: 4,
  pw: 4,
  secret: 5,
  token: 6,
  auth: 7,
  authorization: 8,
  credentials: 9,
  credential: 9,
  hash: 10,
  salt: 10,
  nonce: 10,
  api: 11,
  id: 12,
  name: 13,
  secrets: 14,
  tokens: 14,
  passwords: 14,
};

/** A number for the last word: 0 where it is none of the common ones. */
export const lastWordClass = (key: string): number => LAST_WORDS[lastWordOf(key)] ?? 0;

/** Names of the numbers of `keyRowOf`, after those of `KEY_PARTS`. */
export const KEY_FEATURES = ['length', 'words', 'case', 'last word', 'parents', 'a single word', 'kind'] as const;

const KINDS: readonly KeyKind[] = ['none', 'away', 'public', 'connection', 'mention', 'random', 'auth', 'key', 'token', 'secret', 'password'];

const MAX_CACHED = 4096;
const cache = new Map<string, readonly number[]>();

/** The numbers that describe a key and the keys around it. A text uses few keys often: they are remembered, up to a limit. */
export const keyRowOf = (key: string, parents: readonly string[]): readonly number[] => {
  const whole = parents.length > 0 ? `${parents.join('.')}.${key}` : key;
  const known = cache.get(whole);
  if (known !== undefined) return known;
  const folded = whole.toLowerCase();
  const row: number[] = KEY_PARTS.map(([, pattern]) => (pattern.test(folded) ? 1 : 0));
  row.push(
    whole.length,
    (whole.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []).length,
    keyCase(key),
    lastWordClass(key),
    parents.length,
    /^(?:key|password|token|secret|auth|api|pass)$/i.test(key) ? 1 : 0,
    KINDS.indexOf(readKey(key, parents).kind),
  );
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(whole, row);
  return row;
};

/** How the key is written: 0 lower case, 1 upper case, 2 camelCase, 3 PascalCase. */
export const keyCase = (key: string): number => {
  const hasLower = /[a-z]/.test(key);
  const hasUpper = /[A-Z]/.test(key);
  if (!hasUpper) return 0;
  if (!hasLower) return 1;
  return /^[^A-Za-z]*[A-Z]/.test(key) ? 3 : 2;
};
