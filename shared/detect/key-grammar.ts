import { remember } from '../text/memo.ts';
import { wordsOf } from '../text/words.ts';
import {
  AUTH_WORDS,
  AWAY_WORDS,
  BROWSER_PREFIX,
  CONNECTION_WORDS,
  INDEX_QUALIFIERS,
  KEY_QUALIFIERS,
  KEY_WORDS,
  PASSWORD_WORDS,
  QUALIFIER_WORDS,
  RANDOM_WORDS,
  SECRET_WORDS,
  SETTING_WORDS,
  TARGET_WORDS,
  TOKEN_WORDS,
} from './key-words.ts';

/**
 * What a key says of its value.
 * `password`: a plain word is enough · `secret`, `token`, `key`, `auth`: a credential, if the value can be one · `random`: only if the value
 * is random · `connection`: only what is inside · `public`: meant to be seen · `mention`: a credential word stands in it, but not as its
 * head · `away`: it is about a credential (`PASSWORD_MIN_LENGTH`) · `none`: no credential word.
 */
export type KeyKind = 'password' | 'secret' | 'token' | 'key' | 'auth' | 'random' | 'connection' | 'public' | 'mention' | 'away' | 'none';

export interface KeyReading {
  readonly kind: KeyKind;
  /** The word that decided, for reasons. */
  readonly word: string;
  /** All words, lower case. */
  readonly words: readonly string[];
  /** Whether a build tool puts it into the page: `NEXT_PUBLIC_…`. */
  readonly inBrowser: boolean;
}

const HEADS: readonly (readonly [KeyKind, ReadonlySet<string>])[] = [
  ['password', PASSWORD_WORDS],
  ['secret', SECRET_WORDS],
  ['token', TOKEN_WORDS],
  ['key', KEY_WORDS],
  ['auth', AUTH_WORDS],
];

/** Ends of glued words: `dbpassword`, `authtoken`, `mysecret`. */
const GLUED: readonly (readonly [RegExp, KeyKind])[] = [
  [/(?:password|passwd|passwort|passphrase|pass?wrd|pswd|pwd|kennwort|senha|contrasena)s?$/, 'password'],
  [/(?<!com|by|sur|tres|over|under|by|en)pass$/, 'password'],
  [/secrets?$/, 'secret'],
  [/(?:api|access|private|encryption|signing|license|auth|master|secret|service|account)keys?$/, 'key'],
  [/tokens?$/, 'token'],
];

const headOf = (word: string): KeyKind | undefined => HEADS.find(([, words]) => words.has(word))?.[0] ?? GLUED.find(([end]) => end.test(word))?.[1];

const isNumber = (word: string): boolean => /^\d+$/.test(word);

/** Joins what `wordsOf` splits but people read as one: `passwd`, `o auth`, `web hook`; and `base 64`. */
const joined = (words: readonly string[]): string[] => {
  const out: string[] = [];
  for (const word of words) {
    const last = out[out.length - 1];
    if (
      last !== undefined &&
      /^(?:o auth|web hook|pass word|pass wd|pass phrase|pass code|api keys?|base \d+|oauth \d|sha \d+|md \d|s \d|ec \d|k \d|auth \d|b \d+|pkcs \d+|x \d+|mot passe|auth ident|add mask)$/.test(
        `${last} ${word}`,
      )
    )
      out[out.length - 1] = last + word;
    else out.push(word);
  }
  return out;
};

const readWords = (words: readonly string[]): { kind: KeyKind; word: string } => {
  let end = words.length;
  while (end > 1 && (isNumber(words[end - 1]!) || QUALIFIER_WORDS.has(words[end - 1]!)) && !(words[end - 1] === 'base' && words[end - 2] === 'key')) end -= 1;
  const head = words[end - 1] ?? '';
  const before = words[end - 2] ?? '';
  const mentions = words.find((word) => headOf(word) !== undefined || word === 'key' || word === 'keys');
  if (words.length > 1 && SETTING_WORDS.has(words[0]!) && mentions !== undefined) return { kind: 'away', word: words[0]! };
  if (
    words.some((word) => /^(?:public|publishable|pub|anon|site|sitekey|publickey|pubkey)$/.test(word)) &&
    !words.some((word) => PASSWORD_WORDS.has(word) || /^(?:secret|private)$/.test(word))
  ) {
    if (/^(?:keys?|token|pem|cert|sitekey|publickey|pubkey|pub|public|rsa)$/.test(head))
      return { kind: 'public', word: words.find((word) => /^(?:pub|anon|site)/.test(word)) ?? head };
  }
  const kind = headOf(head);
  if (kind !== undefined) return { kind, word: head };
  // The credential's word first, as in Romance languages, and then what it is for.
  const rest = words.slice(1).filter((word) => !isNumber(word));
  const leading = /^(?:key|chave|cle)$/.test(words[0] ?? '') ? 'key' : headOf(words[0] ?? '');
  if (leading !== undefined && rest.length > 0 && rest.every((word) => TARGET_WORDS.has(word))) return { kind: leading, word: words[0]! };
  if (head === 'base' && before === 'key') return { kind: 'key', word: 'key' };
  if ((head === 'key' || head === 'keys') && INDEX_QUALIFIERS.has(before)) return { kind: 'away', word: before };
  if (head === 'key' || head === 'keys')
    return KEY_QUALIFIERS.has(before) || words.slice(0, end - 1).some((word) => SECRET_WORDS.has(word))
      ? { kind: 'key', word: `${before} ${head}` }
      : { kind: 'random', word: head };
  if (CONNECTION_WORDS.has(head) || /(?:url|uri|dsn|connectionstring)$/.test(head)) return { kind: 'connection', word: head };
  if (AWAY_WORDS.has(head)) return mentions === undefined ? { kind: 'none', word: head } : { kind: 'away', word: head };
  if (RANDOM_WORDS.has(head) || /(?:key|keys)$/.test(head)) return { kind: 'random', word: head };
  if (mentions !== undefined) return { kind: 'mention', word: mentions };
  return { kind: 'none', word: '' };
};

/** Keys that say nothing by themselves, as in `{ name = "db-password", value = "…" }`: what is around them says what they hold. */
const NEUTRAL = new Set(['value', 'default', 'content', 'contents', 'data', 'plaintext', 'text', 'string', 'val', 'v', '']);

/** Reads a key, with the keys around it (outermost first) where it says nothing itself. */
export const readKey = (key: string, parents: readonly string[] = []): KeyReading => {
  const reading = readAlone(key);
  const isNeutral = reading.words.length <= 1 && NEUTRAL.has(reading.words[0] ?? '');
  return isNeutral && parents.length > 0 ? readKey(parents[parents.length - 1]!, parents.slice(0, -1)) : reading;
};

const readAlone = remember((key: string): KeyReading => {
  const words = joined(wordsOf(key.replace(BROWSER_PREFIX, '')));
  return { ...readWords(words), words, inBrowser: BROWSER_PREFIX.test(key) };
});

/** Whether a surrounding key is a box of credentials: `secrets: { … }`, `stringData`, `passwords = { … }`. */
export const isCredentialBox = (parents: readonly string[]): boolean =>
  parents
    .slice(-2)
    .some((parent) => /^(?:.*(?:secrets|passwords|tokens|credentials|creds|api[-_]?keys)|stringData|secret[-_]?env(?:ironment)?)$/i.test(parent));
