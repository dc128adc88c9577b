import { dotenvEdit } from './quote-reference.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { shellWord } from './shell-word.ts';

/**
 * `KEY=value` to `KEY=<reference>`, whatever the dialect: `export`, comments, quotes, order and line ends stay. A file that a shell runs
 * (`.envrc`, `.bashrc`) asks for the value itself: `KEY="$(watertight resolve '…')"`.
 */
export const rewriteDotenv = (file: SiblingFile, values: readonly MovedValue[]): Rewrite => {
  const edits = values.flatMap((value): Edit[] => edit(file, value));
  return { kind: 'dotenv', edits, created: [], instructions: advice(file.path), complete: true };
};

const edit = ({ path, text }: SiblingFile, value: MovedValue): Edit[] => [{ path, ...dotenvEdit(text, value.range, value.reference) }];

const advice = (path: string): string[] => [
  `Start the program with: watertight run --env-file ${shellWord(path)} -- <command>`,
  'Or, in Node, let it resolve its own environment: node --import watertight/register <file>',
];
