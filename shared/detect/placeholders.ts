import { decodeBase64, textOfBytes } from '../text/base64.ts';
import { entropyOf } from '../text/entropy.ts';
import { remember } from '../text/memo.ts';
import { segment, wordsOf } from '../text/words.ts';
import { DESCRIPTIVE_WORDS, FILL_IN_WORDS, WEAK_DEFAULTS } from './placeholder-words.ts';

/** Marks of a placeholder that may stand anywhere, long or peculiar enough never to occur in a random value by chance. */
const MARKS =
  /change[-_ ]?(?:me|it|this|in[-_ ]?prod)|replace[-_ ]?(?:me|this|with|in)|(?:^|[^a-z])(?:replace|change|insert|enter|your)[-_ ]|placeholder|redacted|\(sensitive\b|\[secure\]|\[masked\]|\[filtered\]|(?:to|will|must|should)[-_ ]?be[-_ ]?(?:defined|replaced|set|changed|filled|injected|provided|overridden|generated|added|supplied)|(?:provided|injected|supplied|managed|defined|stored|set|comes|loaded)[-_ ](?:by|in|via|from|at|through)[-_ ]|not[-_ ]?(?:set|defined|real|used|a[-_ ]?secret)\b|do[-_ ]?not[-_ ]?use|fill[-_ ]?(?:me|in)|<(?:your|my|insert|enter|the|some)\b|\*{3,}|\.{3}|…|•{2,}|goes[-_ ]?here|secret[-_ ]?here|key[-_ ]?here|(?:^|[-_ ])here$|token[-_ ]?here|password[-_ ]?here/i;

/** Not `xXxX`, which a random value may hold. */
const CROSSED_OUT = /x{4}|X{4}/;

/** "your", "here", "fill in", "replace" where words are not set apart: Chinese, Japanese, Korean. */
const CJK_MARKS = /[你您]的|请|填写|替换|此处|这里|ここ|あなた|여기|당신|비밀번호|密码|密钥|パスワード/;

/** Also anywhere, but not in an address, where `example.com` is a host. The last is the token in Telegram's own documentation. */
const EXAMPLE = /exampl[e3]|dummy|sample[-_]|ABC-DEF1234ghIkl/i;

const WRAPPED =
  /^<[^<>]{0,120}>$|^\[[^[\]]{0,120}\]$|^\{[\w .-]{0,120}\}$|^__\w{1,80}__$|^\(.{0,80}\)$|^%[\w-]{1,80}%$|^--+[\w ]{0,80}--+$|^#{2,}.{1,80}#{2,}$|^_+$|^-+$|^\.+$|^\?+$/;

/** The source of a regular expression: it says what a credential looks like. */
const REGEX_SYNTAX = /\[\^?[^\]\s]{0,12}?(?:a-[fz]|A-[FZ]|[01]-\d)|\\[dws](?:[+*{]|\\)|\(\?[:=!<]|\]\{\d/;

/** The name of an environment variable: `GITHUB_TOKEN`. */
const VARIABLE_NAME = /^[A-Z]+\d{0,2}(?:_[A-Z]+\d{0,2}){1,8}$/;

const RUNS = 'abcdefghijklmnopqrstuvwxyz 01234567890123456789 zyxwvutsrqponmlkjihgfedcba 9876543210 qwertyuiop asdfghjkl zxcvbnm';

/** How many characters of a text stand in runs of four or more that follow the alphabet, the digits or a row of the keyboard. */
const runLength = (text: string): number => {
  const lower = text.toLowerCase();
  let total = 0;
  for (let at = 0; at + 4 <= lower.length; ) {
    let length = 0;
    while (at + length + 4 <= lower.length && RUNS.includes(lower.slice(at + length, at + length + 4))) length += 1;
    if (length === 0) at += 1;
    else {
      total += length + 3;
      at += length + 3;
    }
  }
  return total;
};

/** All words of a text, glued ones taken apart, or null when one of them is not in the vocabulary. Single digits count as words. */
const describedBy = (text: string, vocabulary: ReadonlySet<string>): string[] | null => {
  const found: string[] = [];
  for (const word of wordsOf(text)) {
    if (/^\d$/.test(word)) continue;
    const pieces = segment(word, vocabulary);
    // `monkey` is not the French for "my key".
    if (pieces === null || (pieces.length > 1 && pieces[0] === 'mon')) return null;
    found.push(...pieces);
  }
  return found.length === 0 ? null : found;
};

const LEET: Readonly<Record<string, string>> = { $: 's', '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '!': 'i' };
const unleet = (text: string): string => text.toLowerCase().replace(/[$013457@!]/g, (mark) => LEET[mark]!);

/** A text that consists of words about credentials and nothing else: `db_password`, `my-secret-key`, `this_is_a_test`. */
export const isDescriptive = (value: string): boolean => value.length <= 120 && describedBy(value, DESCRIPTIVE_WORDS) !== null;

/** Like `isDescriptive`, read as people disguise words: `$ecretf0rt3st`, `P@ssw0rd`. */
export const isDisguisedDescription = (value: string): boolean => value.length <= 60 && /[A-Za-z]/.test(value) && isDescriptive(unleet(value));

/** Words that say that nothing is protected. */
const TRIAL = /test|dev|fake|mock|demo|local|wrong/;

/** A name for a credential rather than one: separated words without digits, the last of which says what it names (`vmadmin-password`). */
const isCredentialName = (value: string): boolean =>
  /^[A-Za-z]+(?:[-_ ][A-Za-z]+){1,6}$/.test(value) && /(?:^|[-_ ])(?:password|passwd|secret|token|key|credentials?)$/i.test(value);

/** A sentence to the reader: four words or more, half of them function words, one of them a plea. */
const isSentence = (value: string): boolean => {
  if (value.length > 200 || !/[ _-]/.test(value)) return false;
  const words = wordsOf(value);
  if (words.length < 4 || !words.some((word) => /^(?:please|should|must|this|these|you|your|cannot|need)$/.test(word))) return false;
  return words.filter((word) => DESCRIPTIVE_WORDS.has(word)).length * 2 >= words.length;
};

/** A placeholder in base64, as Kubernetes templates and `auth` fields hold it: of `user:password`, the password counts. */
export const decodesToPlaceholder = (value: string): boolean => {
  if (!/^[A-Za-z0-9+/_-]{11,600}={0,2}$/.test(value)) return false;
  const bytes = decodeBase64(value);
  const text = bytes === null || bytes.length < 6 ? null : textOfBytes(bytes);
  // Words, not what a random value may decode to.
  if (text === null || !/^[\w.:@+\s<>-]+$/.test(text)) return false;
  const colon = text.indexOf(':');
  if (colon < 1) return isPlaceholder(text);
  const password = text.slice(colon + 1);
  if (password.length < 3) return false;
  if (/^(?:user(?:name)?|login|name|foo)$/i.test(text.slice(0, colon)) && isDescriptive(password)) return true;
  return isPlaceholder(password) && !WEAK_DEFAULTS.has(password.toLowerCase());
};

/**
 * Text that stands for a value to be filled in: `changeme`, `your-key-here`, `<token>`, `xxxx`, `***`. A real value that merely contains
 * such letters is none: marks that may stand anywhere are long, all others need the whole value.
 */
export const isPlaceholder = remember((value: string): boolean => {
  const text = value.slice(0, 2000).trim();
  if (text === '' || /^(.)\1*$/s.test(text)) return true;
  if (/^n\/a$|^from[-_ ][a-z]+(?:[-_ ][a-z]+){0,4}$/i.test(text)) return true;
  const address = text.includes('://');
  if (!address && (EXAMPLE.test(text) || WRAPPED.test(text))) return true;
  if (text.length <= 300 && !address && (MARKS.test(text) || CROSSED_OUT.test(text))) return true;
  if (VARIABLE_NAME.test(text) || CJK_MARKS.test(text) || REGEX_SYNTAX.test(text)) return true;
  if (text.length > 200 || address) return false;
  if (text.length >= 8 && new Set(text.replace(/[-_.:]/g, '')).size <= 2) return true;
  if (text.length >= 10 && runLength(text) >= text.length * 0.6 && !/^\d{1,10}$/.test(text)) return true;
  if (text.length >= 24 && entropyOf(text) < 2.2) return true;
  if (text.length >= 12 && /[a-z]/i.test(text) && /^(?:abc|def|ghi|xyz|foo|bar|123|456|789|[-_.])+$/i.test(text)) return true;
  const words = wordsOf(text);
  if (words.includes('your') || words.some((word) => word.length > 5 && FILL_IN_WORDS.has(word))) return true;
  // Short ones (`todo`, `xxx`) come about by chance when a random value is split at its capitals.
  if (!/\d/.test(text) && text.split(/[^A-Za-z]+/).some((word) => FILL_IN_WORDS.has(word.toLowerCase()))) return true;
  return isDescriptive(text) || isCredentialName(text) || isSentence(text) || (isDisguisedDescription(text) && TRIAL.test(unleet(text)));
});
