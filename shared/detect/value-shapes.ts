import { entropyOf } from '../text/entropy.ts';

/** Shapes of values that settings have: true, 300, 24h, db.internal, /run/secrets/x. All are tests of a whole value, linear. */

/** Boolean, null, number of up to three digits, duration, size, percentage, version, date, network. */
export const isPlainSetting = (value: string): boolean =>
  /^(?:true|false|yes|no|on|off|enabled?|disabled?|null|nil|none|undefined|nan|auto|default|optional|required|always|never)$/i.test(value) ||
  /^[+-]?\d{1,3}(?:\.\d+)?$/.test(value) ||
  /^\d{1,9}\s?(?:ms|s|m|h|d|w|y|sec|secs|seconds?|min|mins|minutes?|hours?|days?|weeks?|months?|years?|k|kb|mb|gb|kib|mib|gib|%)$/i.test(value) ||
  /^v?\d{1,4}\.\d{1,4}(?:\.\d{1,6})?(?:[-+][\w.]{1,20})?$/.test(value) ||
  /^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.test(value) ||
  /^(?:\d{1,3}\.){3}\d{1,3}(?:[:/]\d{1,5})?$/.test(value);

/** The names of algorithms, formats and protocols that keys about credentials take. */
export const isAlgorithm = (value: string): boolean =>
  /^(?:(?:hs|rs|es|ps)(?:256|384|512)|eddsa|ed25519|rsa(?:[-_]?\d{3,4})?|ecdsa|dsa|aes(?:[-_]?\d{3})?(?:[-_](?:gcm|cbc|ctr|ecb))?|sha[-_]?\d{1,3}|md5|bcrypt|scrypt|argon2(?:id|i|d)?|pbkdf2(?:[-_]\w+)?|hmac(?:[-_]\w+)?|jwt|oauth2?|oidc|saml|basic|bearer|digest|ntlm|kerberos|pkcs\d{0,2}|pem|der|plain|scram-sha-\d+|base64|hex|utf-?8)$/i.test(
    value,
  );

/** A file path, absolute, relative or with a drive, without characters that paths rarely have. */
export const isFilePath = (value: string): boolean =>
  /^(?:~|\.{1,2})?\/(?:[\w.@${}-]+\/){0,20}[\w.@${}*-]*$/.test(value) && /^(?:~|\.)|\/.*\/|\.\w{2,5}$|^\/[a-z]+$/.test(value)
    ? value.length < 40 || !isRandom(value)
    : /^[A-Za-z]:\\[\w\\. -]+$/.test(value) || /^[\w-]+\.(?:pem|key|crt|cer|p12|pfx|jks|json|ya?ml|txt|env|conf|pub|asc|gpg|ppk|kdbx|toml|ini)$/i.test(value);

/** A host name with at least one dot, or `localhost`, with an optional port. */
export const isHost = (value: string): boolean =>
  /^(?:localhost|(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){1,8}(?:[a-z]{2,12}))(?::\d{1,5})?$/.test(value) && !/^\w{20,}\.\w+$/.test(value);

export const isAddress = (value: string): boolean => /^[a-z][a-z0-9+.-]{1,30}:\/\/\S*$/i.test(value) || /^(?:jdbc|r2dbc):\S+$/i.test(value);

export const isMail = (value: string): boolean => /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}$/.test(value);

export const isUuid = (value: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value);

const NAME_PART = '(?:[a-z]{1,24}|[A-Z][a-z]{1,24}|(?:[A-Z][a-z]{2,16}){2,4}|[A-Z]{1,12}|[a-z]{2,16}(?:[A-Z][a-z]{2,16}){1,4})\\d{0,3}';
const NAME = new RegExp(`^${NAME_PART}(?:[-_./:]{1,2}(?:${NAME_PART}|\\d{1,4})){0,10}$`);

/** A name of a thing: words, each with at most a short number, joined by `-`, `_`, `.`, `/` or `:`: `prod/db`, `vmadmin-password`, `rg1`. */
export const isName = (value: string): boolean => NAME.test(value) && !/[bcdfghjklmnpqrstvwxz]{6}/i.test(value);

const classOf = (code: number): number => (code >= 97 && code <= 122 ? 1 : code >= 65 && code <= 90 ? 2 : code >= 48 && code <= 57 ? 3 : 4);

/** How often neighbours are of different classes (lower, upper, digit, other), from 0 for a word to about 0.6 for random base64. */
export const transitionsOf = (value: string): number => {
  let changes = 0;
  for (let i = 1; i < value.length; i++) if (classOf(value.charCodeAt(i)) !== classOf(value.charCodeAt(i - 1))) changes += 1;
  return value.length < 2 ? 0 : changes / (value.length - 1);
};

/**
 * Whether a value looks made by a machine: 12 characters or more without white space, of changing classes, or without vowels where words
 * would have them. Thresholds were read off labelled settings; UUIDs count as random.
 */
export const isRandom = (value: string): boolean => {
  if (value.length < 12 || /\s/.test(value)) return false;
  if (isUuid(value)) return true;
  if (isName(value)) return false;
  const entropy = entropyOf(value);
  if (/^[0-9a-f]+$|^[0-9A-F]+$/.test(value)) return value.length >= 16 && entropy >= 2.8 && /\d/.test(value) && /[a-f]/i.test(value);
  if (entropy < 2.9) return false;
  // Letters and digits in turns without a separator: no name has three numbers inside.
  if (value.length >= 20 && entropy >= 3.5 && /^[A-Za-z\d]+$/.test(value) && (value.match(/[A-Za-z]\d+(?=[A-Za-z])/g)?.length ?? 0) >= 3) return true;
  const words = value.split(/[^A-Za-z]+/).filter((word) => /^(?:[A-Z]?[a-z]{4,}|[A-Z]{4,})$/.test(word) && /[aeiouy]/i.test(word));
  if (words.join('').length >= value.length * 0.5) return false;
  return transitionsOf(value) >= 0.25 || /[bcdfghjklmnpqrstvwxz]{6}/i.test(value) || (value.length >= 20 && entropy >= 3.8);
};
