import { entropyOf } from '../text/entropy.ts';
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
] as const;

const SEQUENCES = 'abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm 9876543210 0123456789abcdef';

/** Share of the characters that continue a sequence such as `123` or `abc`. */
const sequenceShare = (value: string): number => {
  const text = value.slice(0, 64).toLowerCase();
  let count = 0;
  for (let i = 0; i + 3 <= text.length; i++) if (SEQUENCES.includes(text.slice(i, i + 3))) count++;
  return text.length < 3 ? 0 : count / (text.length - 2);
};

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
  const entropy = entropyOf(value);
  const folded = value.toLowerCase();
  const bareValue = bare(value);
  const bareKey = bare(key);
  let least = 64;
  for (const part of value.slice(0, 200).split(/[^A-Za-z]+/, 12)) {
    if (part.length < 4) continue;
    const fluency = ordinary.fluency(part);
    if (fluency >= 0 && fluency < least) least = fluency;
  }
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
    new Set(value).size,
    letters === 0 ? -1 : vowels / letters,
    ordinary.fluency(value),
    least === 64 ? -1 : least,
    ordinary.wordShare(value),
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
    sequenceShare(value),
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
  );
};
