import type { Parsed } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { endOfLine, isBlank, isLineBreak, nextLine, skipBlanks, skipNameChars } from './chars.ts';
import { commentedAssignment } from './commented-assignment.ts';
import { type Key, settingOf } from './entry.ts';
import { readExpression } from './hcl-expression.ts';
import { readQuoted } from './hcl-literal.ts';
import { createReader, type Frame, isCommentStart, push, type Reader } from './hcl-reader.ts';

/** What starts a statement at the start of a line, even where a bracket was forgotten: `key =`, or a block's header at the left margin. */
const STATEMENT = /[ \t]{0,100}[A-Za-z_][\w-]{0,200}[ \t]{0,100}=(?![=>])|[a-z_]{2,40}(?:[ \t]{1,4}"[^"\r\n]{0,200}"){0,3}[ \t]{0,8}\{[ \t]*(?=[\r\n])/y;

/**
 * Reads HCL: `.tfvars`, Terraform, Terragrunt, Packer, Nomad. A tolerant reader of what may hold a value, not an evaluator: attributes, maps,
 * lists (each element an entry with the list's key), heredocs (the value without its last line break), the branches of conditionals and the
 * arguments of `coalesce` and the like (kind `default`). A missing quote or bracket costs its line at most.
 */
export const parseHcl = (text: string): Parsed => {
  const reader = createReader(text);
  while (reader.at < text.length) step(reader);
  return { entries: reader.entries, notes: reader.notes };
};

const step = (reader: Reader): void => {
  const { text, frames } = reader;
  const at = reader.at;
  const frame = frames.at(-1)!;
  const code = text.charCodeAt(at);
  if (isLineBreak(code)) {
    reader.at = at + 1;
    if (frame.kind !== 'body') recover(reader);
    return;
  }
  if (isBlank(code) || code === 44 /* , */ || code === 59 /* ; */) reader.at = at + 1;
  else if (isCommentStart(text, at)) readComment(reader);
  else if (code === 125 || code === 93 || code === 41) closeFrame(reader, text[at]!);
  else if (frame.kind === 'body') readStatement(reader, frame);
  else readExpression(reader, frame.key, false);
};

/** Leaves lists and calls whose bracket was forgotten, when a statement starts on this line. */
const recover = (reader: Reader): void => {
  // Types and `for` expressions hold lines that look like statements, but not at the left margin.
  if (reader.frames.at(-1)!.kind === 'other' && isBlank(reader.text.charCodeAt(reader.at))) return;
  STATEMENT.lastIndex = reader.at;
  if (!STATEMENT.test(reader.text)) return;
  while (reader.frames.at(-1)!.kind !== 'body') reader.frames.pop();
};

const closeFrame = (reader: Reader, close: string): void => {
  const { frames } = reader;
  reader.at++;
  let depth = frames.length - 1;
  while (depth > 0 && frames[depth]!.close !== close) depth--;
  if (depth === 0) return;
  const { key, name, value } = frames[depth]!;
  frames.length = depth;
  if (name && value && /^[\w./-]{1,200}$/.test(name.value))
    reader.entries.push(settingOf({ text: name.value, range: name.valueRange, parents: value.parents }, value, 'assignment'));
  if (key) readExpression(reader, key, true);
};

const readComment = (reader: Reader): void => {
  const { text, at } = reader;
  const parents = reader.frames.at(-1)!.parents;
  const close = text[at] === '/' && text[at + 1] === '*' && reader.hasCommentEnds ? text.indexOf('*/', at + 2) : at;
  if (close < 0) reader.hasCommentEnds = false;
  const isBlock = close > at;
  const end = isBlock ? close : endOfLine(text, at);
  reader.at = isBlock ? close + 2 : end;
  for (let line = at; line < end; ) {
    const lineEnd = endOfLine(text, line, end);
    const entry = commentedAssignment(text, line, lineEnd, parents);
    if (entry) reader.entries.push(entry);
    line = nextLine(text, lineEnd);
  }
};

/** `key = value`, `"key" : value`, or a block's header. What is neither is stepped over, one word at a time. */
const readStatement = (reader: Reader, frame: Frame): void => {
  const { text } = reader;
  const name = readName(text, reader.at);
  if (!name) {
    reader.at++;
    return;
  }
  const sign = skipBlanks(text, name.after, text.length);
  const isSign = (text[sign] === '=' && text[sign + 1] !== '=') || text[sign] === ':';
  if (isSign && name.range.end > name.range.start) {
    // `=>` maps keys to values in `for` expressions and in other languages' maps.
    reader.at = sign + (text[sign + 1] === '>' ? 2 : 1);
    const own = { text: text.slice(name.range.start, name.range.end), range: name.range, parents: frame.parents };
    readExpression(reader, frame.variable ? keyInVariable(own, frame.variable) : own, false);
    return;
  }
  readHeader(reader, frame, name);
};

/** In a `variable` block, `default` is the value of the variable, and `type` holds words that are no values. */
const keyInVariable = (own: Key, variable: Key): Key | undefined => (own.text === 'default' ? variable : own.text === 'type' ? undefined : own);

/** `resource "type" "name" {`: opens a block whose parents are its type and labels. */
const readHeader = (reader: Reader, frame: Frame, type: { range: Range; after: number }): void => {
  const { text } = reader;
  const names = [type.range];
  let at = skipBlanks(text, type.after, text.length);
  while (names.length < 8 && text[at] !== '{') {
    const label = readName(text, at);
    if (!label) break;
    names.push(label.range);
    at = skipBlanks(text, label.after, text.length);
  }
  if (text[at] !== '{') {
    reader.at = type.after;
    return;
  }
  reader.at = at + 1;
  const words = names.map((range) => text.slice(range.start, range.end));
  const label = names[1];
  const variable = words[0] === 'variable' && label && label.end > label.start ? { text: words[1]!, range: label, parents: [] } : undefined;
  push(reader, { kind: 'body', close: '}', parents: [...frame.parents, ...words], ...(variable && { variable }) });
};

const readName = (text: string, at: number): { range: Range; after: number } | undefined => {
  if (text[at] === '"') return readQuoted(text, at);
  const end = skipNameChars(text, at, text.length);
  return end > at ? { range: { start: at, end }, after: end } : undefined;
};
