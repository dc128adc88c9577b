import type { Range } from '../../model/range.ts';
import { addBeside } from './beside.ts';
import { isShell, type Language, languageOf, readOf } from './languages.ts';
import { lineStartAt, withNewlines } from './line-range.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { askedFor, shellWord, shellWordAt } from './shell-word.ts';
import { literalAround } from './string-literal.ts';

/**
 * Program text: a string literal becomes a look into the environment, where that is certain to be valid there; elsewhere the exact text is
 * suggested. The `.env` beside the file gets `NAME=<reference>`. A shell script asks for the value itself.
 */
export const rewriteSource = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[]): Rewrite => {
  if (isShell(file.path, file.text)) return rewriteShell(file, values);
  const language = languageOf(file.path);
  const added = language?.addition?.(file.text);
  const isReady = language !== undefined && !language.isSuggestion && (!language.needs || language.needs.test(file.text) || added !== undefined);
  const places = values.map((value) => ({ value, outer: isReady ? replaceable(file.text, value.range, language) : undefined }));
  const replaced = places.flatMap(({ value, outer }) => (outer ? [{ value, outer }] : []));
  const beside = addBeside(
    file,
    replaced.map(({ value }) => value),
    siblings,
  );
  const commented = places.filter(({ value, outer }) => !outer && isInComment(file.text, value.range)).map(({ value }) => value);
  const edits = replaced.map(({ outer }, index): Edit => ({ path: file.path, range: outer, text: readOf(language!, beside.names[index]!) }));
  if (edits.length > 0 && added && !language?.needs?.test(file.text))
    edits.push({ path: file.path, range: { start: added.at, end: added.at }, text: withNewlines(added.text, file.text) });
  edits.push(...commented.map(({ range, reference }) => ({ path: file.path, range, text: reference })));
  const instructions = places.flatMap(({ value, outer }) => (outer || commented.includes(value) ? [] : [suggestion(file, value, language)]));
  instructions.push(`Start the program with: watertight run -e ${shellWord(beside.path)} -- <command>`);
  return { kind: 'source', edits: [...edits, ...beside.edits], created: beside.created, instructions, complete: false };
};

/** The literal with its quotes, if all of it is the value and an expression can stand there. */
const replaceable = (text: string, range: Range, language: Language): Range | undefined => {
  const literal = literalAround(text, range);
  if (!literal || literal.isInterpolated || literal.range.start !== range.start || literal.range.end !== range.end) return undefined;
  const before = text.slice(lineStartAt(text, literal.outer.start), literal.outer.start);
  const after = text.slice(literal.outer.end, literal.outer.end + 40);
  if (language.unless?.test(before)) return undefined;
  // After a sign or a bracket, and no part of a larger expression, a key of a map or a comment.
  const isOperand = /(?:[=(,[]|:|\breturn|\?\?|\|\|)\s*$/.test(before) && /^[ \t]*(?:[;,)\]}]|\r?\n|$)/.test(after);
  return isOperand && !isComment(before) ? literal.outer : undefined;
};

const isInComment = (text: string, { start }: Range): boolean => isComment(text.slice(lineStartAt(text, start), start));

const isComment = (before: string): boolean => /^\s*(?:\/\/|#|\*|--|\/\*)/.test(before);

const suggestion = ({ path, text }: SiblingFile, { finding, variable, reference }: MovedValue, language: Language | undefined): string => {
  const place = `${path}:${finding.place.startLine}:${finding.place.startColumn}`;
  if (/(?:^|\/)(?:Dockerfile|Containerfile)[\w.-]*$/i.test(path))
    return `${place}: take the value out of the image: RUN --mount=type=secret,id=${variable},env=${variable} <command> for a build, or the container's environment at run time.`;
  const needed = language?.needed && !language.needs?.test(text) ? ` (with: ${language.needed})` : '';
  const read = language
    ? `put ${readOf(language, variable)} in the place of the value, quotes included${needed}`
    : `read the environment variable ${variable} instead of the value`;
  return `${place}: ${read}; store the value (watertight secrets create), and name it in .env: ${variable}=${shellWord(reference)}`;
};

/** `KEY="$(watertight resolve '<reference>')"`: works wherever the value was a whole word or a whole literal. */
const rewriteShell = (file: SiblingFile, values: readonly MovedValue[]): Rewrite => {
  const edits: Edit[] = [];
  const instructions: string[] = [];
  for (const value of values) {
    const asked = askedFor(value.reference);
    const range = shellWordAt(file.text, value.range);
    if (range) edits.push({ path: file.path, range, text: asked });
    else instructions.push(`${file.path}:${value.finding.place.startLine}: put ${asked} in the place of the value.`);
  }
  return { kind: 'source', edits, created: [], instructions, complete: instructions.length === 0 };
};
