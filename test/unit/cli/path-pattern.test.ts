import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { globOf } from '../../../cli/init/path-pattern.ts';
import { createGlob } from '../../../shared/text/glob.ts';

describe('globOf', () => {
  it.each([
    ['^vendor/', '/vendor/'],
    ['(^|/)testdata/', '**/testdata/'],
    ['(?:^|/)node_modules/', '**/node_modules/'],
    ['^docs/.*\\.md$', '/docs/**/*.md'],
    ['.*\\.lock$', '**/*.lock'],
    ['\\.(png|jpg)$', '**/*.{png,jpg}'],
    ['\\.min\\.js$', '**/*.min.js'],
    ['package.lock.json', '**/*package?lock?json*'],
    ['tests/.*', '**/*tests/**'],
    ['[^/]*\\.snap$', '**/*.snap'],
    ['.*\\.(png|jpg)$', '**/*.{png,jpg}'],
    ['package-lock\\.json', '**/*package-lock.json*'],
    ['^src/test_', '/src/test_*'],
    ['\\/fixtures\\/', '*/**/fixtures/'],
    ['^[^/]+\\.txt$', '/?*.txt'],
  ])('%s', (expression, glob) => {
    expect(globOf(expression)).toBe(glob);
  });

  it.each(['', '.*', '^.*$', '[ab]+', 'a|b', 'a+b', '(?i)readme', 'x{3}', '\\d+', '(a|.*)$', '^(src|.*)/', '/'])('can not say %s', (expression) => {
    expect(globOf(expression)).toBeUndefined();
  });

  it('never takes in more than the expression', () => {
    const starts = fc.constantFrom('', '^', '(^|/)', '.*', '.*/', '^.*/', '(?:^|/)', '/', '^(.*/)?');
    const words = fc.array(fc.constantFrom('a', 'b', '/', '\\.', '.', '.*', '[^/]*', '[^/]+', '.+', '(a|b)', '(?:ab|b)', '\\*', '\\/'), {
      minLength: 1,
      maxLength: 6,
    });
    const ends = fc.constantFrom('', '$', '/');
    const paths = fc.array(fc.constantFrom('a', 'b', 'ab', '.', '/', '*', 'x'), { minLength: 1, maxLength: 10 }).map((parts) =>
      parts
        .join('')
        .split('/')
        .filter((part) => part !== '' && part !== '.')
        .join('/'),
    );
    let tried = 0;
    fc.assert(
      fc.property(starts, words, ends, fc.array(paths, { minLength: 20, maxLength: 40 }), (start, middle, end, all) => {
        const expression = start + middle.join('') + end;
        const glob = globOf(expression);
        if (glob === undefined) return;
        // What lies in a folder with the name of a file is the one exception.
        const wanted = new RegExp(end === '$' ? `${expression.slice(0, -1)}(?:$|/)` : expression);
        const test = createGlob(glob);
        for (const path of all.filter((each) => each !== '' && test(each))) {
          tried += 1;
          if (!wanted.test(path)) throw new Error(`${expression} is not ${glob}: ${path}`);
        }
      }),
      { numRuns: 3000 },
    );
    expect(tried).toBeGreaterThan(500);
  });
});
