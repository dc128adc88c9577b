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

  // What may be a credential must not become part of a policy, or of anything that is printed.
  const key = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
  it.each([
    `AWS_SECRET_ACCESS_KEY=${key}`,
    `AWS_SECRET_DEPLOY=${key}`,
    'secret_id = aws_secretsmanager_secret.api.id',
    'secret_id = "abcdef01-2345-6789-abcd-ef0123456789"',
    'SecretId: "${name}"',
    'SecretId: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf"',
    'AWS_SECRET_REGION=eu-west-1',
    'AWS_SECRET_ENABLED=true',
    'my_secret_id = "prod/api"',
    '--secret-id $NAME',
  ])('finds none in %s', (text) => expect(names(text)).toEqual([]));
});
