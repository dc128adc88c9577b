import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { baselineToWrite, loadBaseline } from '../../../shared/config/side-files.ts';
import { AppError } from '../../../shared/model/app-error.ts';

describe('baselineToWrite', () => {
  let base = '';
  let root = '';
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'watertight-side-'));
    root = join(base, 'repo');
    mkdirSync(root);
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('is ours, to be made, where there is none', () => {
    expect(baselineToWrite(root, null)).toEqual({ file: '.watertight-baseline.json', text: undefined });
  });

  it('is the one that a scan reads: ours before that of detect-secrets', () => {
    writeFileSync(join(root, '.secrets.baseline'), 'theirs');
    expect(baselineToWrite(root, null)).toEqual({ file: '.secrets.baseline', text: 'theirs' });
    writeFileSync(join(root, '.watertight-baseline.json'), 'ours');
    expect(baselineToWrite(root, null)).toEqual({ file: '.watertight-baseline.json', text: 'ours' });
  });

  it('is the one that the configuration names, there or not', () => {
    writeFileSync(join(root, '.watertight-baseline.json'), 'ours');
    expect(baselineToWrite(root, 'ci/accepted.json')).toEqual({ file: 'ci/accepted.json', text: undefined });
    mkdirSync(join(root, 'ci'));
    writeFileSync(join(root, 'ci/accepted.json'), 'named');
    expect(baselineToWrite(root, 'ci/accepted.json')).toEqual({ file: 'ci/accepted.json', text: 'named' });
  });

  it.each([
    ['a link to a file outside', (at: string) => symlinkSync(join(base, 'there'), join(at, 'b.json')), 'b.json'],
    ['a link to nothing', (at: string) => symlinkSync(join(base, 'missing'), join(at, 'b.json')), 'b.json'],
    ['a folder behind a link', (at: string) => symlinkSync(base, join(at, 'link')), 'link/b.json'],
  ])('is never written through %s', (_, prepare, named) => {
    writeFileSync(join(base, 'there'), '');
    prepare(root);
    expect(() => baselineToWrite(root, named)).toThrow('a file outside the folder is not read');
  });

  it.each([
    ['with a NUL', 'a\0b'],
    ['that is too long', 'a'.repeat(5000)],
    ['through a loop of links', 'loop/b.json'],
  ])('is no crash for a path %s', (_, named) => {
    symlinkSync('loop', join(root, 'loop'));
    expect(() => baselineToWrite(root, named)).toThrow(AppError);
    expect(() => loadBaseline(root, named, false)).toThrow('the path can not be looked up');
  });
});
