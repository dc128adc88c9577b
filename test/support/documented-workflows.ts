import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

const FILES = (): string[] => [
  'README.md',
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');

/** Whole as it is, without its event, or the inside of one job, which may take a matrix from a job `plan`. */
const asWorkflow = (text: string): string => {
  if (/^on:/m.test(text)) return text;
  if (/^jobs:/m.test(text)) return `on: pull_request\n${text}`;
  const body = /^- /.test(text) ? `steps:\n${text}` : text;
  const plan = "  plan:\n    runs-on: ubuntu-latest\n    outputs:\n      matrix: '{}'\n    steps:\n      - run: 'true'\n";
  return `on: pull_request\njobs:\n${plan}  job:\n    needs: plan\n    runs-on: ubuntu-latest\n${indented(body)}`;
};

/** Every block of YAML in the documentation that is a workflow or a part of one, made whole; by `file:line`. */
export const documentedWorkflows = (): Record<string, string> =>
  Object.fromEntries(
    FILES().flatMap((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      // one block may show a workflow before and after
      return [...text.matchAll(/^(?:```ya?ml|# after.*)\n([\s\S]*?)^(?:```$|(?=# after))/gm)]
        .filter(([, block = '']) => /^\s*(?:- )?(?:uses|runs-on|run):/m.test(block))
        .map(({ index, 1: block = '' }) => [`${path}:${text.slice(0, index).split('\n').length}`, asWorkflow(block)]);
    }),
  );
