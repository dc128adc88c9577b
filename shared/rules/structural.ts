import type { Rule } from '../model/rule.ts';
import { encodeBase64 } from '../text/base64.ts';

/** Soon after the header there is a line of base64, so that a bare header in program text is no key. */
const HAS_MATERIAL = '(?=[\\s\\S]{0,160}?[A-Za-z0-9+/=]{40})';

/**
 * A block from header to footer, whatever stands before each line (time stamps, `*`, `+ "`); where the footer is missing or far away, the
 * header with the lines of base64 after it.
 */
const block = (label: string): string =>
  `(?<secret>-----BEGIN ${label}-----${HAS_MATERIAL}(?:[\\s\\S]{40,7600}?-----END ${label}-----|(?:[^A-Za-z0-9+/=]{1,30}[A-Za-z0-9+/=]{20,78}){1,90}))`;

/** PEM blocks are long; the pattern is linear. */
const BLOCK_WINDOW = { before: 40, after: 8100 };

/** What a password in an address or a connection string can't start with: references and templates. */
const NO_TEMPLATE = '(?!\\$[A-Za-z_{(]|%[A-Za-z(]|\\{|#\\{|<|\\*{2}|\\.\\.\\.|[xX]{4})';

/** Keys, tokens and addresses that are known by their own structure, whoever made them. Command lines are in `structural-commands.ts`. */
export const STRUCTURAL_RULES: readonly Rule[] = [
  {
    id: 'pem-private-key',
    title: 'Private key',
    keywords: ['private key-----'],
    pattern: block('(?:(?:RSA|DSA|EC|OPENSSH|ANY|SSH2|X25519|ED25519) )?PRIVATE KEY'),
    window: BLOCK_WINDOW,
    severity: 'critical',
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
    examples: [
      '-----BEGIN RSA PRIVATE KEY-----\n{{base64:64}}\n{{base64:64}}\n{{base64:20}}\n-----END RSA PRIVATE KEY-----',
      'key = "-----BEGIN PRIVATE KEY-----\\n{{base64:64}}\\n{{base64:64}}\\n-----END PRIVATE KEY-----\\n"',
      '2026-01-01T00:00:00.0000000Z -----BEGIN EC PRIVATE KEY-----\n2026-01-01T00:00:00.1000000Z {{base64:64}}\n2026-01-01T00:00:00.2000000Z -----END EC PRIVATE KEY-----',
      ' * -----BEGIN OPENSSH PRIVATE KEY-----\n * {{base64:70}}\n * {{base64:70}}\n * -----END OPENSSH PRIVATE KEY-----',
      '-----BEGIN PRIVATE KEY-----\n{{base64:64}}\n{{base64:64}}\n',
    ],
    counterExamples: [
      'if (text.startsWith("-----BEGIN PRIVATE KEY-----")) return parse(text);',
      '-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----',
      '-----BEGIN PUBLIC KEY-----\n{{base64:64}}\n-----END PUBLIC KEY-----',
    ],
  },
  {
    id: 'encrypted-private-key',
    title: 'Private key protected by a passphrase',
    keywords: ['encrypted private key-----'],
    pattern: block('(?:SSH2 )?ENCRYPTED PRIVATE KEY'),
    window: BLOCK_WINDOW,
    severity: 'medium',
    source: 'https://www.rfc-editor.org/rfc/rfc5958',
    examples: ['-----BEGIN ENCRYPTED PRIVATE KEY-----\n{{base64:64}}\n{{base64:64}}\n-----END ENCRYPTED PRIVATE KEY-----'],
    counterExamples: ['-----BEGIN ENCRYPTED PRIVATE KEY-----\n(your key)\n-----END ENCRYPTED PRIVATE KEY-----'],
  },
  {
    id: 'pgp-private-key',
    title: 'PGP private key',
    keywords: ['pgp private key block-----'],
    pattern: block('PGP PRIVATE KEY BLOCK'),
    window: BLOCK_WINDOW,
    severity: 'critical',
    source: 'https://www.rfc-editor.org/rfc/rfc9580',
    examples: ['-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n{{base64:64}}\n{{base64:64}}\n={{base64:4}}\n-----END PGP PRIVATE KEY BLOCK-----'],
    counterExamples: ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{{base64:64}}\n-----END PGP PUBLIC KEY BLOCK-----'],
  },
  {
    id: 'putty-private-key',
    title: 'PuTTY private key',
    keywords: ['private-lines:'],
    pattern:
      '(?<secret>Private-Lines: [0-9]{1,3}(?:[\\r\\n\\\\ ]{1,6}[A-Za-z0-9+/=]{20,76}){1,90}(?:[\\r\\n\\\\ ]{1,6}(?!Private)[A-Za-z0-9+/=]{1,19}){0,1}(?:[\\r\\n\\\\ ]{1,6}Private-MAC: [0-9a-f]{40,64}){0,1})',
    window: { before: 40, after: 8100 },
    severity: 'critical',
    source: 'https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html',
    examples: ['Private-Lines: 2\n{{base64:64}}\n{{base64:64}}\nPrivate-MAC: {{hex:40}}'],
    counterExamples: ['Private-Lines: 14\n(omitted)'],
  },
  {
    id: 'json-web-key',
    title: 'Private JSON web key',
    keywords: ['"d":"', '"d": "', '\\"d\\":'],
    pattern: '"d\\\\?":\\s?\\\\?"(?<secret>[A-Za-z0-9_-]{43}(?:[A-Za-z0-9_-]{21,643})?)\\\\?"',
    severity: 'critical',
    source: 'https://www.rfc-editor.org/rfc/rfc7517',
    examples: ['{"kty":"EC","crv":"P-256","x":"{{base64url:43}}","y":"{{base64url:43}}","d":"{{base64url:43}}"}'],
    counterExamples: ['{"kty":"EC","crv":"P-256","x":"{{base64url:43}}","y":"{{base64url:43}}"}'],
  },
  {
    id: 'json-web-token',
    title: 'JSON web token',
    keywords: ['eyj', 'ewog', 'eyag'],
    pattern: '(?<![A-Za-z0-9_-])(?<secret>e[wy][A-Za-z0-9_-]{12,1000}\\.e[wy][A-Za-z0-9_-]{14,3000}(?:\\.[A-Za-z0-9_-]{16,1200}){0,1})(?![A-Za-z0-9_-])',
    window: { before: 16, after: 4096 },
    severity: 'high',
    confidence: 'medium',
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
    filters: ['not-public'],
    examples: ['token: eyJ{{alnum:17}}.eyJ{{alnum:23}}.{{base64url:43}}', '?jwt=eyJ{{alnum:33}}.eyJ{{alnum:16}}.{{base64url:86}}'],
    counterExamples: ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0', 'data:application/json;base64,eyJhIjoxfQ=='],
  },
  {
    id: 'url-password',
    title: 'Password in an address',
    keywords: ['://'],
    pattern: `(?<=[A-Za-z0-9+])://[^\\s:/?#"'<>\`,;(){}]{0,100}:(?![0-9]{1,5}[,;/?#])${NO_TEMPLATE}(?!(?:pass|password|passwd|pwd|pw|secret|token|foo|bar|baz)@)(?<secret>[^\\s"'<>\`/{}]{3,200})@(?=[A-Za-z0-9_.[$%-])(?!(?:[A-Za-z0-9-]{1,40}\\.){0,4}(?:example\\.(?:com|org|net)|invalid)(?![A-Za-z0-9.-]))`,
    anchored: true,
    severity: 'high',
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    filters: ['not-placeholder'],
    examples: [
      'postgres://app:{{alnum:12}}@db.internal:5432/app',
      'redis://:{{alnum:14}}@cache:6379/0',
      "git clone 'https://bot:{{alnum:20}}@git.acme.dev/a/b.git'",
      'amqps://u:{{alnum:5}}%40{{alnum:3}}@mq/%2f',
    ],
    counterExamples: [
      'https://example.com:8080/path?mail=a@b.c',
      'postgres://user:password@localhost/db',
      'postgres://app:${DB_PASSWORD}@db/app',
      'mysql://root:<password>@db/app',
      'http://localhost:3000,http://a@b',
      'https://bot:{{alnum:12}}@git.example.com/x',
      'https://user:%s@host/',
    ],
  },
  {
    id: 'jdbc-password',
    title: 'Password in a JDBC address',
    keywords: ['jdbc:'],
    pattern: `jdbc:[a-z0-9]{2,20}:[^\\s"'<>?;]{1,160}[?;](?:[\\w.-]{1,40}=[^\\s"'<>&;]{0,120}[&;]){0,8}(?:password|pwd)=${NO_TEMPLATE}(?<secret>[^\\s"'<>;&@{}]{3,100})`,
    flags: 'i',
    severity: 'high',
    filters: ['not-placeholder'],
    examples: ['jdbc:mysql://db/app?user=app&password={{alnum:12}}', 'jdbc:sqlserver://db:1433;user=sa;password={{alnum:12}};'],
    counterExamples: ['jdbc:mysql://db/app?useSSL=false', 'jdbc:mysql://db/app?password=${PASSWORD}'],
  },
  {
    id: 'jdbc-oracle-password',
    title: 'Password in a JDBC address of Oracle',
    keywords: ['jdbc:oracle'],
    pattern: `jdbc:oracle:[a-z0-9]{3,5}:[\\w.$]{1,60}/${NO_TEMPLATE}(?<secret>[^\\s"'<>;&@{}/]{3,100})@`,
    flags: 'i',
    severity: 'high',
    filters: ['not-placeholder'],
    examples: ['jdbc:oracle:thin:app/{{alnum:10}}@db:1521:x'],
    counterExamples: ['jdbc:oracle:thin:@//localhost:1521/orcl', 'jdbc:oracle:thin:app/${PASSWORD}@db:1521:x'],
  },
  {
    id: 'connection-string-password',
    title: 'Password in a connection string',
    keywords: [';password', ';pwd', '; password', '; pwd', 'password=', 'pwd='],
    pattern: `(?:(?:server|host|data source|database|initial catalog|user id|uid|user|username|endpoint|driver|provider|port)\\s{0,2}=[^;"'\\n]{1,120};\\s{0,2}(?:[A-Za-z ]{2,30}=[^;"'\\n]{0,120};\\s{0,2}){0,6}(?:password|pwd)\\s{0,2}=\\s{0,2})${NO_TEMPLATE}(?<secret>[^;"'\\s<>{}]{3,128})`,
    flags: 'i',
    severity: 'high',
    filters: ['not-placeholder'],
    examples: ['Server=db;Database=app;User Id=sa;Password={{alnum:12}};Encrypt=true', 'Driver={x};Server=db;Uid=app;Pwd={{alnum:9}}'],
    counterExamples: ['Server=db;Database=app;User Id=sa;Password=<password>;', 'Server=db;Integrated Security=true'],
  },
  {
    id: 'authorization-basic',
    title: 'Basic authentication header',
    keywords: ['basic '],
    pattern: '(?<![A-Za-z0-9_.-])[Bb](?:asic|ASIC)\\s{1,3}(?<secret>[A-Za-z0-9+/]{8,400}={0,2})(?![A-Za-z0-9+/=*.])',
    severity: 'high',
    confidence: 'medium',
    filters: ['encoded-pair'],
    source: 'https://www.rfc-editor.org/rfc/rfc7617',
    examples: [`Authorization: Basic ${encodeBase64('bot:quartz42!lake')}`, `"Authorization" : [ "Basic ${encodeBase64('deploy:maple77-velvet')}" ]`],
    counterExamples: ['AUTHORIZATION: basic ***', 'Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic authentication', 'Basic {{lower:12}}'],
  },
  {
    id: 'authorization-bearer',
    title: 'Bearer token in a header',
    keywords: ['bearer '],
    pattern:
      '(?:authorization|auth|header)[\\\\"\'\\])}]{0,4}\\s{0,4}(?:=>|[:=,(])?\\s{0,4}[\\\\"\'\\[({ ]{0,5}(?:bearer|token)\\s{1,3}(?<secret>[A-Za-z0-9_.~+/=-]{16,1000})(?![A-Za-z0-9*])',
    flags: 'i',
    severity: 'high',
    confidence: 'medium',
    minEntropy: 3.4,
    filters: ['not-placeholder', 'not-word'],
    source: 'https://www.rfc-editor.org/rfc/rfc6750',
    examples: ['Authorization: Bearer {{alnum:40}}', '-H "authorization: bearer {{alnum:12}}.{{alnum:20}}"'],
    counterExamples: ['Authorization: Bearer ${TOKEN}', 'Authorization: Bearer your-access-token-here', 'Authorization: Bearer ***'],
  },
  {
    id: 'session-cookie',
    title: 'Session cookie',
    keywords: ['cookie:', 'cookie: '],
    pattern:
      '(?:set-)?cookie["\']?:\\s{0,3}["\']?(?:[^\\n;]{1,300};\\s{0,2}){0,8}?[\\w.-]{0,30}(?:sess|sid|auth|token|jwt)[\\w.-]{0,20}=(?<secret>[A-Za-z0-9%._~+/-]{16,600}={0,2})',
    flags: 'i',
    severity: 'medium',
    confidence: 'medium',
    minEntropy: 3,
    filters: ['has-digit', 'not-identifier'],
    examples: ['Cookie: session={{alnum:40}}', 'Set-Cookie: lang=en; connect.sid=s%3A{{alnum:32}}; Path=/'],
    counterExamples: ['Cookie: session=deleted; path=/', 'Set-Cookie: lang=en-US; Path=/'],
  },
  {
    id: 'otpauth-seed',
    title: 'Seed of one-time passwords',
    keywords: ['otpauth://'],
    pattern: 'otpauth://[a-z]{4}/[^\\s"\'?]{0,200}\\?[^\\s"\']{0,200}?secret=(?<secret>[A-Z2-7]{16,128})',
    flags: 'i',
    severity: 'high',
    source: 'https://github.com/google/google-authenticator/wiki/Key-Uri-Format',
    examples: ['otpauth://totp/acme:a@b.c?secret={{base32:32}}&issuer=acme'],
    counterExamples: ['otpauth://totp/acme?secret=${SEED}'],
  },
  {
    id: 'wireguard-private-key',
    title: 'WireGuard private key',
    keywords: ['privatekey', 'presharedkey'],
    pattern: '(?<![A-Za-z])(?:PrivateKey|PresharedKey)\\s{0,4}=\\s{0,4}(?<secret>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw480]=)(?![A-Za-z0-9+/=])',
    severity: 'high',
    source: 'https://www.wireguard.com/quickstart/',
    examples: ['[Interface]\nPrivateKey = {{base64:42}}A='],
    counterExamples: ['PublicKey = {{base64:42}}A='],
  },
  {
    id: 'user-password-hash',
    title: 'Hash of a password',
    keywords: [':$1$', ':$5$', ':$6$', ':$y$', ':$2y$', ':$2b$', ':$2a$', ':$apr1$', ':$$apr1$$', ':$$2y$$', ':{ssha}', ':{sha}'],
    pattern:
      '(?<![\\w$/])[A-Za-z_][\\w.@-]{0,40}:(?<secret>(?:\\$\\$?(?:1|5|6|y|2[aby]|apr1)\\$\\$?[\\w./=,$]{16,130}|\\{S?SHA\\}[A-Za-z0-9+/]{20,60}={0,2}))(?=[:\\s"\',]|(?![\\s\\S]))',
    severity: 'medium',
    confidence: 'medium',
    source: 'https://man7.org/linux/man-pages/man5/crypt.5.html',
    examples: ['admin:$apr1${{alnum:8}}${{alnum:22}}', 'root:$6${{alnum:16}}${{alnum:86}}:19000:0:99999:7:::'],
    counterExamples: ['root:*:19000:0:99999:7:::', 'admin:$6$short'],
  },
];
