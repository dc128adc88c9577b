import { describe, expect, it } from '@jest/globals';
import { RULES } from '../../../shared/rules/index.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { createRuleSet, scanFragment } from '../../../shared/scan/scan-fragment.ts';

/**
 * Secrets planted among decoys in the files that matter most, with words and values made anew for each seed. A line that starts with `+`
 * holds a secret, one that starts with `-` holds none; the mark is cut off.
 */
const ruleSet = createRuleSet(RULES);
const WORDS =
  'otter maple quartz velvet copper falcon hazel ember saturn marble comet willow thistle ginger nimbus harbor meadow raven signal temple tulip walrus zephyr anchor basil cedar delta fjord glacier heron iris juniper kelp lagoon mango nectar olive pebble quail ripple sable tango umbra violet wombat yarrow zinnia bison cobalt dune'.split(
    ' ',
  );

const fill = (template: string, seed: number): string => {
  let count = 0;
  const word = (): string => WORDS[(seed * 7919 + count++ * 104_729) % WORDS.length]!;
  return sample(
    template.replace(/\{\{word\}\}/g, word).replace(/\{\{Word\}\}/g, () => {
      const plain = word();
      return plain[0]!.toUpperCase() + plain.slice(1);
    }),
    seed,
  );
};

const DOTENV = `
+DB_PASSWORD={{word}}{{digit:2}}
+MYSQL_ROOT_PASSWORD={{word}}!
+SMTP_PASS="{{Word}}&{{alpha:3}}#{{digit:1}}"
+ADMIN_PASSWORD='{{word}} {{word}} {{word}}'
+REDIS_PASSWORD={{word}}
+DATABASE_URL=postgresql://{{word}}:{{alnum:12}}@db.{{word}}.internal:5432/app
+REDIS_URL=redis://:{{alnum:14}}@cache.internal:6379/0
+MONGO_URI="mongodb+srv://svc:{{alnum:16}}@cluster0.{{lower:5}}.mongodb.net/?retryWrites=true"
+AMQP_URL=amqps://{{word}}:{{alnum:9}}%40{{alnum:3}}@mq.internal/%2f
+SESSION_SECRET={{word}} {{word}}
+JWT_SECRET={{alnum:48}}
+SECRET_KEY_BASE={{hex:128}}
+APP_KEY=base64:{{base64:43}}=
+ENCRYPTION_KEY={{hex:64}}
+INTERNAL_API_KEY={{alnum:26}}
+BASIC_AUTH={{word}}:{{Word}}{{digit:2}}
+# OLD_API_TOKEN={{alnum:40}}
+VENDOR_CLIENT_SECRET={{alnum:40}}
+PORTAL_PASS={{word}}{{digit:4}}
+KEYSTORE_PASSPHRASE=  {{word}}-{{word}}-{{digit:2}}   # rotated
+DB_URL_DEFAULT=\${DB_URL:-mysql://root:{{alnum:11}}@10.0.0.5/app}
+LDAP_BIND_PW={{alnum:9}}
+CODECOV_TOKEN={{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}
-PORT=8080
-EMPTY_SECRET=
-DB_SECRET_ARN=arn:aws:secretsmanager:us-east-1:{{digit:12}}:secret:acme/prod/{{word}}-{{alnum:6}}
-AWS_SECRET_DATABASE=acme/prod/{{word}}
-API_KEY=\${VAULT_API_KEY}
-DB_PASS=$DB_PASSWORD_FROM_CI
-VENDOR_KEY=your-{{word}}-key-here
-JWT_KEY=changeme
-SENTRY_TOKEN=<your-token>
-MAIL_PASSWORD=xxxxxxxxxxxx
-OAUTH_CLIENT_SECRET=REPLACE_ME
-GIT_SHA={{hex:40}}
-BUILD_ID={{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}
-IMAGE=nginx@sha256:{{hex:64}}
-PASSWORD_MIN_LENGTH=12
-TOKEN_EXPIRY_SECONDS=3600
-AUTH_PROVIDER={{word}}
-KEY_PREFIX=app:prod:
-PASSWORD_HASH_ALGORITHM=argon2id
-API_KEY_HEADER=X-Api-Key
-SSH_KEY_PATH=/home/{{word}}/.ssh/id_ed25519
-USE_SECRETS_MANAGER=True
-VAULT_REF=vault://secret/{{word}}#password
-OP_REF=op://prod/{{word}}/password
-DOTENVX=encrypted:{{base64:80}}
-DATABASE_HOST={{word}}.internal
-SSH_PUB=ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA{{base64:43}} {{word}}@ci
-KMS_KEY_ID=alias/acme-{{word}}
-NEXT_PUBLIC_{{word}}_TOKEN={{alnum:32}}
-TZ=America/New_York`;

const TFVARS = `
-region = "eu-west-1"
+db_password = "{{word}}{{digit:2}}"
+master_password="{{alpha:6}}!{{alnum:4}}$%"
-database = {
-  username = "{{word}}"
+  password = "{{alnum:14}}"
-  port     = 5432
-}
-service_tokens = [
+  "{{alnum:36}}",
+  "{{alnum:36}}",
-]
+datadog_api_key = "{{hex:32}}" // main org
+rds_url = "postgres://app:{{alnum:12}}@rds.internal/app"
+auth0_client_secret = "{{base64url:64}}"
-app_env = {
+  "SESSION_SECRET" = "{{word}} {{word}} {{word}}"
+  LICENSE_KEY: "{{uppernum:5}}-{{uppernum:5}}-{{uppernum:5}}-{{uppernum:5}}"
-  FEATURE_X = "true"
-}
+# admin_password = "{{alnum:12}}"
+/* legacy_secret = "{{alnum:24}}" */
-bastion_ssh_key_name = "prod-{{word}}"
-db_password_secret_name = "prod/{{word}}"
-enable_secret_rotation = false
-kms_key_arn = "arn:aws:kms:eu-west-1:{{digit:12}}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
-ami_id = "ami-{{hex:17}}"
-admin_password = "CHANGE_ME"
-api_token = ""
-db_pass = "\${var.db_pass}"
-oauth_secret = "<redacted>"
-password_length = 24
-certificate_sha = "{{hex:64}}"
-token_ttl = "24h"
-secret_name = "{{word}}-{{word}}-password"
-public_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{{base64:60}} ops@acme"`;

const LOG = `
-##[group]Run ./deploy.sh
-env:
-  NODE_VERSION: 22
-  NPM_TOKEN: ***
+  DEPLOY_PASSWORD: {{word}}{{digit:3}}
+  API_SECRET: {{alnum:30}}
-  AWS_REGION: eu-west-1
-##[endgroup]
++ curl -u {{word}}:{{alnum:12}} https://artifacts.acme.dev/upload
++ mysql -uroot -p{{alnum:10}} -e 'select 1'
-+ export PATH=/usr/local/bin:/usr/bin
+> authorization: Bearer {{alnum:40}}
+\x1b[33mDATABASE_URL\x1b[0m=\x1b[32mpostgres://app:{{alnum:12}}@db.internal:5432/app\x1b[0m
+  + password = "{{alnum:14}}"
-  + password = (sensitive value)
+        "DB_PASSWORD={{word}}{{digit:2}}",
-integrity sha512-{{base64:86}}==
-digest: sha256:{{hex:64}} size: 1573
-Password: ****
-Token: [REDACTED]
-commit {{hex:40}}
-token=6saV***
-Using cached token from keychain
-##[warning]The secret \`DB_PASSWORD\` is not set, using default
-Run actions/checkout@{{hex:40}}
+docker login -u ci -p {{alnum:16}} registry.acme.dev
+PGPASSWORD={{alnum:11}} psql -h db
+Cookie: session={{alnum:40}}
-request id {{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}
-Cache restored from key: node-Linux-{{hex:64}}
-tests passed: 412 passwords checked`;

interface Planted {
  readonly text: string;
  readonly expected: readonly number[];
}

const plant = (template: string, seed: number, prefix = ''): Planted => {
  const lines = template.trim().split('\n');
  return {
    text: lines.map((line) => prefix + fill(line.slice(1), seed)).join('\n'),
    expected: lines.flatMap((line, index) => (line.startsWith('+') ? [index + 1] : [])),
  };
};

const foundIn = (path: string, text: string): number[] =>
  [...new Set(scanFragment({ text, origin: { path } }, ruleSet).map((finding) => finding.place.startLine))].sort((a, b) => a - b);

/** The lines that were missed or flagged wrongly, as text, so that a failure says what to look at. */
const differences = (path: string, { text, expected }: Planted): string[] => {
  const found = foundIn(path, text);
  const lines = text.split('\n');
  return [
    ...expected.filter((line) => !found.includes(line)).map((line) => `missed: ${lines[line - 1]}`),
    ...found.filter((line) => !expected.includes(line)).map((line) => `false alarm: ${lines[line - 1]}`),
  ];
};

describe('planted secrets are found and decoys are not', () => {
  const seeds = Array.from({ length: 25 }, (_, index) => index + 1);
  it.each(seeds)('in a .env (seed %i)', (seed) => expect(differences('.env.production', plant(DOTENV, seed))).toEqual([]));
  it.each(seeds)('in a tfvars file (seed %i)', (seed) => expect(differences('infra/prod.auto.tfvars', plant(TFVARS, seed))).toEqual([]));
  it.each(seeds)('in a build log (seed %i)', (seed) => expect(differences('logs/1_deploy.txt', plant(LOG, seed, '2026-05-11T00:00:01.1024589Z '))).toEqual([]));
});
