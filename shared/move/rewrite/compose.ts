import type { Range } from '../../model/range.ts';
import { addBeside } from './beside.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { shellWord } from './shell-word.ts';

/** Whether a file is one of Docker Compose, by its name or its services. */
export const isCompose = (path: string, text: string): boolean =>
  /(?:^|\/)(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml$/i.test(path) ||
  (/\.ya?ml$/i.test(path) && /^services:[ \t]*\r?$/m.test(text) && /^[ ]{2,8}[ \t]*(?:image|build):/m.test(text));

/**
 * A value becomes `${NAME}`, which Compose takes from its environment or from the `.env` beside the file
 * (https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/), and that `.env` gets `NAME=<reference>`. So
 * `watertight run` gives the container the value; without it the container gets the reference, and can resolve it itself.
 */
export const rewriteCompose = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[]): Rewrite => {
  const named = values.map((value) => ({ ...value, variable: defaultAround(file.text, value.range)?.name ?? value.variable }));
  const beside = addBeside(file, named, siblings);
  const edits = values.map((value, index): Edit => ({ path: file.path, ...edit(file.text, value, beside.names[index]!) }));
  return {
    kind: 'compose',
    edits: [...edits, ...beside.edits],
    created: beside.created,
    instructions: [`Start it with: watertight run -e ${shellWord(beside.path)} -- docker compose -f ${shellWord(file.path)} up`],
    complete: true,
  };
};

/** The whole `${NAME:-value}` whose default stands at a range. Compose and shells write `:-`, Spring `:`. */
export const defaultAround = (text: string, value: Range): { readonly name: string; readonly range: Range } | undefined => {
  const start = text.lastIndexOf('${', value.start);
  const opened = start < 0 ? undefined : /^\$\{([A-Za-z_]\w*)(?::?[-=]|:)["']?$/.exec(text.slice(start, Math.min(value.start, start + 300)));
  const close = text.indexOf('}', value.end);
  return opened && close >= 0 && close <= value.end + 1 ? { name: opened[1]!, range: { start, end: close + 1 } } : undefined;
};

const edit = (text: string, { range }: MovedValue, name: string): Pick<Edit, 'range' | 'text'> => {
  const expansion = `\${${name}}`;
  const around = defaultAround(text, range);
  if (around) return { range: around.range, text: expansion };
  const before = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start);
  // A whole value of a block needs no quotes, nor does a part of a text; a brace in a flow, or where a number stood, does.
  const isQuoted = /["']/.test(text[range.end] ?? '') && text[range.start - 1] === text[range.end];
  const isPlain = isQuoted || (/["'=:/@, ]$/.test(before) && (/^\s*(?:#\s*)?(?:-\s+)?["']?[\w.-]+["']?\s*[:=]\s*["']?$/.test(before) || !/[{[]/.test(before)));
  return { range, text: isPlain ? expansion : `"${expansion}"` };
};
