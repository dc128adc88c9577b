import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createProgram } from '../../../cli/program.ts';
import { ROOT } from '../../support/source-files.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const page = read('docs/features.md');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:What|---)/.test(line));

/** Help of every command, as it is shown. */
const helpOf = async (...words: string[]): Promise<string> => {
  let text = '';
  const stream = { write: (part: string) => (text += part) } as unknown as NodeJS.WriteStream;
  await createProgram({ out: stream, err: stream }).run([...words, '--help']);
  return text;
};

describe('docs/features.md', () => {
  it('has a row for each feature, and for each row a test', () => {
    expect(rows.length).toBeGreaterThan(70);
    expect(rows.filter((row) => !/\]\(\.\.\/test\/[^)]+\)/.test(row))).toEqual([]);
  });

  it('names tests that are there', () => {
    const named = [...page.matchAll(/\[([^\]]+)\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, title = '', file = '']) => ({ title, file }));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ title, file }) => !existsSync(join(ROOT, file)) || !read(file).includes(title))).toEqual([]);
  });

  it('names commands, inputs and functions that are there', async () => {
    const named = new Set(rows.flatMap((row) => [...(row.split(' | ')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)));
    const [main, secrets, scan, inputs, types] = [
      await helpOf(),
      await helpOf('secrets'),
      await helpOf('scan'),
      read('action.yml'),
      read('program/types.d.ts'),
    ];
    const isThere = (name: string): boolean => {
      const [, command, sub, option] = /^watertight(?: ([a-z]+))?(?: ([a-z]+))?(?: (--[a-z-]+))?$/.exec(name) ?? [];
      if (name === 'watertight') return true;
      if (option !== undefined) return command === 'scan' && new RegExp(`^ .*${option}\\b`, 'm').test(scan);
      if (command !== undefined) return new RegExp(`^  ${command}\\b`, 'm').test(main) && (sub === undefined || new RegExp(`^  ${sub}\\b`, 'm').test(secrets));
      return new RegExp(`^  ${name}:`, 'm').test(inputs) || new RegExp(`\\b${name}: `).test(types);
    };
    expect(named.size).toBeGreaterThan(20);
    expect([...named].filter((name) => !isThere(name))).toEqual([]);
  });
});
