import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createProgram } from '../../../cli/program.ts';
import { ROOT } from '../../support/source-files.ts';

const helpOf = async (words: readonly string[]): Promise<string> => {
  let text = '';
  const stream = { write: (part: string) => (text += part) } as unknown as NodeJS.WriteStream;
  await createProgram({ out: stream, err: stream }).run([...words, '--help']);
  return text;
};

const commandsIn = (help: string): string[] => {
  const list = /\nCommands:\n((?: {2}.*\n)+)/.exec(help)?.[1] ?? '';
  return [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
};

interface Shown {
  readonly where: string;
  readonly line: string;
}

/** Command lines of ours in a text, each up to a comment, a pipe, or what `--` passes on. */
const commandLines = (where: string, text: string): Shown[] =>
  [...text.matchAll(/(?<=^|[|;(`"] ?|npx |- run: )watertight [a-z][^|;`)\n]*/gm)].map(([line]) => ({
    where,
    line: line.replace(/ -- .*$|\s{3,}.*$| #.*$/, '').trim(),
  }));

describe('the command lines that we show', () => {
  it('name commands and options that are there', async () => {
    const main = await helpOf([]);
    const secrets = await helpOf(['secrets']);
    const helps = new Map<string, string>([['secrets', secrets]]);
    for (const name of commandsIn(main)) if (name !== 'secrets') helps.set(name, await helpOf([name]));
    for (const name of commandsIn(secrets)) helps.set(`secrets ${name}`, await helpOf(['secrets', name]));
    expect(helps.size).toBeGreaterThan(18);

    const pages = [
      'README.md',
      ...readdirSync(join(ROOT, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    const shown = [
      ...pages.flatMap((path) => commandLines(path, readFileSync(join(ROOT, path), 'utf8'))),
      ...[...helps, ['', main] as const].flatMap(([name, help]) => commandLines(`help ${name}`, help.slice(help.indexOf('Examples:')).replaceAll(/^ +/gm, ''))),
    ];
    expect(shown.length).toBeGreaterThan(120);

    const wrong = shown.filter(({ line }) => {
      const [, first = '', second = '', ...rest] = line.split(/\s+/);
      if (first === 'secrets' && second.includes('|')) return false;
      const help = helps.get(first === 'secrets' && !second.startsWith('-') ? `secrets ${second}` : first);
      if (help === undefined) return first !== 'secrets' || second !== '';
      const options = [second, ...rest].map((word) => /^\[?(--?[a-z][a-z-]*)/.exec(word)?.[1]).filter((option) => option !== undefined);
      return options.some((option) => !new RegExp(`^ +(?:-\\w, )?${option}\\b|^ +${option}, `, 'm').test(help));
    });
    expect(wrong).toEqual([]);
  });
});
