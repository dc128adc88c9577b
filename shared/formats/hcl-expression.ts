import type { Entry } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { endOfLine, isLineBreak, skipBlanks, skipNameChars, trimEnd } from './chars.ts';
import { embeddedEntries } from './embedded.ts';
import { type Key, settingOf, type Value, valueAt } from './entry.ts';
import { decodeHeredoc, decodeQuoted, readHeredoc, readQuoted } from './hcl-literal.ts';
import { type Frame, isCommentStart, push, type Reader } from './hcl-reader.ts';
import { isNameMember, isSettingList, isValueMember, settingInElement } from './setting-name.ts';

/** After so many heredocs that were not closed none is looked for: each costs a look at the rest of the text. */
const MAX_UNCLOSED_HEREDOCS = 8;

/** A bare value that is longer is no number and no reference. */
const MAX_BARE = 1000;

/** Functions whose result is one of their arguments, or an argument in other clothes. */
const TRANSPARENT = new Set([
  '',
  'coalesce',
  'try',
  'sensitive',
  'nonsensitive',
  'base64encode',
  'tostring',
  'trimspace',
  'chomp',
  'lower',
  'upper',
  'urlencode',
  'tolist',
  'toset',
  'concat',
  'list',
]);

/** A string of an expression: where it stands, and the operators on both sides of it. */
interface Literal {
  readonly value: Value;
  readonly before: string;
  after: string;
}

/** What was read of an expression. */
interface Expression {
  readonly literals: Literal[];
  operands: number;
  operators: number;
  /** The last operator, or `operand` after an operand; empty at the start. */
  previous: string;
  /** The last bare word, unless an operator followed: a function's name, when a parenthesis follows. */
  word: string;
}

/**
 * Reads the value of `key` up to its end, or up to a bracket, which is opened; the rest of the expression follows when that closes
 * (`isContinued`). In a body a line break ends the value, in lists and calls it does not.
 */
export const readExpression = (reader: Reader, key: Key | undefined, isContinued: boolean): void => {
  const { text } = reader;
  const frame = reader.frames.at(-1)!;
  // A bracket that closed is never the only operand.
  const expression: Expression = { literals: [], operands: isContinued ? 2 : 0, operators: 0, previous: isContinued ? 'operand' : '', word: '' };
  const start = skipBlanks(text, reader.at, text.length);
  let at = start;
  for (; at < text.length; at = skipBlanks(text, at, text.length)) {
    const char = text[at]!;
    if (ENDS.has(char)) break;
    if (isCommentStart(text, at)) {
      const end = inlineCommentEnd(text, at);
      if (end < 0) break;
      at = end;
    } else if (char === '"') at = readString(reader, at, expression);
    else if (char === "'") at = readSingleQuoted(text, at, expression);
    else if (char === '<' && text[at + 1] === '<') at = readHeredocValue(reader, at, expression);
    else if (char === '[' && expression.previous === 'operand') at = endOfIndex(text, at + 1);
    else if (char === '{' || char === '(' || char === '[') {
      expression.operands++;
      emit(reader, frame, key, expression, { start, end: at });
      reader.at = at + 1;
      openBracket(reader, frame, char, key, expression.word);
      return;
    } else at = readWord(text, at, expression);
  }
  reader.at = at;
  emit(reader, frame, key, expression, { start, end: trimEnd(text, start, at) });
};

const ENDS = new Set('\n\r,;}])');

/** Where a comment inside a line ends (`a = /* why *\/ "x"`), or -1 for one that takes the rest of its line or more. */
const inlineCommentEnd = (text: string, at: number): number => {
  if (text[at] !== '/' || text[at + 1] !== '*') return -1;
  const near = text.slice(at + 2, at + 500);
  const close = near.indexOf('*/');
  return close < 0 || /[\r\n]/.test(near.slice(0, close)) ? -1 : at + 2 + close + 2;
};

const addLiteral = (expression: Expression, value: Value): void => {
  expression.literals.push({ value, before: expression.previous, after: '' });
  expression.operands++;
  expression.previous = 'operand';
};

const readString = (reader: Reader, at: number, expression: Expression): number => {
  const { range, after, isClosed } = readQuoted(reader.text, at);
  if (!isClosed) reader.notes.push({ message: 'a quote is not closed', range: { start: at, end: after } });
  addLiteral(expression, { value: decodeQuoted(reader.text.slice(range.start, range.end)), valueRange: range, quote: 'double' });
  return after;
};

/** `'…'` is no HCL, but people write it; without its other quote it is an operator like any other sign. */
const readSingleQuoted = (text: string, at: number, expression: Expression): number => {
  const start = at + 1;
  let end = start;
  while (end < text.length && text[end] !== "'" && !isLineBreak(text.charCodeAt(end))) end++;
  if (text[end] !== "'") return readWord(text, at, expression);
  addLiteral(expression, valueAt(text, start, end, 'single'));
  return end + 1;
};

const readHeredocValue = (reader: Reader, at: number, expression: Expression): number => {
  const { text } = reader;
  const heredoc = reader.unclosedHeredocs < MAX_UNCLOSED_HEREDOCS ? readHeredoc(text, at) : undefined;
  if (!heredoc) {
    const end = endOfLine(text, at);
    reader.unclosedHeredocs++;
    reader.notes.push({ message: 'a heredoc is not closed', range: { start: at, end } });
    return end;
  }
  const { range, isIndented, after } = heredoc;
  addLiteral(expression, { value: decodeHeredoc(text.slice(range.start, range.end), isIndented), valueRange: range, quote: 'heredoc' });
  return after;
};

/** The end of an index: `var.list[0]`, `map["key"]`. */
const endOfIndex = (text: string, start: number): number => {
  let at = start;
  if (text[at] === '"') at = readQuoted(text, at).after;
  else while (at < text.length && text[at] !== ']' && !isLineBreak(text.charCodeAt(at))) at++;
  return text[at] === ']' ? at + 1 : at;
};

/** A number, a name, a traversal; or else an operator of one character. */
const readWord = (text: string, at: number, expression: Expression): number => {
  const end = skipNameChars(text, at, text.length);
  if (end > at) {
    expression.word = text.slice(at, end);
    expression.operands++;
    expression.previous = 'operand';
    return end;
  }
  const last = expression.literals.at(-1);
  if (last && expression.previous === 'operand' && last.after === '') last.after = text[at]!;
  expression.operators++;
  expression.previous = text[at]!;
  expression.word = '';
  return at + 1;
};

const openBracket = (reader: Reader, frame: Frame, bracket: string, key: Key | undefined, word: string): void => {
  const inner = key ? { key } : {};
  const outer = key ? key.parents : frame.parents;
  const within = key ? [...outer, key.text] : outer;
  const isFor = bracket !== '(' && /^\s{0,100}for\s/.test(reader.text.slice(reader.at, reader.at + 110));
  if (isFor || !key || frame.kind === 'other') push(reader, { kind: 'other', close: CLOSING[bracket]!, parents: within, ...inner });
  else if (bracket === '{') push(reader, { kind: 'body', close: '}', parents: within, ...inner });
  else if (bracket === '[') push(reader, { kind: 'list', close: ']', parents: outer, ...inner });
  else push(reader, { kind: 'call', close: ')', parents: frame.parents, isTransparent: TRANSPARENT.has(word), ...inner });
};

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/** Adds the entries of one expression: its only operand, or the strings that its conditionals may come to. */
const emit = (reader: Reader, frame: Frame, key: Key | undefined, expression: Expression, whole: Range): void => {
  if (!key || frame.kind === 'other' || (frame.kind === 'call' && !frame.isTransparent)) return;
  const { literals, operands, operators } = expression;
  const first = literals[0];
  const isAlone = operands === 1 && frame.kind !== 'call';
  const kind = frame.kind === 'list' ? 'element' : 'assignment';
  if (first && isAlone && operators === 0) {
    const entry = settingOf(key, first.value, kind);
    reader.entries.push(entry);
    for (const inner of embeddedEntries(reader.text, entry)) reader.entries.push(inner);
    if (frame.kind === 'body') rememberPair(frame, entry);
    else if (isSettingList(key.text)) addSetting(reader, entry);
  } else if (!first && isAlone) {
    if (whole.end > whole.start && whole.end - whole.start < MAX_BARE)
      reader.entries.push(settingOf(key, valueAt(reader.text, whole.start, whole.end, 'none'), kind));
  } else {
    for (const { value, before, after } of literals) {
      const isResult = (before === '' || before === '?' || before === ':') && (after === '' || after === ':');
      if (isResult && value.value !== '') reader.entries.push(settingOf(key, value, 'default'));
    }
  }
};

const rememberPair = (frame: Frame, entry: Entry): void => {
  if (isNameMember(entry.key)) frame.name = entry;
  else if (isValueMember(entry.key)) frame.value = entry;
};

/** `env = ["NAME=value"]`. */
const addSetting = (reader: Reader, entry: Entry): void => {
  const setting = settingInElement({ text: reader.text.slice(entry.valueRange.start, entry.valueRange.end), range: entry.valueRange });
  if (!setting || setting.value.text === '') return;
  const { text, range } = setting.key;
  reader.entries.push(
    settingOf({ text, range, parents: entry.parents }, { value: setting.value.text, valueRange: setting.value.range, quote: entry.quote }, 'assignment'),
  );
};
