import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lintReference } from '../../../shared/references/lint.ts';
import { parseReference } from '../../../shared/references/parse.ts';
import { ROOT } from '../../support/source-files.ts';

const page = readFileSync(join(ROOT, 'docs/references.md'), 'utf8');
const [, syntax = ''] = /## Syntax\n([\s\S]*?)### Plain names/.exec(page) ?? [];

describe('docs/references.md', () => {
  const examples = [...syntax.matchAll(/^\| `([^`]+)`/gm)].map(([, text = '']) => text);

  it('shows a reference of every syntax', () => {
    expect(examples.length).toBeGreaterThan(20);
    expect(new Set(examples.map((text) => parseReference(text)?.syntax))).toEqual(new Set(['arn', 'ecs', 'scheme', 'ssm-arn', 'vault', 'azure', 'local']));
  });

  it.each(examples)('%s is one, with nothing wrong but what the page says', (text) => {
    const issues = lintReference(parseReference(text)!).filter(({ code }) => code !== 'no-suffix');
    expect(issues).toEqual([]);
  });

  it('names every code of the lint', () => {
    const source = readFileSync(join(ROOT, 'shared/references/lint.ts'), 'utf8');
    const codes = [.../export type LintCode =([\s\S]*?);/.exec(source)![1]!.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
    const [, table = ''] = /## What can be wrong with one\n([\s\S]*?)## Commands/.exec(page) ?? [];
    const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code));
    expect(named.sort()).toEqual(codes.sort());
  });

  it('names every code of a drift', () => {
    const source = readFileSync(join(ROOT, 'shared/references/drift.ts'), 'utf8');
    const codes = [.../export type DriftCode =([\s\S]*?);/.exec(source)![1]!.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
    const [, table = ''] = /## Commands\n([\s\S]*)/.exec(page) ?? [];
    expect([...table.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code = '']) => code).sort()).toEqual(codes.sort());
  });
});
