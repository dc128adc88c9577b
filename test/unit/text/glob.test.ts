import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ignore from 'ignore';
import { createGlob, createGlobs } from '../../../shared/text/glob.ts';
import { processorMs } from '../../support/processor-time.ts';

describe('createGlob', () => {
  it.each([
    ['*.env', 'a.env', true],
    ['*.env', 'deep/er/a.env', true],
    ['*.env', 'a.env.txt', false],
    ['/a.env', 'a.env', true],
    ['docs/*.md', 'docs/a.md', true],
    ['docs/*.md', 'docs/b/a.md', false],
    ['docs/*.md', 'x/docs/a.md', false],
    ['docs/**', 'docs/b/a.md', true],
    ['docs/', 'docs/b/a.md', true],
    ['docs/', 'docs', false],
    ['docs', 'docs/b/a.md', true],
    ['docs', 'mydocs/a.md', false],
    ['**/test/**/*.ts', 'a/test/b/c/d.ts', true],
    ['**/test/**/*.ts', 'test/d.ts', true],
    ['**/test/**/*.ts', 'a/tests/d.ts', false],
    ['a/**/b/**/c', 'a/b/x/b/y/c', true],
    ['a/**/b/**/c', 'a/x/y/c', false],
    ['file?.txt', 'file1.txt', true],
    ['file?.txt', 'file12.txt', false],
    ['[a-c]x[!0-9]', 'bxz', true],
    ['[a-c]x[!0-9]', 'bx5', false],
    ['[a-c]x[!0-9]', 'dxz', false],
    ['*.{pem,key}', 'x/tls.key', true],
    ['{a,b{c,d}}.txt', 'bd.txt', true],
    ['{a,b{c,d}}.txt', 'b.txt', false],
    ['\\*.txt', '*.txt', true],
    ['\\*.txt', 'a.txt', false],
    ['[x', '[x', true],
    ['A.txt', 'a.txt', false],
  ])('%s against %s: %s', (pattern, path, expected) => {
    expect(createGlob(pattern)(path)).toBe(expected);
    expect(createGlob(pattern)(path.replaceAll('/', '\\'))).toBe(expected);
  });

  it('stays fast on a hostile pattern', () => {
    const spent = processorMs(() => {
      expect(createGlob(`${'*a'.repeat(200)}b`)('a'.repeat(4000))).toBe(false);
      expect(createGlob(`${'**/a/'.repeat(200)}b`)('a/'.repeat(2000))).toBe(false);
      expect(createGlob('{a,b}'.repeat(40))('x')).toBe(false);
    });
    expect(spent).toBeLessThan(2000);
  });
});

describe('createGlob beside the ignore package', () => {
  const part = fc.constantFrom('a', 'b', 'ab', 'a.b', '*', '?', 'a*', '*b', '**', '[ab]', '[!a]', '?b', 'a?');
  const pattern = fc
    .tuple(fc.constantFrom('', '/'), fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/'))
    .map(([start, parts, end]) => start + parts.join('/') + end)
    // These two say "a folder" and then something of it: the package takes the file for the folder there.
    .filter((text) => !/\*\*\/?\*\*|^\/?\*\*\/?$/.test(text));
  const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'a.b', 'c'), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

  it('agrees on what a pattern leaves out', () => {
    fc.assert(
      fc.property(pattern, path, (glob, file) => {
        expect([glob, file, createGlob(glob)(file)]).toEqual([glob, file, ignore().add(glob).ignores(file)]);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('createGlobs', () => {
  it('is true when any matches, false for none', () => {
    expect(createGlobs(['*.a', '*.b'])('x.b')).toBe(true);
    expect(createGlobs([])('x.b')).toBe(false);
  });
});
