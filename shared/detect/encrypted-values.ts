/**
 * Values that are there for anyone to see because only a key elsewhere opens them, or that can't be turned back at all.
 * Sources: Mozilla SOPS, dotenvx, Ansible Vault, Bitnami Sealed Secrets, Spring Cloud Config and Jasypt, age, Vault transit, Travis CI, Rails
 * credentials, Jenkins, Chef, git-crypt, hiera-eyaml.
 */
const ENCRYPTED =
  /^(?:ENC\[[A-Z0-9_]+,|ENC\([A-Za-z0-9+/=_-]{8,}\)$|encrypted:[A-Za-z0-9+/=_-]{16,}|\{cipher\}|\$ANSIBLE_VAULT;|vault:v\d+:[A-Za-z0-9+/=]{8,}|age1[a-z0-9]{50,}$|-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE)-----|kms:|CiphertextBlob|!vault\b|\{(?:AES|3DES|xor)\}|AQICAH[A-Za-z0-9+/=]{40,}|AQECAH[A-Za-z0-9+/=]{40,}|AgA[A-Za-z0-9+/]{200,}={0,2}$|DEC::|\{AQAAAB[A-Za-z0-9+/=]{8,}\}$|\{[A-Za-z0-9+/]{42,86}={1,2}\}$|gAAAAA[A-Za-z0-9_=-]{60,}$|U2FsdGVkX1[A-Za-z0-9+/=]{12,}|\\?\$9\$[A-Za-z0-9./-]{8,}$)/;

/** Whether a value is ciphertext. */
export const isEncrypted = (value: string): boolean => ENCRYPTED.test(value.slice(0, 4000).trimStart());

/**
 * Whether a value is a hash of a password: crypt(3) `$1$`, `$5$`, `$6$`, `$apr1$`, `$y$`, bcrypt `$2b$`, argon2, scrypt, PBKDF2 as Django and
 * Werkzeug write it, LDAP `{SSHA}`. It can be attacked but not used.
 */
export const isPasswordHash = (value: string): boolean =>
  /^(?:\$(?:1|5|6|7|y|gy|apr1|md5|sha1)\$[\w./=,$+-]{8,}|\$2[abxy]?\$\d\d\$[A-Za-z0-9./]{50,}|\$(?:argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*)\$[\w./=,$+-]{16,}|(?:pbkdf2_sha\d+|pbkdf2:sha\d+[:\d]*|scrypt:\d+:\d+:\d+|bcrypt_sha256|argon2)\$[\w./=,$+-]{16,}|\{(?:SSHA|SHA|SMD5|MD5|CRYPT|SSHA256|SSHA512|PBKDF2[\w-]*)\}\S{8,}|SCRAM-SHA-(?:1|256|512)\$\S{20,})/.test(
    value,
  );
