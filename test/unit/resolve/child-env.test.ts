import { describe, expect, it } from '@jest/globals';
import { childEnvOf } from '../../../shared/resolve/child-env.ts';

const files = [
  [
    { name: 'A', value: 'first file' },
    { name: 'B', value: 'first file' },
    { name: 'C', value: 'first file' },
  ],
  [
    { name: 'B', value: 'second file' },
    { name: 'C', value: 'second file' },
  ],
];

describe('the environment of a child', () => {
  it('has what ours has, then the last file, then the others', () => {
    const env = { C: 'ours', D: 'ours', E: undefined };
    expect(childEnvOf({ env, files, isPristine: false, keep: [] })).toEqual({ A: 'first file', B: 'second file', C: 'ours', D: 'ours' });
  });

  it('has, when pristine, only what any program needs, what is named and what the files have', () => {
    const env = { PATH: '/bin', Path: 'C:\\', LC_ALL: 'C', C: 'ours', D: 'ours', KEEP: 'ours' };
    const child = childEnvOf({ env, files, isPristine: true, keep: ['KEEP'] });
    expect(child).toEqual({ PATH: '/bin', Path: 'C:\\', LC_ALL: 'C', A: 'first file', B: 'second file', C: 'second file', KEEP: 'ours' });
  });

  it('has a variable of any name', () => {
    const child = childEnvOf({ env: {}, files: [[{ name: '__proto__', value: 'x' }]], isPristine: false, keep: [] });
    expect(Object.entries(child)).toEqual([['__proto__', 'x']]);
  });
});
