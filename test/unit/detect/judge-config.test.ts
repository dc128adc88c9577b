import { describe, expect, it } from '@jest/globals';
import { judge } from '../../../shared/detect/judge.ts';
import type { Judgement } from '../../../shared/detect/judgement.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { sample } from '../../../shared/rules/sample.ts';

/** Judges `key = value` of a settings file. */
const judged = (key: string, value: string, path = '.env', more: Partial<Entry> = {}): Judgement => {
  const text = `${key}=${value}`;
  const entry: Entry = {
    key,
    parents: [],
    keyRange: { start: 0, end: key.length },
    value,
    valueRange: { start: key.length + 1, end: text.length },
    quote: 'none',
    kind: 'assignment',
    setting: 'config',
    ...more,
  };
  return judge(entry, { path, line: text, lineStart: 0, text });
};

/** Rows of `key ~ value`. A `|` in a value is left out, so that this file holds no credential; `{{alnum:20}}` is made up at run time. */
const rows = (table: string): [string, string][] =>
  table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf(' ~');
      return [line.slice(0, at), sample(line.slice(at + 3).replaceAll('|', ''))];
    });

const SECRETS = rows(`
  DB_PASSWORD ~ ott|er35
  DB_PASSWORD ~ hun|ter2
  MYSQL_ROOT_PASSWORD ~ map|le!
  MYSQLDB_ROOT_PASSWORD ~ 2318|7014
  PGPASSWORD ~ qua|rtz9
  SMTP_PASS ~ Map|le&vBf#8
  SMTP_PASS ~ wil|low
  MAIL_PASSWORD ~ jsjsxa|ohsghtxcxv
  ADMIN_PASSWORD ~ nim|bus velvet copper
  GOV_PORTAL_PASS ~ ott|er4555
  KEYSTORE_PASSPHRASE ~ map|le-quartz-58
  LDAP_BIND_PW ~ Z3k3|UhG1o
  dbPasswd ~ Fal|con!9
  spring.datasource.password ~ Ani|k718jd.com
  spring.mail.password ~ Haz|el2020
  redis-password ~ p4s|s-copper
  keepasxpassword ~ wel|come-otter-9
  upassword ~ ged|ney77
  rootPwd ~ T0o|r-toor
  ftp_pwd ~ x9|k2m
  sudo_pass ~ kan|garoo
  admin_password ~ Pass|w0rd!2024
  ADMIN_PASSWORD ~ Wel|come2Acme
  vpn_psk ~ kX9!|mP2q
  WIFI_PASSWORD ~ Ilove|pizza22
  DB_PASS ~ 5566|7788
  senha ~ gir|assol8
  contrasena ~ per|ro-verde
  kennwort ~ Son|nenblume7
  MOTDEPASSE ~ tour|nesol9
  LOGDNA_KEY ~ 57c26907-39f4-4|a5d-a410-afb5f2db0328
  AUTH_SALT ~ 57c26907-39f4-4|a5d-a410-afb5f2db0328
  MOT_DE_PASSE ~ tour|nesol9
  POSTGRES_PASSWORD ~ mon|key
  DB_PASSWORD ~ k[t|-Qx]9{{alnum:8}}
  CRYPT_KEY ~ 1hntalp4i|7tfktxikfwpsak65zfxny
  userpwd ~ Pos|eidon62!
  SESSION_SECRET ~ emb|er saturn
  SESSION_SECRET ~ key|board cat
  SESSION_SECRET ~ gro|nd4zh7bb2k
  COOKIE_SECRET ~ {{alnum:24}}
  JWT_SECRET ~ {{alnum:48}}
  JWT_SECRET ~ Learn|DeskUltraHidden2025!ForTokens77
  JWT_SECRET_KEY ~ {{hex:64}}
  SECRET_KEY_BASE ~ {{hex:128}}
  SECRET_KEY ~ {{alnum:40}}
  APP_KEY ~ base64:{{base64:43}}=
  ENCRYPTION_KEY ~ {{hex:64}}
  SALT ~ r2tYmyo|6WC6pcRp1
  API_SECRET ~ tcIUq3|mJitJeQr0y
  CLIENT_SECRET ~ {{alnum:30}}
  auth0_client_secret ~ {{base64url:64}}
  shared_key ~ ie9p8y32|r78eho'pmkl/dns3289ry
  OAUTH_CONSUMER_SECRET ~ {{alnum:40}}
  DOCKER_SECRET_51 ~ Fald';al|ksAjhdna'/
  INTERNAL_API_KEY ~ {{alnum:26}}
  AI_API_KEY ~ {{hex:96}}
  apiKey ~ {{hex:32}}
  DATADOG_API_KEY ~ {{hex:32}}
  LICENSE_KEY ~ VK7MI-IRSPL-6SS2M-FWZAD
  CODECOV_TOKEN ~ 56731c25-9b1f-4340-8b58-35739b{{hex:6}}
  SCALEWAY_TOKEN ~ aba8bfa9-544e-40db-ab0e-6f48fb{{hex:6}}
  SONAR_TOKEN_EXTERNAL_PR ~ {{hex:40}}
  NPM_AUTH_TOKEN ~ {{alnum:36}}
  SLACK_BOT_TOKEN_PROD ~ {{alnum:40}}
  OLD_API_TOKEN ~ {{alnum:40}}
  TWILIO_AUTH_TOKEN ~ {{hex:32}}
  accessToken ~ {{alnum:32}}
  DBKEY ~ hqnnNqPR|4tZYwVNZDeAA0--sEmbPw0yd
  BASIC_AUTH ~ qua|rtz:Thistle43
  HTTP_AUTH ~ bot:{{alnum:12}}
  WEBHOOK_SIGNING_SECRET ~ {{alnum:32}}
  NEXTAUTH_SECRET ~ {{base64:43}}=
  AWS_SECRET_ACCESS_KEY ~ {{base64:40}}
  AZURE_STORAGE_ACCOUNT_KEY ~ {{base64:86}}==
  wallet_mnemonic ~ ott|er maple quartz velvet copper falcon hazel ember saturn marble comet willow
  VITE_ADMIN_PASSWORD ~ com|et-9-lake
  REACT_APP_CLIENT_SECRET ~ {{alnum:32}}
  DATABASE_URL ~ postgresql://ginger:{{alnum:12}}@db.velvet.internal:5432/app
  REDIS_URL ~ redis://:{{alnum:14}}@cache.internal:6379/0
  AMQP_URL ~ amqps://falcon:{{alnum:9}}%403iA@mq.internal/%2f
  MONGODB_URL ~ mongodb+srv:|//arin:arin@docto-db.00aquu3.mongodb.net/docto
  DBURI ~ mongodb://qdapi:{{alnum:14}}@ds035897.mongolab.com:35897/x
  ConnectionStrings__Default ~ Server=tcp:sql.acme.dev,1433;User Id=app;Password={{alnum:10}};Encrypt=True
  STORAGE ~ DefaultEndpointsProtocol=https;AccountName=hazel;AccountKey={{base64:86}}==;EndpointSuffix=core.windows.net
  ELASTIC ~ https://elastic:{{alnum:20}}@es.acme.dev:9243
`);

const DECOYS = rows(`
  PORT ~ 8080
  NODE_ENV ~ production
  DB_HOST ~ db.internal
  DATABASE_HOST ~ 10.0.0.5
  DB_USER ~ app_user
  EMPTY_SECRET ~
  DB_SECRET_ARN ~ arn:aws:secretsmanager:us-east-1:111122223333:secret:acme/prod/maple-E8LCAn
  DB_SECRET_ARN ~ arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:acme-AbCdEf:password::
  API_KEYS ~ arn:aws-cn:ssm:cn-north-1:111122223333:parameter/acme/key
  AWS_SECRET_DATABASE ~ acme/prod/willow
  API_KEY ~ \${VAULT_API_KEY}
  DB_PASS ~ $DB_PASSWORD_FROM_CI
  DB_PASS ~ %DB_PASSWORD%
  DB_PASS ~ $(DB_PASSWORD)
  DB_PASS ~ {{ db_password }}
  DB_PASS ~ #{DbPassword}
  DB_PASS ~ <%= ENV['DB_PASS'] %>
  DB_PASS ~ process.env.DB_PASS
  DB_PASS ~ var.db_password
  DB_PASS ~ local.secrets.db
  DB_PASS ~ data.aws_ssm_parameter.db.value
  DB_PASS ~ module.db.password
  DB_PASS ~ random_password.db.result
  DB_PASS ~ secrets.DB_PASS
  DB_PASS ~ !Ref DbPassword
  DB_PASS ~ {{resolve:secretsmanager:acme/db:SecretString:password}}
  DB_PASS ~ @Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/db)
  VAULT_REF ~ vault://secret/app#password
  VAULT_REF ~ vault:secret/data/app#password
  OP_REF ~ op://prod/db/password
  TOKEN ~ ref+awsssm://acme/token
  TOKEN ~ ssm:/acme/prod/token
  TOKEN ~ azure-kv:acme/token
  TOKEN ~ gcp-sm://projects/acme/secrets/token
  TOKEN ~ projects/acme/secrets/token/versions/latest
  TOKEN ~ file:///run/secrets/token
  TOKEN ~ env:DEPLOY_TOKEN
  STRIPE_KEY ~ your-stripe-key-here
  STRIPE_SECRET_KEY ~ sk_test_...
  JWT_KEY ~ changeme
  JWT_SECRET ~ change-me-in-production
  JWT_SECRET ~ dev-secret-key-change-in-production
  JWT_SECRET ~ your_super_secret_jwt_key_change_this_in_production
  SENTRY_TOKEN ~ <your-token>
  SENTRY_TOKEN ~ [token]
  MAIL_PASSWORD ~ xxxxxxxxxxxx
  MAIL_PASSWORD ~ ********
  MAIL_PASSWORD ~ ####
  OAUTH_CLIENT_SECRET ~ REPLACE_ME
  OAUTH_CLIENT_SECRET ~ RANDOM_STRING
  OAUTH_CLIENT_SECRET ~ YOUR_GITHUB_CLIENT_SECRET
  CLIENT_SECRET ~ TODO
  JWT_SECRET ~ a-string-secret-at-least-256-bits-long
  JWT_SECRET ~ generate-with-openssl-rand-base64-32
  JWT_SECRET ~ thisisasecretkey
  SA_PASSWORD ~ yourStrong(!)Password
  DB_PASSWORD ~ YourStrongPassword123!
  DATABASE_URL ~ postgresql://johndoe:randompassword@localhost:5432/mydb?schema=public
  MEILISEARCH_KEY ~ masterKey
  ADMIN_PASSWORD ~ ChangeMe123!
  CLIENT_SECRET ~ insert-secret-here
  GITHUB_TOKEN ~ GITHUB_TOKEN
  server-password ~ MAVEN_PASSWORD
  DB_PASSWORD ~ db_password
  REDIS_PASSWORD ~ redis_password
  EMAIL_PASS ~ smtp_password
  JWT_SECRET ~ jwt_secret
  OSS_ACCESS_KEY_SECRET ~ oss_secret
  ADMIN_PASSWORD ~ admin_name
  FLAGS_SECRET ~ exampledonotuse0Q4Ey8wl
  APP_SECRET ~ $ecretf0rt3st
  SMTP_PASS ~ fake_mail_password
  MYSQL_PASSWORD ~ mangos_password_change_me
  VAULT_TOKEN ~ 00000000-0000-0000-0000-000000000000
  DASHBOARD_PASSWORD ~ this_password_is_insecure_and_should_be_updated
  ARG_PASSWORD ~ if_you_see_this_please_use_docker_instead
  HIDDEN_KEY ~ (sensitive value)
  API_TOKEN ~ [REDACTED]
  PRIVATE_KEY ~ 0xf5j8....dx3e
  OPENAI_API_KEY ~ sk-proj-xxxxxxxx
  MAIL_PASSWORD ~ tu_contrasena_aqui
  MAIL_PASSWORD ~ sua_senha_aqui
  MAIL_PASSWORD ~ votre_mot_de_passe
  MAIL_PASSWORD ~ dein-passwort-hier
  MAIL_PASSWORD ~ 你的密码
  MAIL_PASSWORD ~ ваш_пароль
  API_KEY ~ 1234567890abcdef1234567890abcdef
  API_KEY ~ abcdefghijklmnopqrstuvwxyz
  STRIPE_PUBLISHABLE_KEY ~ {{alnum:32}}
  STRIPE_KEY ~ pk_live_{{alnum:24}}
  NEXT_PUBLIC_POSTHOG_HOST ~ https://app.posthog.com
  NEXT_PUBLIC_API_TOKEN ~ {{alnum:32}}
  VITE_MAPS_KEY ~ {{alnum:39}}
  next_public_maps_key ~ {{alnum:39}}
  label.password ~ Password
  user.signingkey ~ 7A1653820FD2BB24
  MAVEN_PASSWORD ~ {{{base64:43}}=}
  KMS_KEY ~ 57c26907-39f4-4a5d-a410-afb5f2db0328
  idempotency_key ~ 57c26907-39f4-4a5d-a410-afb5f2db0328
  VERIFY_SERVICE_SID ~ VA{{hex:32}}
  SAML_CERT ~ MIID{{base64:60}}
  TOKEN ~ AWS::SecretsManager::Secret
  REACT_APP_FIREBASE_KEY ~ {{alnum:39}}
  RECAPTCHA_SITE_KEY ~ 6L{{alnum:38}}
  SUPABASE_ANON_KEY ~ {{alnum:60}}
  PUBLIC_KEY ~ {{base64:60}}
  SSH_PUB ~ ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA{{base64:43}} deploy@ci
  TLS_CERT ~ -----BEGIN CERTIFICATE-----{{base64:60}}-----END CERTIFICATE-----
  SENTRY_DSN ~ https://{{hex:32}}@o1.ingest.sentry.io/42
  GIT_SHA ~ {{hex:40}}
  BUILD_ID ~ 57c26907-39f4-4a5d-a410-afb5f2db0328
  IMAGE ~ nginx@sha256:{{hex:64}}
  certificate_sha ~ {{hex:64}}
  SSH_KEY_FINGERPRINT ~ SHA256:{{base64:43}}
  PASSWORD_MIN_LENGTH ~ 12
  TOKEN_EXPIRY_SECONDS ~ 3600
  SECRET_ROTATION_DAYS ~ 90
  ACCESS_TOKEN_EXPIRE_MINUTES ~ 60
  JWT_EXPIRES_IN ~ 7d
  token_ttl ~ 24h
  SECRETS_CACHE_TTL ~ 300
  AUTH_PROVIDER ~ clerk
  AUTH_TYPE ~ basic
  KEY_PREFIX ~ app:prod:
  PASSWORD_HASH_ALGORITHM ~ argon2id
  JWT_ALGORITHM ~ HS256
  API_KEY_HEADER ~ X-Api-Key
  SSH_KEY_PATH ~ /home/deploy/.ssh/id_ed25519
  DB_PASSWORD_FILE ~ /run/secrets/db_password
  GOOGLE_APPLICATION_CREDENTIALS ~ /etc/gcp/service-account.json
  SECRET ~ /run/secrets/app
  PRIVATE_KEY ~ ./keys/server.key
  USE_SECRETS_MANAGER ~ True
  ENABLE_TOKEN_AUTH ~ true
  enable_secret_rotation ~ false
  HAS_PASSWORD ~ yes
  REQUIRE_PASSWORD ~ 1
  spring.mail.properties.mail.smtp.auth ~ true
  always-auth ~ false
  KMS_KEY_ID ~ alias/acme-prod
  kms_key_arn ~ arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
  AWS_ACCESS_KEY_ID ~ AKIAIOSFODNN7EXAMPLE
  SECRET_KEY ~ wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
  bastion_ssh_key_name ~ prod-bastion
  db_password_secret_name ~ prod/db
  secret_name ~ vmadmin-password
  secret_id ~ prod-db-credentials
  resource_group_key ~ rg1
  vnet_key ~ vnet_region1
  certificate_key ~ cert1
  key ~ apim1
  attribute_key ~ token
  mssql_server_key ~ sql-server-rg1
  azuread_app_key ~ test_client
  secret_prefix ~ test-client
  ami_id ~ ami-0abcd1234efab5678
  cidr_blocks ~ 10.0.0.0/16
  PUBLIC_URL ~ https://acme.dev/reset?token=
  API_URL ~ https://api.acme.dev/v1
  REDIS_URL ~ redis://localhost:6379/0
  DATABASE_URL ~ sqlite:///data/app.db
  DATABASE_URL ~ postgres://\${USER}:\${PASSWORD}@\${HOST}/app
  DATABASE_URL ~ postgresql://username:password@host:port/db_name
  DATABASE_URL ~ postgresql://<user>:<password>@<host>/db
  DATABASE_URL ~ postgresql://__USER__:__PASSWORD__@__HOST__/db
  DATABASE_URL ~ mysql://app:!ChangeMe!@127.0.0.1:3306/app
  DATABASE_URL ~ prisma://accelerate.acme.net/?api_key=__XX_XX_XX__
  EDGE_CONFIG ~ https://edge.acme.com/ecfg_xyz?token=abc
  JWT_AUDIENCE ~ https://vault.acme.dev
  DOTENVX ~ encrypted:{{base64:80}}
  SOPS ~ ENC[AES256_GCM,data:{{base64:12}},iv:{{base64:20}},tag:{{base64:20}},type:str]
  MAIL_PASSWORD ~ {cipher}{{hex:64}}
  MAIL_PASSWORD ~ ENC({{base64:32}})
  DB_PASSWORD ~ vault:v1:{{base64:40}}
  TZ ~ America/New_York
  SESSION_COOKIE_NAME ~ sid
  SESSION_DRIVER ~ database
  CACHE_KEY ~ setup-java-Linux-maven
  CACHE_KEY ~ v2-deps-{{hex:20}}
  S3_OBJECT_KEY ~ {{alnum:32}}
  sonar.projectKey ~ acme_{{alnum:20}}
  TOKEN_ENDPOINT ~ https://auth.acme.dev/oauth/token
  PASSWORD_RESET_URL ~ https://acme.dev/reset
  PASSWORD_POLICY ~ strict
  OAUTH_SCOPES ~ read:user,user:email
  AGENT_TOKEN ~ gh api --method POST /repos/acme/a/actions/runners/registration-token
  MAIL_FROM ~ noreply@acme.dev
  MAIL_USERNAME ~ noreply@acme.dev
  LOG_LEVEL ~ debug
  NEXT_PUBLIC_CLERK_SIGN_IN_URL ~ /sign-in
  SECRET_STORE ~ aws
  SECRETS ~ inherit
`);

const WEAK = rows(`
  DB_PASSWORD ~ post|gres
  DB_PASSWORD ~ pass|word
  MYSQL_ROOT_PASSWORD ~ ro|ot
  MYSQL_ROOT_PASSWORD ~ to|or
  RABBITMQ_DEFAULT_PASS ~ gue|st
  MINIO_ROOT_PASSWORD ~ minio|admin
  ADMIN_PASSWORD ~ admin|123
  jenkins_pass ~ 123|456
  JWT_SECRET ~ super|secret
  DATABASE_URL ~ postgres:|//postgres:postgres@localhost:5432/app
  AMQP ~ amqp:|//guest:guest@localhost/
`);

describe('key and value in a settings file', () => {
  it('has enough of each', () => {
    expect(SECRETS.length).toBeGreaterThanOrEqual(60);
    expect(DECOYS.length).toBeGreaterThanOrEqual(120);
  });

  it.each(SECRETS)('finds a secret: %s', (key, value) => {
    const { verdict, score, reasons } = judged(key, value);
    expect([verdict, reasons]).toEqual(['secret', reasons]);
    expect(score).toBeGreaterThanOrEqual(0.5);
  });

  it.each(DECOYS)('passes over %s = %s', (key, value) => {
    const { verdict, reasons } = judged(key, value);
    expect([verdict === 'secret' || verdict === 'weak-default', reasons]).toEqual([false, reasons]);
  });

  it.each(WEAK)('calls a well-known default by its name: %s', (key, value) => {
    expect(judged(key, value).verdict).toBe('weak-default');
  });

  it('explains every verdict without showing the value', () => {
    for (const [key, value] of [...SECRETS, ...DECOYS, ...WEAK]) {
      const { reasons } = judged(key, value);
      expect(reasons.length).toBeGreaterThan(0);
      if (value.length >= 6 && !key.toLowerCase().includes(value.toLowerCase())) expect(reasons.join(' ')).not.toContain(value);
    }
  });

  it('names the password inside an address', () => {
    const value = `postgres://app:${sample('{{alnum:12}}')}@db.internal/app`;
    expect(judged('DATABASE_URL', value).part).toEqual({ start: 'postgres://app:'.length, end: 'postgres://app:'.length + 12 });
  });

  it('lowers the severity in an example file', () => {
    expect(judged('DB_PASSWORD', 'ott' + 'er35', '.env.example')).toMatchObject({ verdict: 'secret', severity: 'low' });
    expect(judged('DB_PASSWORD', 'ott' + 'er35', 'infra/terraform.tfvars.example').severity).toBe('low');
    expect(judged('DB_PASSWORD', 'ott' + 'er35', 'example/.env').severity).toBeUndefined();
  });

  it('takes the keys around a neutral one', () => {
    expect(judged('value', 'Ma' + 'ple-77-lake', 'x.tfvars', { parents: ['secrets', 'vmadmin-password'] }).verdict).toBe('secret');
    expect(judged('value', 'Ma' + 'ple-77-lake', 'x.tfvars', { parents: ['tags', 'owner'] }).verdict).toBe('not-a-credential');
  });

  it('looks for values that are no ids among secrets', () => {
    const among = { parents: ['secrets'] };
    const random = sample('{{alnum:24}}');
    expect(judged('upload', random, 'values.yaml', among).verdict).toBe('secret');
    expect(judged('client_id', random, 'values.yaml', among).verdict).toBe('not-a-credential');
    expect(judged('image_digest', random, 'values.yaml', among).verdict).toBe('not-a-credential');
    expect(judged('upload', '57c26907-39f4-4a5d-a410-afb5f2db0328', 'values.yaml', among).verdict).toBe('not-a-credential');
  });

  it('decodes what the format says is encoded', () => {
    const encoded = (text: string): string => Buffer.from(text).toString('base64');
    const at = (key: string, text: string) => judged(key, encoded(text), 'secret.yaml', { encoding: 'base64', parents: ['data'] }).verdict;
    expect(at('password', 'Ma' + 'ple-77-lake')).toBe('secret');
    expect(at('funny', 'thi' + 's is a password of ours')).not.toBe('reference');
    expect(at('redis-password', 'redis_password')).toBe('placeholder');
    expect(at('api-token', 'your_api_token_here')).toBe('placeholder');
    expect(at('username', 'deploy')).toBe('not-a-credential');
    expect(at('url', 'redis://:password@redis:6379')).not.toBe('secret');
  });
});
