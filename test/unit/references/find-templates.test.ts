import { describe, expect, it } from '@jest/globals';
import { findTemplates } from '../../../shared/references/find-templates.ts';

const templates = (text: string): string[] => findTemplates(text).map(({ start, end }) => text.slice(start, end));

describe('findTemplates', () => {
  it.each([
    'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/api-AbCdEf',
    'arn:${data.aws_partition.current.partition}:secretsmanager:eu-west-1:111122223333:secret:a',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:{env}/api',
    'arn:aws:ssm:%s:%s:parameter/a',
  ])('finds %s', (arn) => {
    expect(templates(`x = "${arn}" # y`)).toEqual([arn]);
    expect(templates(`x: ${arn}\n`)).toEqual([arn]);
  });

  it.each([
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api-AbCdEf',
    'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/*',
    'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/api-??????',
    'arn:aws:s3:::${bucket}',
    'arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:document/x',
  ])('finds none in %s', (text) => expect(templates(`"${text}"`)).toEqual([]));
});
