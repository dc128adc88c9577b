import { describe, expect, it } from '@jest/globals';
import { findSecretNames } from '../../../shared/references/find-names.ts';

const names = (text: string): string[] =>
  findSecretNames(text).map(({ reference, range }) => {
    expect(text.slice(range.start, range.end)).toBe(reference.text);
    return `${range.start} ${reference.address.id}`;
  });

describe('findSecretNames', () => {
  it.each([
    ['aws secretsmanager get-secret-value --secret-id prod/api --query x', ['48 prod/api']],
    ['new GetSecretValueCommand({ SecretId: "prod/api" })', ['39 prod/api']],
    ["client.get_secret_value(SecretId='prod/api')", ['34 prod/api']],
    ['  secret_id = "prod/api"', ['15 prod/api']],
    ['AWS_SECRET_STRIPE=prod/api/stripe\nAWS_SECRET_DB="prod/db" # main\n', ['18 prod/api/stripe', '49 prod/db']],
    ['    AWS_SECRET_NAME: prod/api', ['21 prod/api']],
    ['  - AWS_SECRET_NAME=prod/api', ['20 prod/api']],
  ])('%s', (text, expected) => expect(names(text)).toEqual(expected));

  it.each([
    ['data "aws_secretsmanager_secret" "api" {\n  name = "prod/api"\n}', ['prod/api']],
    ['data "aws_ssm_parameter" "db" {\n  name            = "/prod/db"\n  with_decryption = true\n}', ['/prod/db']],
    ["P: '{{resolve:secretsmanager:prod/api:SecretString:password}}'", ['prod/api']],
    [
      '{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf:SecretString:a}}',
      ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf'],
    ],
    ['{{resolve:ssm-secure:/prod/db:1}}', ['/prod/db']],
    ["Secret.fromSecretNameV2(this, 'Api', 'prod/api')", ['prod/api']],
  ])('%s', (text, expected) => expect(findSecretNames(text).map(({ reference }) => reference.address.id)).toEqual(expected));

  it("reads the Action's secret-ids", () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/b-AbCdEf';
    const text = `
      - uses: watertight/watertight@v1
        with:
          secret-ids: |
            # all of them
            DATABASE_PASSWORD,prod/app/db#password

            ,prod/app/flags?   # may be missing
            KEY , ${arn}:key::
            prod/many/*
            \${{ env.SECRET }}
          parse-json-secrets: true
      - with:
          secret-ids: prod/one@AWSPREVIOUS
`;
    const found = findSecretNames(text);
    expect(found.map(({ reference }) => reference.text)).toEqual([
      'prod/app/db#password',
      'prod/app/flags',
      `${arn}:key::`,
      'prod/many/*',
      'prod/one@AWSPREVIOUS',
    ]);
    for (const { range, reference } of found) expect(text.slice(range.start, range.end)).toBe(reference.text);
  });

  // What may be a credential must not become part of a policy, or of anything that is printed.
  const key = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
  it.each([
    `AWS_SECRET_ACCESS_KEY=${key}`,
    `AWS_SECRET_DEPLOY=${key}`,
    'secret_id = aws_secretsmanager_secret.api.id',
    `secret_id = "${['abcdef01', '2345', '6789', 'abcd', 'ef0123456789'].join('-')}"`,
    'SecretId: "${name}"',
    'SecretId: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf"',
    'AWS_SECRET_REGION=eu-west-1',
    'AWS_SECRET_ENABLED=true',
    'my_secret_id = "prod/api"',
    '--secret-id $NAME',
  ])('finds none in %s', (text) => expect(names(text)).toEqual([]));
});
