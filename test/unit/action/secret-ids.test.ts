import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSecretIds } from '../../../action/secret-ids.ts';
import { toVariableName } from '../../../action/variable-names.ts';

const lineOf = (text: string) => parseSecretIds(text, 'aws').lines[0];

describe('parseSecretIds', () => {
  it.each([
    ['prod/db', undefined, 'prod/db', []],
    ['DB,prod/db', 'DB', 'prod/db', []],
    ['DB , prod/db', 'DB', 'prod/db', []],
    [',prod/db', '', 'prod/db', []],
    ['TF_VAR_pass,prod/db#a,b', 'TF_VAR_pass', 'prod/db', ['a,b']],
    ['prod/db#a,b', undefined, 'prod/db', ['a,b']],
    ['prod/db#a.b # a comment', undefined, 'prod/db', ['a', 'b']],
    ['prod/db #', undefined, 'prod/db', []],
    ['user@example', undefined, 'user@example', []],
    ['rds!cluster-1234', undefined, 'rds!cluster-1234', []],
  ])('%s', (text, alias, name, pointer) => {
    const line = lineOf(text);
    expect([line?.alias, line?.reference.name, line?.reference.pointer, line?.isOptional, line?.isPrefix]).toEqual([alias, name, pointer, false, false]);
  });

  it('knows prefixes, in ARNs too, and what may be missing', () => {
    expect(lineOf('app/*?')).toMatchObject({ isPrefix: true, isOptional: true, reference: { name: 'app/', address: { id: 'app/' } } });
    const arn = lineOf('arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:prod-abcde*');
    expect(arn).toMatchObject({ isPrefix: true, reference: { name: 'prod-abcde', address: { region: 'cn-north-1' } } });
    expect(lineOf('vault://secret/app/*')).toMatchObject({ isPrefix: true, reference: { address: { provider: 'vault', mount: 'secret', id: 'app/' } } });
  });

  it('takes equal lines as one, and line ends of every kind', () => {
    expect(parseSecretIds('a/b\r\na/b\n\n  c/d  \r# x\n', 'aws').lines.map(({ text }) => text)).toEqual(['a/b', 'c/d']);
  });

  it('never throws, and answers every line', () => {
    const piece = fc.constantFrom(
      'a',
      'prod/db',
      ',',
      '#',
      '?',
      '*',
      '@',
      '@@',
      ' ',
      ':',
      '/',
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:',
      '\n',
      'é',
      '\u0000',
      '//',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const { lines, errors } = parseSecretIds(text, 'aws');
        expect(errors.join()).not.toMatch(/[\r\n]/);
        for (const line of lines) expect(line.reference.address.id).not.toBe('');
      }),
    );
  });
});

describe('toVariableName', () => {
  it('does as the AWS action does', () => {
    expect(['MySecret', '0/test/secret', 'a-b.c+d=e@f', 'é', '_x'].map((name) => toVariableName(name, 'uppercase'))).toEqual([
      'MYSECRET',
      '_0_TEST_SECRET',
      'A_B_C_D_E_F',
      '_',
      '_X',
    ]);
    expect(toVariableName('MyÉ1', 'none')).toBe('My_1');
  });
});
