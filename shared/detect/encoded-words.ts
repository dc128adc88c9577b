import { encodeBase64 } from '../text/base64.ts';

/**
 * Plaintexts that give encoded text away: words of keys in the letter cases in which people write them, heads of addresses, of keys and of
 * well-known tokens. Five characters or more where they can, so that their encoded forms are peculiar.
 */
const WORDS = ['password', 'passwd', 'secret', 'token', 'apikey', 'api_key', 'access_key', 'private'];
const TEXTS = [
  '-----BEGIN',
  'postgres',
  'mysql:/',
  'mongodb',
  'redis:/',
  'amqp:/',
  'AKIA',
  'ghp_',
  'github_pat_',
  'glpat-',
  'xoxb-',
  'xoxp-',
  'sk_live_',
  'sk-proj',
  'sk-ant',
  'AccountKey=',
];

/** Names of parameters with which the header of a JSON web token may start (RFC 7515, 7516, 7518, 7519, 7797, 8225). */
const HEADER_NAMES =
  'alg apu apv aud b64 crit cty enc epk iss iv jku jwk key_ops kid kty nonce p2c p2s ppt sub svt tag typ url use ver version x x5c x5t x5u zip';

/** How such a token starts, `eyJ` and what the name makes of the next characters: tokens get encoded once more, too. */
const TOKEN_HEADS = HEADER_NAMES.split(' ').map((name) => encodeBase64(`{"${name}"`).slice(0, 6));

const inCases = (word: string): string[] => [word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)];
const PLAIN: readonly string[] = [...WORDS.flatMap(inCases), ...TEXTS, ...TOKEN_HEADS];

/** Longer literals say no more and cost states. */
const LONGEST = 8;

/**
 * The characters of a plaintext's base64 that do not depend on what stands around it, for each of the three alignments (RFC 4648, section 4:
 * three bytes make four characters).
 */
export const base64Forms = (plain: string): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = encodeBase64('\0'.repeat(shift) + plain);
    return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + plain.length) * 8) / 6));
  });

const hexOf = (plain: string): string => [...plain].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('');

const HEX_WORDS = ['pass', 'PASS', 'Pass', 'secr', 'SECR', 'Secr', 'toke', 'TOKE', 'Toke', '_key', '_KEY', 'AKIA', 'ghp_', '-----B'];
const ESCAPED_WORDS = ['pass', 'PASS', 'secr', 'SECR', 'toke', 'TOKE', 'AKIA', 'ghp_', 'xox', 'sk_l', 'AIza'];

/** Literals for the prefilter, folded to lower case as it reads: wherever encoded text holds a telling word, one of these occurs. */
export const ENCODED_WORDS: readonly string[] = [
  ...new Set(
    [
      ...PLAIN.flatMap(base64Forms).map((form) => form.slice(0, LONGEST)),
      ...HEX_WORDS.map(hexOf),
      ...ESCAPED_WORDS.flatMap((word) => [[...word].map((char) => `\\u00${hexOf(char)}`).join(''), [...word].map((char) => `\\x${hexOf(char)}`).join('')]),
      'password%3d',
      'passwd%3d',
      'secret%3d',
      'token%3d',
      'key%3d',
      '%3a%2f%2f',
    ].map((literal) => literal.toLowerCase()),
  ),
].filter((literal) => literal.length >= 5);
