import { describe, expect, it } from '@jest/globals';
import * as main from '../../../program/main.ts';
import type * as types from '../../../program/types.d.ts';

describe('the declared types of the package', () => {
  it('are those of what it exports', () => {
    // Fails to compile where the declarations promise something else.
    const declared: Pick<typeof types, 'createResolver' | 'isWatertightError' | 'resolveEnv'> = main;
    expect(Object.keys(declared).sort()).toEqual(['createResolver', 'isWatertightError', 'resolveEnv']);
  });

  it('tell our errors from others', () => {
    const { createResolver, isWatertightError } = main;
    const resolver = createResolver();
    expect(() => resolver.clear('not a reference: "x"')).toThrow(expect.objectContaining({ code: 'reference-invalid' }));
    expect(isWatertightError(new Error('x'))).toBe(false);
  });
});
