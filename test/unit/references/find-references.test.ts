import { describe, expect, it } from '@jest/globals';
import { findReferences } from '../../../shared/references/find-references.ts';
import { processorMs } from '../../support/processor-time.ts';
import { randomFrom, randomText } from '../../support/random-text.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf';

/** Takes the lines with `^^^` out; they stand under what must be found, typed by a person. */
const expectFound = (marked: string): void => {
  const lines: string[] = [];
  const expected: string[] = [];
  let start = 0;
  for (const line of marked.replace(/^\n/, '').split('\n')) {
    const previous = lines[lines.length - 1] ?? '';
    if (/^ *\^+( *\^+)*$/.test(line))
      for (const marks of line.matchAll(/\^+/g)) expected.push(`${start + marks.index} ${previous.slice(marks.index, marks.index + marks[0].length)}`);
    else {
      if (lines.length > 0) start += previous.length + 1;
      lines.push(line);
    }
  }
  const text = lines.join('\n');
  const found = findReferences(text);
  expect(found.map(({ range, reference }) => `${range.start} ${reference.text}`)).toEqual(expected);
  for (const { range, reference } of found) expect(text.slice(range.start, range.end)).toBe(reference.text);
};

describe('findReferences', () => {
  it('finds them in settings', () => {
    expectFound(`
API_KEY=arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
B='vault://secret/prod/api#password' # comment
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
export C=local://prod/api#tls.crt
         ^^^^^^^^^^^^^^^^^^^^^^^^
d: aws-sm://prod/api?region=eu-west-1#/a/b
   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
e = "ssm:/prod/db/password" // tfvars
     ^^^^^^^^^^^^^^^^^^^^^
PASSWORD=hunter
`);
  });

  it('finds them in task definitions, with what ECS puts behind them', () => {
    expectFound(`
{"secrets":[{"name":"A","valueFrom":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf:my key::"},
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
{"name":"B","valueFrom":"arn:aws:ssm:eu-west-1:111122223333:parameter/prod/db"}]}
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    valueFrom: arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:a-AbCdEf:key::
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
`);
  });

  it('finds those of Azure', () => {
    expectFound(`
url = "https://acme.vault.azure.net/secrets/api-key/0123456789abcdef0123456789abcdef"
       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
"value": "@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/api-key)"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
KEY=@Microsoft.KeyVault(VaultName=acme;SecretName=api-key)
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
<a href="https://acme.vault.azure.net/keys/api-key">azure://acme/api-key</a>
                                                    ^^^^^^^^^^^^^^^^^^^^
`);
  });

  it('finds them in prose and program text, without what is around them', () => {
    expectFound(`
See vault://secret/api, or (local://a#b). And aws-sm://c/d!
    ^^^^^^^^^^^^^^^^^^      ^^^^^^^^^^^       ^^^^^^^^^^^^
const key = await resolve(\`local://prod/api\`);
                           ^^^^^^^^^^^^^^^^
| arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf|
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf: what it is for
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
log("local://a\\nlocal://b")
     ^^^^^^^^^
Is it local://a/b?
      ^^^^^^^^^^^
`);
  });

  it.each([
    'ref+vault://secret/api#/key',
    'hashivault://secret/api',
    'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/api-AbCdEf',
    '"arn:aws:secretsmanager:${var.region}:111122223333:secret:prod/api"',
    'f"vault://secret/{env}/api"',
    '"vault://secret/%s/api" % env',
    '"vault://secret/$ENV/api"',
    'vault://secret/app-<env>',
    'https://example.com/secrets/a https://acme.vault.azure.net/keys/k',
    '"arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod\\/api-AbCdEf"',
    'arn:aws:s3:::bucket arn:aws:secretsmanager:eu-west-1:111122223333:secret:',
    '"arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-??????"',
    'local:// vault://',
    'mylocal://a',
  ])('finds none in %s', (text) => expect(findReferences(text)).toEqual([]));

  it('never throws, and finds what it says', () => {
    const random = randomFrom(7);
    const samples = [`A=${ARN}:k::\n`, '"vault://a/b#c?version=2"', '@Microsoft.KeyVault(VaultName=a;SecretName=b)#c', 'ssm:/a/b:3, local://a%20b#/c~1d'];
    for (let i = 0; i < 3000; i++) {
      const text = randomText(random, samples);
      for (const { range, reference } of findReferences(text)) expect(text.slice(range.start, range.end)).toBe(reference.text);
    }
  });

  it('takes linear time', () => {
    // A quadratic search would take a minute for one of these; a linear one takes a fraction of a second.
    for (const piece of [
      '"vault://',
      'arn:aws:ssm:',
      'local://a ',
      "@Microsoft.KeyVault('",
      'https://aaa.vault.',
      '`local://a.',
      '...',
      'ssm:/:::',
      `'${ARN}:`,
    ]) {
      expect(processorMs(() => findReferences(piece.repeat(20_000)))).toBeLessThan(10_000);
    }
  });
});
