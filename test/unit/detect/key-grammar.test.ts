import { describe, expect, it } from '@jest/globals';
import { isCredentialBox, type KeyKind, readKey } from '../../../shared/detect/key-grammar.ts';

const KINDS: [KeyKind, string][] = [
  [
    'password',
    'DB_PASSWORD PASSWORD password db.password dbPassword db-passwd rootPwd SMTP_PASS LDAP_BIND_PW KEYSTORE_PASSPHRASE keepasxpassword upassword PGPASSWORD PASSWORD_PROD DB_PASSWORD_2 password1 senha contrasena passwort mdp PassWord PASSWORD_DB senha_banco CLAVE_BD mot_de_passe WIFI_PSK pwd-for-admin',
  ],
  ['secret', 'SECRET client_secret clientSecret JWT_SECRET SESSION_SECRET app.jwtSecret SECRETS SECRET_PROD mysecret secreto SECRET_API'],
  ['token', 'TOKEN API_TOKEN authToken NPM_TOKEN SA_JWT npm_authtoken SLACK_BOT_TOKEN_OLD refresh-token'],
  [
    'key',
    'API_KEY apiKey ApiKey api-key apikeys SECRET_KEY SECRET_KEY_BASE ENCRYPTION_KEY private_key AWS_SECRET_KEY licenseKey master.key STRIPE_KEY AZURE_STORAGE_ACCOUNT_KEY KEY_API chave_api',
  ],
  ['auth', 'BASIC_AUTH auth Authorization CREDENTIALS db_creds'],
  ['random', 'SALT DBKEY cookie ctf_key SLACK_WEBHOOK key_1'],
  ['connection', 'DATABASE_URL REDIS_URI dbUrl DBURI SENTRY_DSN AZURE_STORAGE_CONNECTION_STRING ConnectionStrings DB_URL_DEFAULT'],
  ['public', 'PUBLIC_API_KEY_PEM STRIPE_PUBLISHABLE_KEY RECAPTCHA_SITE_KEY SUPABASE_ANON_KEY rsa_public_key publicKey SSH_PUB_KEY'],
  [
    'away',
    'PASSWORD_MIN_LENGTH TOKEN_EXPIRY_SECONDS SECRET_ROTATION_DAYS API_KEY_HEADER KEY_PREFIX SSH_KEY_PATH SECRETS_CACHE_TTL USE_SECRETS_MANAGER enable_secret_rotation PASSWORD_HASH_ALGORITHM token_ttl secret_name SECRET_ARN apiKeyId HAS_PASSWORD requirePassword password_policy PASSWORD_USER TOKEN_ISSUER passwordField',
  ],
  ['none', 'PORT NODE_ENV region LOG_LEVEL username hostname TZ author monkey keyboard compass bypass'],
];

describe('what a key says', () => {
  for (const [kind, keys] of KINDS) {
    it.each(keys.split(' '))(`${kind}: %s`, (key) => {
      const reading = readKey(key);
      // A few plain words end like credential words; `random` asks for a random value, which is as good as none for a word.
      if (kind === 'none' && reading.kind === 'random') expect(['monkey', 'keyboard']).toContain(key);
      else if (kind === 'public') expect(reading.kind === 'public' || reading.inBrowser).toBe(true);
      else expect(reading.kind).toBe(kind);
    });
  }

  it('knows what build tools put into a page', () => {
    expect(readKey('NEXT_PUBLIC_API_KEY').inBrowser).toBe(true);
    expect(readKey('VITE_API_KEY').inBrowser).toBe(true);
    expect(readKey('REACT_APP_API_KEY').inBrowser).toBe(true);
    expect(readKey('NEXT_PRIVATE_API_KEY').inBrowser).toBe(false);
    expect(readKey('my_vite_key').inBrowser).toBe(false);
  });

  it('asks the keys around a neutral one', () => {
    expect(readKey('value', ['secrets', 'db-password']).kind).toBe('password');
    expect(readKey('default', ['variable', 'api_token']).kind).toBe('token');
    expect(readKey('value').kind).toBe('none');
    expect(readKey('value', ['value', 'value']).kind).toBe('none');
  });

  it.each(['', '_', '...', '🔑', 'ключ', '密码', 'a'.repeat(10_000), '__proto__', 'constructor'])('reads any key: %j', (key) => {
    expect(typeof readKey(key.slice(0, 200)).kind).toBe('string');
    expect(typeof readKey(key).kind).toBe('string');
  });

  it('knows a box of credentials', () => {
    expect(isCredentialBox(['stringData'])).toBe(true);
    expect(isCredentialBox(['app', 'db_secrets'])).toBe(true);
    expect(isCredentialBox(['app', 'settings'])).toBe(false);
    expect(isCredentialBox([])).toBe(false);
  });
});
