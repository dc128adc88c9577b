import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  baseName,
  below,
  comparePaths,
  folderOf,
  isDependencyFolder,
  isEnvFile,
  isInSkippedFolder,
  isMarkedAsDependencies,
  toReported,
} from '../../../shared/sources/path-names.ts';

describe('path names', () => {
  it('reports with / whatever the separator', () => {
    expect(toReported('a\\b\\c', '\\')).toBe('a/b/c');
    expect(toReported('a\\b/c', '/')).toBe('a\\b/c');
  });

  it('joins, and takes apart', () => {
    expect([below('', 'a'), below('.', 'a'), below('x', 'a/b'), below('x/', 'a'), below('..', 'a')]).toEqual(['a', 'a', 'x/a/b', 'x/a', '../a']);
    expect([baseName('a/b'), baseName('b'), folderOf('a/b/c'), folderOf('c')]).toEqual(['b', 'b', 'a/b', '']);
  });

  it.each(['.env', '.env.local', 'a/.envrc', '.env-prod', 'prod.env', 'app.env.bak', 'x.tfvars', 'x.auto.tfvars', 'x.tfvars.json', 'X.ENV', '.ENV'])(
    '%s holds settings',
    (path) => {
      expect(isEnvFile(path)).toBe(true);
    },
  );

  it.each(['environment.ts', 'env', 'a.envelope', '.env/file', 'tfvars', 'x.tf'])('%s holds no settings', (path) => {
    expect(isEnvFile(path)).toBe(false);
  });

  it('knows dependency folders', () => {
    expect(['node_modules', 'a/node_modules', 'vendor/bundle', 'x/vendor/bundle', '.venv'].map(isDependencyFolder)).toEqual([true, true, true, true, true]);
    expect(['modules', 'vendor', 'bundle', 'xvendor/bundle', 'a/node_modules/b'].map(isDependencyFolder)).toEqual([false, false, false, false, false]);
    expect(isMarkedAsDependencies('a/vendor', new Set(['modules.txt']))).toBe(true);
    expect(isMarkedAsDependencies('a/env', new Set(['pyvenv.cfg']))).toBe(true);
    expect(isMarkedAsDependencies('a/other', new Set(['modules.txt']))).toBe(false);
    expect(['a/.git/config', 'node_modules/x', 'a/vendor/bundle/x'].map(isInSkippedFolder)).toEqual([true, true, true]);
    expect(['.gitignore', 'a/node_modules', 'vendor/x'].map(isInSkippedFolder)).toEqual([false, false, false]);
  });

  it('orders as the bytes do', () => {
    const sign = Math.sign;
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        (a, b) => sign(comparePaths(a, b)) === sign(Buffer.compare(Buffer.from(a), Buffer.from(b))),
      ),
    );
    expect(comparePaths('\u{1f600}', '\uffee')).toBeGreaterThan(0);
  });
});
