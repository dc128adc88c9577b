import type { OrdinaryText } from './ordinary-text.ts';

export const VALUE_FEATURES = [
  'length',
  'letters',
  'digits',
  'capitals',
  'punctuation',
  'blanks',
  'entropy',
  'relative entropy',
  'changes of character class',
  'longest run of one character',
  'distinct characters',
  'vowels',
  'fluency',
  'fluency of the least ordinary part',
  'share of common words',
  'hexadecimal',
  'base64',
  'UUID',
  'number',
  'path',
  'address',
  'identifier',
  'camel case',
  'constant case',
  'separated words',
  'template',
  'names a credential',
  'equals its key',
  'sequence',
  'padding',
  'list of numbers',
  'placeholder characters',
  'dots',
  'dashes',
  'underscores',
  'starts with a capital',
  'not ASCII',
  'trailing digits',
  'program text',
  'length of the longest run of letters',
  'known trial word',
  'unexplained letters',
  'share of common words, undisguised',
  'periodic',
  'hash format',
  'integer constant',
  'phrase',
  'words',
  'fluency of the most ordinary part',
  'stands for a format',
  'bits for words',
  'bits for words, undisguised',
  'length of letters and digits',
] as const;

const SEQUENCES = 'abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm 9876543210 0123456789abcdef';
const IN_SEQUENCE = new Set(Array.from({ length: SEQUENCES.length - 2 }, (_, i) => SEQUENCES.slice(i, i + 3)).filter((three) => !three.includes(' ')));

/** Share of the characters that continue a sequence such as `123` or `abc`. */
const sequenceShare = (folded: string): number => {
  const length = Math.min(folded.length, 64);
  let count = 0;
  for (let i = 0; i + 3 <= length; i++) if (IN_SEQUENCE.has(folded.slice(i, i + 3))) count++;
  return length < 3 ? 0 : count / (length - 2);
};

const counts = new Uint16Array(256);

/** Entropy in bits per character and the number of distinct characters; those beyond Latin-1 count as one by their low byte. */
const spreadOf = (value: string): { readonly entropy: number; readonly distinct: number } => {
  counts.fill(0);
  for (let i = 0; i < value.length; i++) counts[value.charCodeAt(i) & 255]!++;
  let entropy = 0;
  let distinct = 0;
  for (let code = 0; code < 256; code++) {
    const count = counts[code]!;
    if (count === 0) continue;
    distinct++;
    entropy -= (count / value.length) * Math.log2(count / value.length);
  }
  return { entropy, distinct };
};

/** Letters that digits and signs stand for in disguised words: `s3cr3t`, `P@ssw0rd`. */
const LEET: Readonly<Record<string, string>> = { $: 's', '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '!': 'i' };
const undisguised = (text: string): string => text.replace(/[$013457@!]/g, (mark) => LEET[mark]!);

/** Longest share of the text that repeats what stands one period before: 1 for `asdasd` and `aaaa`. */
const periodicShare = (text: string): number => {
  const length = Math.min(text.length, 32);
  let best = 0;
  for (let period = 1; period <= 4 && period * 2 <= length; period++) {
    let same = 0;
    for (let i = period; i < length; i++) if (text.charCodeAt(i) === text.charCodeAt(i - period)) same++;
    best = Math.max(best, same / (length - period));
  }
  return best;
};

/** What password hashes and public keys start with: modular crypt format, LDAP schemes, MySQL 4.1. */
const HASH_FORMAT = /^(?:\{[A-Z0-9]{3,10}\})?\$\w{1,10}\$|^\{(?:SHA|SSHA|CRYPT|MD5|AES)|^\*[0-9A-F]{40}$|^(?:sha\d+|md5|pbkdf2)[:$-]|^ssh-/i;

/** Colours, sizes, dates, versions, mail addresses, hosts and names of files. */
const COMMON_FORMAT =
  /^(?:#?[0-9a-f]{6}|\d+(?:px|em|ms|s|%)|\d{4}-\d\d-\d\d.*|v?\d+\.\d+[\w.-]*|[\w.-]+@[\w-]+\.[\w.]+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|local|json|xml|yml|yaml|pem|key|crt|txt|md|js|py|go|rb|java|html|php|png|svg))$/i;

const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Numbers that describe a value, in the order of `VALUE_FEATURES`, appended to `out`. `key` is the whole key. Reads at most 400 characters. */
export const pushValueFeatures = (out: number[], whole: string, key: string, ordinary: OrdinaryText): void => {
  const value = whole.length > 400 ? whole.slice(0, 400) : whole;
  const length = value.length || 1;
  let letters = 0;
  let digits = 0;
  let capitals = 0;
  let blanks = 0;
  let other = 0;
  let vowels = 0;
  let changes = 0;
  let longest = 0;
  let run = 0;
  let letterRun = 0;
  let longestLetterRun = 0;
  let foreign = 0;
  let dots = 0;
  let dashes = 0;
  let underscores = 0;
  let last = -1;
  let lastClass = -1;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    let kind = 3;
    if (c >= 97 && c <= 122) {
      kind = 0;
      letters++;
      if (c === 97 || c === 101 || c === 105 || c === 111 || c === 117) vowels++;
    } else if (c >= 65 && c <= 90) {
      kind = 1;
      letters++;
      capitals++;
      if (c === 65 || c === 69 || c === 73 || c === 79 || c === 85) vowels++;
    } else if (c >= 48 && c <= 57) {
      kind = 2;
      digits++;
    } else if (c <= 32) blanks++;
    else {
      other++;
      if (c > 127) foreign++;
      else if (c === 46) dots++;
      else if (c === 45) dashes++;
      else if (c === 95) underscores++;
    }
    if (kind !== lastClass) changes++;
    run = c === last ? run + 1 : 1;
    if (run > longest) longest = run;
    letterRun = kind <= 1 ? letterRun + 1 : 0;
    if (letterRun > longestLetterRun) longestLetterRun = letterRun;
    last = c;
    lastClass = kind;
  }
  const { entropy, distinct } = spreadOf(value);
  const folded = value.toLowerCase();
  const bareValue = bare(value);
  const bareKey = bare(key);
  let least = 64;
  let most = -1;
  let words = 0;
  for (const part of value.slice(0, 200).split(/[^A-Za-z]+/, 12)) {
    if (part.length < 4) continue;
    const fluency = ordinary.fluency(part);
    words++;
    if (fluency >= 0 && fluency < least) least = fluency;
    if (fluency > most) most = fluency;
  }
  const wordShare = ordinary.wordShare(value);
  const wordBits = ordinary.wordBits(value);
  const disguised = length <= 40 && letters > 0 && /[$013457@!]/.test(value);
  const plain = disguised ? undisguised(value) : value;
  out.push(
    whole.length,
    letters / length,
    digits / length,
    capitals / length,
    other / length,
    blanks,
    entropy,
    entropy / Math.log2(Math.max(2, value.length)),
    changes / length,
    longest / length,
    distinct,
    letters === 0 ? -1 : vowels / letters,
    ordinary.fluency(value),
    least === 64 ? -1 : least,
    wordShare,
    /^(?:0x)?[0-9a-f]+$/i.test(value) ? (digits > 0 ? 2 : 1) : 0,
    /^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(value) ? 1 : 0,
    /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i.test(value) ? 1 : 0,
    /^[-+]?\d+(?:\.\d+)?$/.test(value) ? 1 : 0,
    value.includes('/') ? (/^[~.]{0,2}\/|\/.*\/|\.[a-z]{2,5}$/.test(value) ? 2 : 1) : value.includes('\\') ? 1 : 0,
    /^[a-z][a-z0-9+.-]{1,12}:\/\//i.test(value) ? 2 : value.includes('@') || value.includes('://') ? 1 : 0,
    /^[A-Za-z_$][\w$]*$/.test(value) ? 1 : /^[A-Za-z_$@][\w$]*(?:(?:\.|->|::|:)[A-Za-z_$][\w$]*)+$/.test(value) ? 2 : 0,
    /^[a-z]+(?:[A-Z][a-z]+)+$/.test(value) ? 1 : /^(?:[A-Z][a-z]+){2,}$/.test(value) ? 2 : 0,
    /^[A-Z][A-Z_]+$/.test(value) ? 1 : /^[A-Z][A-Z0-9_]+$/.test(value) ? 2 : 0,
    /^[a-z]+(?:[-_.: ][a-z]+)+$/.test(value) ? 1 : /^[a-z0-9]+(?:[-_.: ][a-z0-9]+)+$/i.test(value) ? 2 : 0,
    /[$#%@]\{|\{\{|%[sdv@]|<[^>]{0,40}>|\$\(|\$[A-Za-z_]|#\{|\{[\w.]*\}|%\(/.test(value) ? 1 : 0,
    /pass|secret|token|key|auth|cred|pwd/.test(folded) ? 1 : 0,
    bareValue === bareKey ? 2 : bareValue !== '' && (bareKey.includes(bareValue) || (bareKey !== '' && bareValue.includes(bareKey))) ? 1 : 0,
    sequenceShare(folded),
    value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0,
    /^(?:0x[0-9a-f]{1,2}|\d{1,3})\s*,/i.test(value) ? 1 : 0,
    /x{4,}|\*{2,}|\.{3}|_{3,}|\?{2,}|0{6,}|-{3,}|…/i.test(value) ? 1 : 0,
    dots,
    dashes,
    underscores,
    /^[A-Z][a-z]/.test(value) ? 1 : 0,
    foreign,
    /\d{1,6}$/.test(value) && !/\d[^\d]+\d/.test(value) ? 1 : 0,
    /[()[\]{};]|->|=>|::|==|&&|\|\|/.test(value) ? 1 : 0,
    longestLetterRun,
    /test|fake|dummy|mock|example|sample|foo|bar|change|your|default|insert|replace|todo|some|demo|invalid|wrong|super|hidden|none|null|undefined|true|false/.test(
      folded,
    )
      ? 1
      : 0,
    letters * (1 - wordShare),
    disguised ? ordinary.wordShare(plain) : wordShare,
    periodicShare(value),
    HASH_FORMAT.test(value) ? 1 : 0,
    /^0x[0-9a-f]{1,8}[ul]{0,2}$/i.test(value) ? 2 : /^\d{9,10}$/.test(value) ? 1 : 0,
    /^[^\W\d_][^\W\d_'.,!?]*(?: [^\W\d_'.,!?]+[.,!?:]?)+$/u.test(value) ? 1 : 0,
    words,
    most,
    COMMON_FORMAT.test(value) ? 1 : 0,
    wordBits,
    disguised ? ordinary.wordBits(plain) : wordBits,
    letters + digits,
  );
};
