import type { Range } from '../../model/range.ts';
import { addBeside } from './beside.ts';
import { isShell, type Language, languageOf, readOf } from './languages.ts';
import { lineStartAt } from './line-range.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { shellWord } from './shell-word.ts';
import { literalAround } from './string-literal.ts';

/**
 * Program text: a string literal becomes a look into the environment, where that is certain to be valid there; elsewhere the exact text is
 * suggested. The `.env` beside the file gets `NAME=<reference>`. A shell script asks for the value itself.
 */
export const rewriteSource = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[]): Rewrite => {
  if (isShell(file.path, file.text)) return rewriteShell(file, values);
  const language = languageOf(file.path);
  const beside = addBeside(file, values, siblings);
  const edits: Edit[] = [];
  const instructions: string[] = [];
  values.forEach((value, index) => {
    const name = beside.names[index]!;
    const outer = language && replaceable(file.text, value.range, language);
    if (language && outer) edits.push({ path: file.path, range: outer, text: readOf(language, name) });
    else instructions.push(suggestion(file, value, name, language));
  });
  instructions.push(`Start the program with: watertight run --env-file ${shellWord(beside.path)} -- <command>`);
  return { kind: 'source', edits: [...edits, ...beside.edits], created: beside.created, instructions, complete: false };
};

/** The literal with its quotes, if all of it is the value and an expression can stand there. */
const replaceable = (text: string, range: Range, language: Language): Range | undefined => {
  const literal = literalAround(text, range);
  if (!literal || literal.isInterpolated || literal.range.start !== range.start || literal.range.end !== range.end) return undefined;
  const before = text.slice(lineStartAt(text, literal.outer.start), literal.outer.start);
  const after = text.slice(literal.outer.end, literal.outer.end + 40);
  if (language.isSuggestion || (language.needs && !language.needs.test(text)) || language.unless?.test(before)) return undefined;
  // After a sign or a bracket, and no part of a larger expression, a key of a map or a comment.
  const isOperand = /(?:[=(,[]|:|\breturn|\?\?|\|\|)\s*$/.test(before) && /^[ \t]*(?:[;,)\]}]|\r?\n|$)/.test(after);
  return isOperand && !isComment(before) ? literal.outer : undefined;
};

const isComment = (before: string): boolean => /^\s*(?:\/\/|#|\*|--|\/\*)/.test(before);

const suggestion = ({ path, text }: SiblingFile, { finding }: MovedValue, name: string, language: Language | undefined): string => {
  const place = `${path}:${finding.place.startLine}:${finding.place.startColumn}`;
  if (/(?:^|\/)(?:Dockerfile|Containerfile)[\w.-]*$/i.test(path))
    return `${place}: take the value out of the image: RUN --mount=type=secret,id=${name},env=${name} <command> for a build, or the container's environment at run time.`;
  if (!language) return `${place}: read the environment variable ${name} here instead of the value.`;
  const needed = language.needed && !language.needs?.test(text) ? ` (with: ${language.needed})` : '';
  return `${place}: put ${readOf(language, name)} in the place of the value, quotes included${needed}.`;
};

/** `KEY="$(watertight resolve '<reference>')"`: works wherever the value was a whole word or a whole literal. */
const rewriteShell = (file: SiblingFile, values: readonly MovedValue[]): Rewrite => {
  const edits: Edit[] = [];
  const instructions: string[] = [];
  for (const value of values) {
    const asked = `"$(watertight resolve ${shellWord(value.reference)})"`;
    const range = shellWordAt(file.text, value.range);
    if (range) edits.push({ path: file.path, range, text: asked });
    else instructions.push(`${file.path}:${value.finding.place.startLine}: put ${asked} in the place of the value.`);
  }
  return { kind: 'source', edits, created: [], instructions, complete: instructions.length === 0 };
};

/** The word of a shell that is the value and nothing else, with its quotes. */
const shellWordAt = (text: string, range: Range): Range | undefined => {
  const quote = /["']/.test(text[range.start - 1] ?? '') && text[range.start - 1] === text[range.end] ? 1 : 0;
  const word = { start: range.start - quote, end: range.end + quote };
  const before = text.slice(lineStartAt(text, word.start), word.start);
  const isWord = /(?:^|[\s=])$/.test(before) && /^(?:[\s;)&|]|$)/.test(text.slice(word.end, word.end + 1));
  const quotes = before.match(/["']/g)?.length ?? 0;
  return isWord && quotes % 2 === 0 && !/^\s*#/.test(before) ? word : undefined;
};
