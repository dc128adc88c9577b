import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findEmbeddedSecret } from '../../../shared/detect/connections.ts';
import { isEncrypted, isPasswordHash } from '../../../shared/detect/encrypted-values.ts';
import { isDescriptive, isPlaceholder } from '../../../shared/detect/placeholders.ts';
import { isReference } from '../../../shared/detect/references.ts';
import { isName, isRandom } from '../../../shared/detect/value-shapes.ts';
import { kindOfValue } from '../../../shared/detect/values.ts';
import { ALPHABETS, sample } from '../../../shared/rules/sample.ts';
import { segment, wordsOf } from '../../../shared/text/words.ts';
import { processorMs } from '../../support/processor-time.ts';

const lines = (table: string): string[] =>
  table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

describe('references', () => {
  it.each(
    lines(`
      \${DB_PASSWORD}
      $\${DB_PASSWORD}
      \${DB_PASSWORD:-}
      \${{ secrets.NPM_TOKEN }}
      $DB_PASSWORD
      $env:DB_PASSWORD
      $(DbPassword)
      $(aws ssm get-parameter --name x)
      %DB_PASSWORD%
      %env(DB_PASSWORD)%
      %(password)s
      #{ENV['X']}
      {{ .Values.db.password }}
      {{resolve:ssm-secure:acme:1}}
      <%= ENV["X"] %>
      arn:aws:secretsmanager:us-east-1:111122223333:secret:a-AbCdEf
      arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/a
      arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:a-AbCdEf:key::
      vault:secret/data/a#b
      vault://secret/a
      op://prod/db/password
      ref+vault://secret/a#/b
      ssm:/acme/db
      secretsmanager:acme/db
      aws-sm:acme/db
      azure-kv:acme/db
      sm://acme/db
      projects/acme/secrets/db/versions/3
      https://acme.vault.azure.net/secrets/db/0123
      @Microsoft.KeyVault(VaultName=acme;SecretName=db)
      keyring:acme
      $SECRET_MANAGER{db}
      $__file{/run/secrets/db}
      gsm://acme/db
      $dir/private/ca.pem
      $insta::secret
      $ftp->pwd
      pas${'s'}:acme/db
      AWS::SecretsManager::Secret
      null_resource.admin_password.triggers.hash
      awssecret://acme/db
      file:///run/secrets/db
      env:DB_PASSWORD
      process.env.DB_PASSWORD
      os.environ["DB_PASSWORD"]
      os.getenv("DB_PASSWORD")
      var.db_password
      local.db["password"]
      module.db.password
      data.aws_secretsmanager_secret_version.db.secret_string
      aws_ssm_parameter.db.value
      each.value.password
      secrets.DB_PASSWORD
      !Ref DbPassword
      !secret db_password
      postgres://\${USER}:\${PASSWORD}@db/app
      $networks:myvpc
    `),
  )('%s', (value) => expect(isReference(value)).toBe(true));

  it.each(
    lines(`
      WmNJmt!bGp0$%
      123#sadd$saASD
      39528$vdg7Jb
      Fald';alksAjhdna'/
      maple&vBf#8
      op: //x
      a$b$c
      https://acme.dev/secrets
      variable.name.of.a.host
      MNor2004.//.@kts
    `),
  )('not %s', (value) => expect(isReference(value)).toBe(false));
});

describe('placeholders', () => {
  it.each(
    lines(`
      changeme
      Change_Me
      CHANGE-THIS
      your-api-key-here
      YOUR_API_KEY
      <token>
      [password]
      {password}
      __PASSWORD__
      ((db-password))
      xxxxxxxxxxxx
      XXXX-XXXX-XXXX
      ****
      6saV***
      ...
      sk_test_...
      …
      REPLACE_ME
      replace-with-real-key
      TODO
      example-key
      my-dummy-token
      redacted
      (sensitive value)
      (sensitive)
      [secure]
      not set
      none
      test
      insert_token_here
      abcdefghijklmnop
      1234567890123456
      00000000-0000-0000-0000-000000000000
      0123456789abcdef0123456789abcdef
      GITHUB_TOKEN
      db_password
      my-secret-key
      AKIAIOSFODNN7EXAMPLE
      ##PASSWORD##
      randomtextforkey
      wrongsecret
      OPENSTACK PASSWORD
      sua_senha_aqui
      votre-mot-de-passe
      dein_passwort
      你的API密钥
      [A-Za-z0-9]{40}
      eW91cl9hcGlfdG9rZW5faGVyZQ==
      to-be-filled
      will-be-injected
      provided-by-ops
      defined-in-github-secrets
      REMOVED
      abc123def456
      n/a
      from-keychain
      same as above
      not needed locally
      la-tua-chiave
      jouw-sleutel
    `),
  )('%s', (value) => expect(kindOfValue(value)).toBe('placeholder'));

  it.each(
    lines(`
      ott|er35
      nim|bus velvet copper
      key|board cat
      hunt|er2
      gro|nd4zh7bb2k
      VK7MI-IRSPL-6SS2M-FWZAD
      Pas|s-copper-9
      mon|key
      k[t|-Qx]9Zp4
      Learn|DeskUltraHidden2025!ForTokens77
      p4s|s.word.maple
      Red|isPass1!
      SSH|Pass123
      6LegDGiB3xG3lgXxxHStWxDKs73
    `),
  )('not %s', (value) => expect(isPlaceholder(value.replaceAll('|', ''))).toBe(false));

  it('takes no random value for a placeholder', () => {
    for (const alphabet of Object.keys(ALPHABETS)) {
      if (alphabet === 'digit') continue;
      for (let seed = 1; seed <= 400; seed++) expect([alphabet, seed, isPlaceholder(sample(`{{${alphabet}:32}}`, seed))]).toEqual([alphabet, seed, false]);
    }
  });

  it('takes no random value for a name, nor for a reference', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const value = sample('{{alnum:24}}', seed);
      expect([seed, isName(value), isReference(value), isRandom(value)]).toEqual([seed, false, false, true]);
    }
  });

  it('knows words about credentials from other words', () => {
    expect(isDescriptive('supersecretpassword')).toBe(true);
    expect(isDescriptive('supersecretotter')).toBe(false);
    expect(isDescriptive('toor')).toBe(false);
  });
});

describe('public and encrypted values', () => {
  it.each([
    ['public', 'pk_live_{{alnum:24}}'],
    ['public', 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{{base64:60}} a@b'],
    ['public', 'ecdsa-sha2-nistp256 AAAA{{base64:80}}='],
    ['public', '-----BEGIN CERTIFICATE-----\n{{base64:64}}'],
    ['public', '-----BEGIN PUBLIC KEY-----\n{{base64:64}}'],
    ['public', 'https://{{hex:32}}@o12.ingest.sentry.io/34'],
    ['public', 'sha512-{{base64:86}}=='],
    ['public', '1234567890-{{lowernum:32}}.apps.googleusercontent.com'],
    ['encrypted', 'ENC[AES256_GCM,data:{{base64:12}},type:str]'],
    ['encrypted', 'encrypted:{{base64:60}}'],
    ['encrypted', '$ANSIBLE_VAULT;1.1;AES256'],
    ['encrypted', '{cipher}{{hex:64}}'],
    ['encrypted', 'vault:v1:{{base64:40}}'],
    ['encrypted', 'U2FsdGVkX1{{base64:40}}'],
    ['empty', '  '],
    ['plain', 'sk_live_{{alnum:24}}'],
  ])('%s: %s', (kind, template) => expect(kindOfValue(sample(template))).toBe(kind));

  it('reads the role of a token', () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = (role: string): string => `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: 'supabase', role })}.${sample('{{base64url:43}}')}`;
    expect(kindOfValue(token('anon'))).toBe('public');
    expect(kindOfValue(token('service_role'))).toBe('plain');
  });

  it('knows hashes of passwords', () => {
    expect(isPasswordHash(sample('$2b$12${{alnum:53}}'))).toBe(true);
    expect(isPasswordHash(sample('$argon2id$v=19$m=65536,t=3,p=4${{base64:22}}${{base64:43}}'))).toBe(true);
    expect(isPasswordHash(sample('$6${{alnum:16}}${{alnum:86}}'))).toBe(true);
    expect(isPasswordHash('$6$x')).toBe(false);
    expect(isEncrypted('plain')).toBe(false);
  });
});

describe('secrets inside a value', () => {
  const secret = sample('{{alnum:12}}');
  it.each([
    ['redis://:${S}@cache:6379/0', '${S}'],
    ['mongodb+srv://u:${S}@c0.mongodb.net/?w=1', '${S}'],
    ['amqps://u:${S}%40x@mq/%2f', '${S}%40x'],
    ['https://u@acme.dev:${S}#@9@git.acme.dev', '${S}#@9'],
    ['Server=db;User Id=sa;Password=${S};Encrypt=true', '${S}'],
    ['Server=db;Uid=sa;Pwd="${S};x"', '${S};x'],
    ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${S}==;EndpointSuffix=x', '${S}=='],
    ['Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=r;SharedAccessKey=${S}=', '${S}='],
    ['https://api.acme.dev/?token=${S}&x=1', '${S}'],
    ['https://acme.dev/a@b', ''],
    ['https://acme.dev:8080/a@b', ''],
    ['redis://cache:6379/0', ''],
    ['postgres://app@db/app', ''],
  ])('%s', (template, inside) => {
    const value = template.replace('${S}', secret);
    const found = findEmbeddedSecret(value);
    const expected = inside.replace('${S}', secret);
    if (inside === '') expect(found).toBeUndefined();
    else {
      expect(found?.value).toBe(expected);
      expect(value.slice(found!.range.start, found!.range.end)).toBe(expected);
    }
  });
});

describe('words', () => {
  it.each([
    ['DB_PASSWORD2', 'db password 2'],
    ['dbPassword', 'db password'],
    ['APIKey', 'api key'],
    ['spring.mail-password', 'spring mail password'],
    ['  ', ''],
    ['contraseña', 'contraseña'],
  ])('%j', (text, words) => expect(wordsOf(text).join(' ')).toBe(words));

  it('takes glued words apart', () => {
    const vocabulary = new Set(['super', 'secret', 'key']);
    expect(segment('supersecretkey', vocabulary)).toEqual(['super', 'secret', 'key']);
    expect(segment('supersecretkeys', vocabulary)).toBeNull();
    expect(segment('key', vocabulary)).toEqual(['key']);
    expect(segment('x'.repeat(10_000), vocabulary)).toBeNull();
  });
});

describe('any value', () => {
  it('is of one kind, and nothing throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (value) => ['empty', 'reference', 'placeholder', 'public', 'encrypted', 'plain'].includes(kindOfValue(value))),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        (value) => typeof kindOfValue(value) === 'string' && (findEmbeddedSecret(value)?.range.end ?? 0) <= value.length,
      ),
    );
  });

  it.each([
    'a'.repeat(200_000),
    '${'.repeat(100_000),
    '<'.repeat(200_000),
    'a:b@'.repeat(50_000),
    `https://${'a:'.repeat(50_000)}`,
    'key=;'.repeat(40_000),
    '{{'.repeat(90_000),
    'pass word '.repeat(20_000),
  ])('is read in bounded time (%#)', (value) => {
    const spent = processorMs(() => {
      kindOfValue(value);
      findEmbeddedSecret(value);
    });
    expect(spent).toBeLessThan(1000);
  });
});
