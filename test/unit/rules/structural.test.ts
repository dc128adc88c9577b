import { describe, expect, it } from '@jest/globals';
import { matchRules } from '../../../shared/detect/match-rules.ts';
import { createPrefilter } from '../../../shared/detect/prefilter.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { STRUCTURAL_RULES } from '../../../shared/rules/structural.ts';
import { COMMAND_RULES } from '../../../shared/rules/structural-commands.ts';
import { encodeBase64 } from '../../../shared/text/base64.ts';

const RULES = [...STRUCTURAL_RULES, ...COMMAND_RULES];
const prefilter = createPrefilter(RULES);
const found = (text: string) => matchRules(text, 'a.txt', RULES, prefilter.search(text));

/**
 * Under a text, `^` marks where the secret stands, and the rule's id follows. Values of the same length are made at run time: `#` stands
 * for one made-up letter or digit, `§` for `://` where this file would be found itself.
 */
const MARKED = `
postgres://app:############@db.internal:5432/app
               ^^^^^^^^^^^^ url-password
redis://:##############@cache/0
         ^^^^^^^^^^^^^^ url-password
git clone https://bot:####################@git.acme.dev/a.git
                      ^^^^^^^^^^^^^^^^^^^^ url-password
https§me@acme.dev:####!-@498@git.acme.dev
                    ^^^^^^^^^^ url-password
amqps://u:#####%40###@mq/%2f
          ^^^^^^^^^^^ url-password
curl -s -u deploy:############ https://artifacts.acme.dev/upload
                  ^^^^^^^^^^^^ curl-user-password
curl --user "ci:##########" https://acme.dev
                ^^^^^^^^^^ curl-user-password
mysql -uroot -p########## -e 'select 1'
               ^^^^^^^^^^ mysql-password-option
docker login -u ci -p ################ registry.acme.dev
                      ^^^^^^^^^^^^^^^^ registry-login-password
PGPASSWORD=########### psql -h db
           ^^^^^^^^^^^ password-variable
sshpass -p '########!' ssh root@acme
            ^^^^^^^^^ sshpass-password
redis-cli -h cache -a ############ ping
                      ^^^^^^^^^^^^ redis-cli-password
CREATE USER app IDENTIFIED BY '##########';
                               ^^^^^^^^^^ sql-password
ALTER ROLE app WITH LOGIN PASSWORD '##########';
                                    ^^^^^^^^^^ sql-login-password
jdbc:mysql://db/app?user=app&password=############&x=1
                                      ^^^^^^^^^^^^ jdbc-password
Server=db;Database=app;User Id=sa;Password=############;Encrypt=true
                                           ^^^^^^^^^^^^ connection-string-password
machine git.acme.dev login bot password ####################
                                        ^^^^^^^^^^^^^^^^^^^^ netrc-password
kubectl create secret generic db --from-literal=password=############
                                                         ^^^^^^^^^^^^ kubectl-literal-secret
> Authorization: Bearer ########################################
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ authorization-bearer
Cookie: lang=en; session=########################################; a=b
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ session-cookie
`;

describe('ranges', () => {
  const lines = MARKED.trim().split('\n');
  const cases = lines.flatMap((line, index) => (index % 2 === 0 ? [[line, lines[index + 1]!] as const] : []));
  it.each(cases)('%s', (line, marks) => {
    // Runs of `#` become made-up characters of which one is a digit.
    const text = line.replace('§', '://').replace(/#+/g, (run) => sample(`{{alpha:${run.length - 1}}}{{digit:1}}`, line.length));
    const start = marks.indexOf('^');
    const end = marks.lastIndexOf('^') + 1;
    const [match] = found(text).filter((candidate) => candidate.ruleId === marks.slice(end).trim());
    expect(match && { ...match.range }).toEqual({ start, end });
    expect(match?.value).toBe(text.slice(start, end));
  });
});

describe('key blocks', () => {
  const body = (lines: number, prefix = '', seed = 1): string =>
    Array.from({ length: lines }, (_, index) => prefix + sample('{{base64:64}}', seed + index)).join('\n');
  const head = (label: string): string => `-----BEGIN ${label}-----`;
  const foot = (label: string): string => `-----END ${label}-----`;

  it.each(['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY', 'DSA PRIVATE KEY', 'OPENSSH PRIVATE KEY'])('spans %s from header to footer', (label) => {
    const block = `${head(label)}\n${body(12)}\n${foot(label)}`;
    const text = `before\n${block}\nafter ${'x '.repeat(200)}`;
    const [match, ...others] = found(text);
    expect(others).toEqual([]);
    expect(match).toMatchObject({ ruleId: 'pem-private-key', severity: 'critical' });
    expect(text.slice(match!.range.start, match!.range.end)).toBe(block);
  });

  it.each([
    ['indented', '  '],
    ['commented out', '# '],
    ['in a block comment', ' * '],
    ['in a log', '2026-01-01T00:00:00.0000000Z '],
    ['in a diff', '+'],
    ['quoted', '> '],
  ])('%s', (_, prefix) => {
    const label = 'RSA PRIVATE KEY';
    const block = `${head(label)}\n${body(20, prefix)}\n${prefix}${foot(label)}`;
    expect(found(`${prefix}${block}\n`)[0]?.value).toBe(block);
  });

  it('on one line, escaped', () => {
    const label = 'PRIVATE KEY';
    const block = `${head(label)}\\n${body(10).replaceAll('\n', '\\n')}\\n${foot(label)}`;
    expect(found(`{"private_key":"${block}\\n","x":1}`)[0]?.value).toBe(block);
  });

  it('of 8192 bits', () => {
    const label = 'RSA PRIVATE KEY';
    const block = `${head(label)}\n${body(99)}\n${foot(label)}`;
    expect(found(block)[0]?.value).toBe(block);
  });

  it('without a footer', () => {
    const block = `${head('RSA PRIVATE KEY')}\n${body(5)}`;
    expect(found(`${block}\n\n[truncated]`)[0]?.value).toBe(block);
  });

  it('two of them', () => {
    const one = `${head('PRIVATE KEY')}\n${body(6)}\n${foot('PRIVATE KEY')}`;
    const two = `${head('EC PRIVATE KEY')}\n${body(3, '', 50)}\n${foot('EC PRIVATE KEY')}`;
    expect(found(`${one}\n${two}\n`).map((match) => match.value)).toEqual([one, two]);
  });

  it('protected by a passphrase is less severe', () => {
    const label = 'ENCRYPTED PRIVATE KEY';
    expect(found(`${head(label)}\n${body(6)}\n${foot(label)}`)).toMatchObject([{ ruleId: 'encrypted-private-key', severity: 'medium' }]);
  });

  it('of PGP and PuTTY', () => {
    const label = 'PGP PRIVATE KEY BLOCK';
    expect(found(`${head(label)}\nVersion: GnuPG v2\n\n${body(8)}\n=${sample('{{base64:4}}')}\n${foot(label)}`)[0]?.ruleId).toBe('pgp-private-key');
    const putty = `Private-Lines: 3\n${body(3)}\nPrivate-MAC: ${sample('{{hex:40}}')}`;
    expect(found(`PuTTY-User-Key-File-2: ssh-rsa\n${putty}\n`)[0]?.value).toBe(putty);
  });

  it.each([
    `${head('PUBLIC KEY')}\n${body(6)}\n${foot('PUBLIC KEY')}`,
    `${head('CERTIFICATE')}\n${body(6)}\n${foot('CERTIFICATE')}`,
    `if (line === '${head('PRIVATE KEY')}') start = index;\n${'const name = value;\n'.repeat(20)}`,
    `${head('RSA PRIVATE KEY')}\n<your key>\n${foot('RSA PRIVATE KEY')}`,
    `${head('RSA PRIVATE KEY')}\nMIIE...\n${foot('RSA PRIVATE KEY')}`,
  ])('leaves what is no private key (%#)', (text) => expect(found(text)).toEqual([]));
});

describe('basic authentication', () => {
  it('counts by what it encodes', () => {
    const header = (pair: string): string => `Authorization: Basic ${encodeBase64(pair)}`;
    expect(found(header('bot:maple77-lake'))).toMatchObject([{ ruleId: 'authorization-basic' }]);
    expect(found(header('user:pass'))).toEqual([]);
    expect(found(header('username:password'))).toEqual([]);
    expect(found(header('admin:admin'))).toEqual([]);
    expect(found('Authorization: Basic realm=acme')).toEqual([]);
    expect(found('WWW-Authenticate: Basic authentication')).toEqual([]);
  });
});

describe('what is no secret in an address or a command', () => {
  it.each(
    `
    https://acme.dev:8080/a@b
    https://acme.dev/login?mail=a@b.c
    postgres://user:password@localhost/db
    postgres://app:\${DB_PASSWORD}@db/app
    postgres://app:$DB_PASSWORD@db/app
    postgres://{user}:{password}@{host}/db
    mysql://root:<password>@db/app
    mysql://root:%s@db/app
    redis://:******@cache/0
    http://localhost:3000,http://a@b
    https://bot:quartz77@git.example.com/x
    git@github.com:acme/a.git
    mysql -u root -p app
    mysql -h db -P3306 -u root
    docker login -u ci --password-stdin
    docker login -u ci -p $TOKEN
    curl -u "$USER:$PASS" https://acme.dev
    curl -u admin:<password> https://acme.dev
    PGPASSWORD=$PASS psql
    sshpass -e ssh acme
    tool --password PASSWORD
    tool --token <token>
    tool --password-file /run/secrets/db
    use the --token option to pass it
    ALTER USER app PASSWORD EXPIRE
    CREATE USER app IDENTIFIED BY '$PASSWORD';
    Set-Cookie: lang=en-US; Path=/
    Authorization: Bearer \${TOKEN}
    Authorization: Bearer ***
    `
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  )('%s', (text) => expect(found(text)).toEqual([]));
});
