import { describe, expect, it } from '@jest/globals';
import dotenv from 'dotenv';
import fc from 'fast-check';
import { readEnvText } from '../../../shared/resolve/env-text.ts';
import { processorMs } from '../../support/processor-time.ts';

const asObject = (text: string): Record<string, string> => Object.fromEntries(readEnvText(text).map(({ name, value }) => [name, value]));

describe('an env file', () => {
  it.each([
    'A=b',
    'A="b\\nc"',
    "A='b\\nc'",
    'A=b#c',
    'A=b #c',
    'A="b#c" # d',
    'export A=b',
    'A: b',
    'A="multi\nline"\nB=2',
    'A=\nB=1',
    'A=`x "y" z`',
    ' A = b ',
    'A="x\\"y"',
    'A=a\r\nB=b\r\n',
    '\ufeffA=b',
    '#A=b\nC=d',
    'A="unclosed\nB=2',
    'A=b=c',
    'A.B-C=$X${Y}',
    'A=""\nB=\'\'',
    'A',
    'A="b"c',
    'export  A=b\n  export B="c"',
    'A=1\nA=2',
    '\tA\t=\tb\t',
    'A= # nothing',
    'A="b" \n# comment\nB=c',
  ])('is read as dotenv reads it: %j', (text) => {
    expect(asObject(text)).toEqual(dotenv.parse(text));
  });

  it('is read as dotenv reads it, whatever stands in it', () => {
    const name = fc.constantFrom('A', 'B_C', 'd.e', 'F-1');
    const quoted = fc
      .tuple(fc.constantFrom('"', "'", '`'), fc.array(fc.constantFrom('a', ' ', '#', '\n', '\\n', '=', '$')))
      .map(([mark, inner]) => mark + inner.join('') + mark);
    const bare = fc.array(fc.constantFrom('a', 'b', ' ', '#', '=', '\\n', '$', ':'), { maxLength: 8 }).map((parts) => parts.join(''));
    const line = fc
      .tuple(fc.constantFrom('', 'export ', '  '), name, fc.constantFrom('=', ' = ', ': '), fc.oneof(quoted, bare), fc.constantFrom('', ' ', ' # c'))
      .map((parts) => parts.join(''));
    const text = fc.array(fc.oneof(line, fc.constantFrom('', '# comment', 'no assignment')), { maxLength: 6 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, (each) => expect(asObject(each)).toEqual(dotenv.parse(each))),
      { numRuns: 1000 },
    );
  });

  it('keeps what stands behind the # of a reference, though dotenv takes it for a comment', () => {
    expect(asObject('A=local://app/prod#KEY\nB=vault://secret/app#a/b # comment\nC=local://app/prod #KEY\nD="local://app/prod#KEY"')).toEqual({
      A: 'local://app/prod#KEY',
      B: 'vault://secret/app#a/b',
      C: 'local://app/prod',
      D: 'local://app/prod#KEY',
    });
  });

  it('never fails, and takes linear time', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('"', "'", '=', 'A', '\\', '\n', '#', ' ', ':') }), (text) => void readEnvText(text)));
    for (const text of ['A="'.repeat(50_000), 'A="x\n'.repeat(20_000), '='.repeat(200_000), `A=${' '.repeat(200_000)}`]) {
      expect(processorMs(() => readEnvText(text))).toBeLessThan(2000);
    }
  });
});
