import type { Entry } from '../model/entry.ts';
import { decodeBase64, textOfBytes } from '../text/base64.ts';
import { wordsOf } from '../text/words.ts';
import { findEmbeddedSecret } from './connections.ts';
import { isPasswordHash } from './encrypted-values.ts';
import { isGibberish } from './gibberish.ts';
import type { Judgement, Surroundings } from './judgement.ts';
import { isCredentialBox, type KeyReading, readKey } from './key-grammar.ts';
import { AWAY_WORDS } from './key-words.ts';
import { DESCRIPTIVE_WORDS, WEAK_DEFAULTS } from './placeholder-words.ts';
import { isDescriptive } from './placeholders.ts';
import { isAddress, isAlgorithm, isFilePath, isHost, isMail, isName, isPlainSetting, isRandom, isUuid } from './value-shapes.ts';
import { kindOfValue } from './values.ts';

const no = (reason: string): Judgement => ({ verdict: 'not-a-credential', score: 0, reasons: [reason] });
const secret = (score: number, ...reasons: string[]): Judgement => ({ verdict: 'secret', score, reasons });
const weak = (reason: string): Judgement => ({ verdict: 'weak-default', score: 0.4, reasons: [reason] });

/** Files that are meant to be copied and filled in. */
const EXAMPLE_FILE = /(?:^|[._\-/])(?:example|examples|sample|samples|dist|template|templates|tpl|skel|defaults?)(?:$|[._\-/])[^/]*$/i;

export const isExampleFile = (path: string): boolean => EXAMPLE_FILE.test(path.slice(path.lastIndexOf('/') + 1));

/** Whether a value only says again what its key says: `DB_PASSWORD=db_password`, `IRC_PASS=irc_pass`. */
const repeatsKey = (value: string, key: KeyReading): boolean => {
  if (!/^[A-Za-z_. -]{1,80}$/.test(value)) return false;
  const words = wordsOf(value);
  if (words.join('') === key.words.join('')) return true;
  return words.length > 1 && words.some((word) => key.words.includes(word)) && words.every((word) => key.words.includes(word) || DESCRIPTIVE_WORDS.has(word));
};

/** `user:password`, as basic authentication takes it; neither half is empty or a placeholder. */
const isUserAndPassword = (value: string): boolean =>
  /^[^\s:/]{1,80}:[^\s:/][^\s]{2,200}$/.test(value) && kindOfValue(value.slice(value.indexOf(':') + 1)) === 'plain';

const FUNCTION_WORD =
  /^(?:the|a|an|is|are|was|to|of|for|in|on|and|or|not|be|this|that|with|your|you|we|from|by|it|as|if|can|will|must|should|please|when|use|used|has|have|at)$/i;

/** Text for people: five words or more of which two only join others, or very many. A passphrase has fewer, a mnemonic (BIP 39) has 12 to 24 plain ones. */
const isProse = (value: string): boolean => {
  const words = value.slice(0, 600).split(/\s+/);
  if (words.length < 5 || (words.length % 3 === 0 && words.length >= 12 && words.length <= 24 && /^[a-z\s]+$/.test(value))) return false;
  return words.length > 9 || words.filter((word) => FUNCTION_WORD.test(word)).length >= 2;
};

/** A licence key or serial number: groups of capitals and digits. */
const SERIAL = /^[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,7}$/;

/** Made by a machine, of whatever classes of characters. */
const isMadeUp = (value: string): boolean => isRandom(value) || isGibberish(value);

const looksStrong = (value: string): boolean =>
  value.length >= 8 && (isMadeUp(value) || SERIAL.test(value) || (/\d/.test(value) && /[A-Za-z]/.test(value) && !isName(value)));

const isRemoteHost = (host: string): boolean =>
  /\.[a-z]{2,}$/i.test(host.replace(/:\d+$/, '')) && !/example|(?:^|\.)(?:local|test|invalid|localhost|internal)$|your|host/i.test(host);

/** What the parts of a value that holds a secret inside are together. */
const judgeEmbedded = (value: string): Judgement | undefined => {
  const found = findEmbeddedSecret(value);
  if (found === undefined) return undefined;
  const kind = kindOfValue(found.value);
  if (WEAK_DEFAULTS.has(found.value.toLowerCase())) {
    if (/^(?:user(?:name)?|usr|login|name)?$/i.test(found.user) && /^(?:pass(?:word|wd)?|pwd|secret)$/i.test(found.value))
      return no('an example of a connection string');
    if (/^(?:host(?:name)?|server|domain|example\.(?:com|org|net))$/i.test(found.host)) return no('an example of a connection string');
    return { ...weak('a connection string with a well-known default password'), part: found.range };
  }
  if (kind === 'placeholder' && /^[a-z]+$/.test(found.value) && isDescriptive(found.value) && isRemoteHost(found.host))
    return { ...weak('a connection string with a password of plain words'), part: found.range };
  if (kind !== 'plain') return { verdict: kind, score: 0, reasons: [`the password inside is a ${kind}`] };
  if (isPlainSetting(found.value) && found.value.length < 3) return undefined;
  if (/[?&][\w-]*$/.test(value.slice(0, Math.max(0, value.lastIndexOf('=', found.range.start)))) && !looksStrong(found.value)) return undefined;
  return { ...secret(0.9, 'a connection string with a password inside'), part: found.range };
};

/** Keys with such words hold hashes of content: `TOKEN_COMMIT`, `key_digest`. */
const CONTENT_WORD = /^(?:sha|md|commit|release|rev|revision|digest|hash|checksum|build|image|etag|integrity|cache)\d*$/;

/** Keys with such words name a thing by a UUID: `KMS_KEY`, `idempotency_key`. */
const IDENTIFYING_WORD =
  /^(?:kms|idempotency|tenant|project|correlation|cache|routing|partition|sort|primary|foreign|object|event|trace|request|user|org|organization|account|customer|order|message|row|range|unique|group|node|device|resource|job|build|alias|uuid|guid|index|map|hash|value|item|entity|record|pair|lookup|join|shard|bucket)$/;

/** Judges a value that is no password hash, reference, placeholder and so on, by what its key says. */
const judgePlain = (value: string, key: KeyReading, inBox: boolean): Judgement => {
  const says = `the key ends in a ${key.kind} word: ${key.word}`;
  const isSetting = isPlainSetting(value) || isAlgorithm(value) || isFilePath(value) || isAddress(value);
  switch (key.kind) {
    case 'password': {
      if (isSetting || isMail(value)) return no('the value is a setting, a path or an address');
      if (isProse(value)) return no('the value is prose');
      return secret(/^[A-Za-z]+$/.test(value) || /^\d+$/.test(value) ? 0.75 : 0.9, says);
    }
    case 'secret': {
      if (isSetting || isMail(value) || isHost(value) || value.length < 5) return no('the value is a setting, a path or an address');
      if (isProse(value)) return no('the value is prose');
      const qualified =
        key.words.length > 1 &&
        /^(?:session|cookie|jwt|client|app|api|auth|shared|hmac|signing|webhook|consumer|oauth|flask|express|nextauth|rails|token|access|refresh)$/.test(
          key.words[key.words.indexOf(key.word) - 1] ?? '',
        );
      if (!qualified && isName(value) && !isRandom(value)) return no('the value is a name');
      return secret(looksStrong(value) ? 0.9 : 0.7, says);
    }
    case 'token':
    case 'key': {
      if (/(?:sign|signing|gpg|pgp) ?keys?$/.test(key.words.join(' ')) && /^(?:0x)?[0-9A-F]{8,40}$/.test(value)) return no('the fingerprint of a public key');
      if (isSetting || isMail(value) || isHost(value)) return no('the value is a setting, a path or an address');
      if (/\s/.test(value)) return no('the value is prose or a command');
      if (isUuid(value)) return secret(0.8, says, 'the value is a UUID');
      if (!looksStrong(value) && !(value.length >= 12 && !isName(value) && !/\s/.test(value))) return no('the value is not made like a key');
      return secret(isRandom(value) ? 0.9 : 0.7, says);
    }
    case 'auth': {
      const bytes = /^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) ? decodeBase64(value) : null;
      const pair = bytes === null ? null : textOfBytes(bytes);
      if (pair !== null && /^[\w.@+-]{1,80}:[^\s]{1,300}$/.test(pair)) {
        const inside = pair.slice(pair.indexOf(':') + 1);
        if (WEAK_DEFAULTS.has(inside.toLowerCase())) return weak('an encoded user with a well-known default password');
        return kindOfValue(inside) === 'plain' ? secret(0.9, says, 'the value is a user and a password, encoded') : no('the encoded password is a placeholder');
      }
      if (isSetting || isMail(value) || isHost(value)) return no('the value is a setting, a path or an address');
      if (isUserAndPassword(value)) return secret(0.85, says, 'the value is a user and a password');
      if (/^user(?:pwd|pass)$/.test(key.word) && looksStrong(value)) return secret(0.7, says);
      return isMadeUp(value) && value.length >= 16 ? secret(0.7, says) : no('the value is not made like a key');
    }
    case 'random':
      if (key.word === 'sid' && /^[A-Z]{2}[0-9a-f]{32}$/.test(value)) return no('the id of a thing at Twilio');
      if (key.word === 'cert' && /^MI[A-Za-z0-9+/=\s]{20,}$/.test(value) && !/pfx|p12|private|key/.test(key.words.join(' '))) return no('a certificate');
      if (/^(?:gpg|pgp)$/.test(key.words.at(-2) ?? '') && /^(?:0x)?[0-9A-F]{8,40}$/.test(value)) return no('the fingerprint of a public key');
      if (isUuid(value) && /^(?:keys?|salt)$/.test(key.word) && !key.words.some((word) => IDENTIFYING_WORD.test(word)))
        return secret(0.5, says, 'the value is a UUID');
      if (isSetting || isHost(value) || isUuid(value) || isMail(value) || value.length < 16) return no('the value is not random enough for this key');
      return isMadeUp(value) ? secret(0.7, says, 'the value is random') : no('the value is not random enough for this key');
    case 'mention':
      if (isSetting || isHost(value) || isUuid(value) || isMail(value) || isName(value) || value.length < 12) return no('the key only mentions a credential');
      if (key.words.some((word) => CONTENT_WORD.test(word))) return no('the key is about content');
      return isMadeUp(value) ? secret(0.5, `the key mentions a ${key.word}`, 'the value is random') : no('the key only mentions a credential');
    default:
      if (AWAY_WORDS.has(key.word) || key.words.some((word) => CONTENT_WORD.test(word)) || isUuid(value)) return no('the key names no credential');
      if (/^[A-Za-z]+$/.test(value) && !isGibberish(value)) return no('the value is a word');
      if (!inBox || isProse(value) || value.includes('\n') || isSetting || isHost(value) || isMail(value) || isName(value) || value.length < 8)
        return no('the key names no credential');
      return secret(0.55, 'the value stands among secrets');
  }
};

/** Judges an entry of a text in which every entry is a setting (dotenv, tfvars, an `env:` block), where a short plain word can be a password. */
export const judgeConfig = (entry: Entry, surroundings: Surroundings): Judgement => {
  const value = entry.value.trim();
  const key = readKey(entry.key, entry.parents);
  const inExample = isExampleFile(surroundings.path);
  const lower = (judgement: Judgement): Judgement =>
    inExample && (judgement.verdict === 'secret' || judgement.verdict === 'weak-default')
      ? { ...judgement, score: judgement.score * 0.6, severity: 'low', reasons: [...judgement.reasons, 'the file is an example'] }
      : judgement;
  const embedded = judgeEmbedded(value);
  if (embedded !== undefined) return lower(embedded);
  if (key.kind === 'away') return no(`the key is about a credential: ${key.word}`);
  if (key.kind === 'connection') return no('nothing is embedded in the address');
  if (key.kind === 'public') return { verdict: 'public', score: 0, reasons: [`the key says that it is public: ${key.word}`] };
  if (key.inBrowser && key.kind !== 'password' && !/secret|private/.test(key.words.join(' ')))
    return { verdict: 'public', score: 0, reasons: ['the key is put into a page'] };
  if (isPasswordHash(value))
    return key.kind === 'password' || key.words.includes('hash') || key.kind === 'secret'
      ? { ...secret(0.6, 'a hash of a password'), severity: 'medium' }
      : no('a hash');
  if (WEAK_DEFAULTS.has(value.toLowerCase())) {
    if (entry.kind === 'comment') return no('a common word in a comment');
    if (value === `${key.word.charAt(0).toUpperCase()}${key.word.slice(1)}` && key.words.length > 1) return no('the label of a field');
    if (key.kind === 'password' || (key.kind === 'secret' && value.length > 5 && !inExample)) return lower(weak('a well-known default password'));
    return no('a common word');
  }
  if (repeatsKey(value, key)) return { verdict: 'placeholder', score: 0, reasons: ['the value repeats its key'] };
  return lower(judgePlain(value, key, entry.encoding !== undefined || isCredentialBox(entry.parents)));
};
