import { dotenvEdit } from './quote-reference.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { askedFor, shellWord, shellWordAt } from './shell-word.ts';

/**
 * `KEY=value` to `KEY=<reference>`, whatever the dialect: `export`, comments, quotes, order and line ends stay. A file that a shell runs
 * (`.envrc`, `.bashrc`) asks for the value itself: `KEY="$(watertight resolve '…')"`.
 */
export const rewriteDotenv = (file: SiblingFile, values: readonly MovedValue[]): Rewrite => {
  const edits = values.map((value) => edit(file, value));
  return { kind: 'dotenv', edits, created: [], instructions: advice(file.path), complete: true };
};

/** Files that a shell runs when it starts, or when a folder is entered (direnv). */
const RUN = /(?:^|\/)\.?(?:envrc|bashrc|bash_profile|bash_login|bash_aliases|profile|zshrc|zshenv|zprofile)$/;

const edit = ({ path, text }: SiblingFile, { range, reference }: MovedValue): Edit => {
  const word = RUN.test(path) ? shellWordAt(text, range) : undefined;
  return word ? { path, range: word, text: askedFor(reference) } : { path, ...dotenvEdit(text, range, reference) };
};

const advice = (path: string): string[] =>
  RUN.test(path)
    ? []
    : [
        `Start the program with: watertight run -e ${shellWord(path)} -- <command>`,
        'Or, in Node, let it resolve its own environment: node --import watertight/register <file>',
      ];
