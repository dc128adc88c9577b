import type { Entry, Parsed, ParseNote } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { endOfLine, isBlank, isLineBreak, nextLine, skipBlanks, skipNameChars, textStart, trimEnd } from './chars.ts';
import { commentedAssignment } from './commented-assignment.ts';
import { decodeHeredoc, decodeQuoted, readHeredoc, readQuoted } from './hcl-literal.ts';

/** A key and what stands around it; list elements and the insides of maps hang on it. */
interface Key {
  readonly text: string;
  readonly range: Range;
  readonly parents: readonly string[];
}

/** What an opened bracket holds. `call` is a function's arguments or a group; `other` is a `for` expression, whose strings are not values. */
interface Frame {
  readonly kind: 'body' | 'list' | 'call' | 'other';
  readonly close: string;
  /** The key whose value the bracket is part of; absent for blocks. */
  readonly key?: Key;
  readonly parents: readonly string[];
  /** The name of a `variable` block: its `default` is the value of that name. */
  readonly variable?: Key;
  /** Whether the arguments of the call are values as they are: `coalesce(var.a, "x")`. */
  readonly isTransparent?: boolean;
  /** `{ name = "X", value = "Y" }` is `X = "Y"`: containers' variables, Helm values, stored parameters. */
  name?: Entry;
  value?: Entry;
}

interface Reader {
  readonly text: string;
  readonly entries: Entry[];
  readonly notes: ParseNote[];
  readonly frames: Frame[];
  at: number;
  /** How many heredocs were not closed. After a few, none is looked for: each costs a look at the rest of the text. */
  unclosedHeredocs: number;
  hasCommentEnds: boolean;
}

const MAX_DEPTH = 64;
const MAX_UNCLOSED_HEREDOCS = 8;

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

/** What starts a statement at the start of a line, even where a bracket was forgotten: `key =`, or a block's header at the left margin. */
const STATEMENT = /[ \t]{0,100}[A-Za-z_][\w-]{0,200}[ \t]{0,100}=(?![=>])|[a-z_]{2,40}(?:[ \t]{1,4}"[^"\r\n]{0,200}"){0,3}[ \t]{0,8}\{[ \t]*(?=[\r\n])/y;

/**
 * Reads HCL: `.tfvars`, Terraform, Terragrunt, Packer, Nomad. A tolerant reader of what may hold a value, not an evaluator: attributes, maps,
 * lists (each element an entry with the list's key), heredocs (the value without its last line break), the branches of conditionals and the
 * arguments of `coalesce` and the like (kind `default`). A missing quote or bracket costs its line at most.
 */
export const parseHcl = (text: string): Parsed => {
  const reader: Reader = {
    text,
    entries: [],
    notes: [],
    frames: [{ kind: 'body', close: '', parents: [] }],
    at: textStart(text),
    unclosedHeredocs: 0,
    hasCommentEnds: true,
  };
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
  if (name && value && /^[\w./-]{1,200}$/.test(name.value)) reader.entries.push({ ...value, key: name.value, keyRange: name.valueRange });
  if (key) readExpression(reader, key, true);
};

const isCommentStart = (text: string, at: number): boolean => text[at] === '#' || (text[at] === '/' && (text[at + 1] === '/' || text[at + 1] === '*'));

/** Where a comment inside a line ends (`a = /* why *\/ "x"`), or -1 for one that takes the rest of its line or more. */
const inlineCommentEnd = (text: string, at: number): number => {
  if (text[at] !== '/' || text[at + 1] !== '*') return -1;
  const near = text.slice(at + 2, at + 500);
  const close = near.indexOf('*/');
  return close < 0 || /[\r\n]/.test(near.slice(0, close)) ? -1 : at + 2 + close + 2;
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
    const entry = commentedAssignment(text, line, lineEnd);
    if (entry)
      reader.entries.push({
        ...entry,
        parents,
        value: entry.quote === 'double' ? decodeQuoted(text.slice(entry.valueRange.start, entry.valueRange.end)) : entry.value,
      });
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
    readExpression(reader, frame.variable && own.text === 'default' ? frame.variable : own, false);
    return;
  }
  readHeader(reader, frame, name);
};

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

const push = (reader: Reader, frame: Frame): void => {
  if (reader.frames.length < MAX_DEPTH) reader.frames.push(frame);
};

/** A string of an expression: where it stands, and the operators on both sides of it. */
interface Literal {
  readonly entry: Pick<Entry, 'value' | 'valueRange' | 'quote'>;
  readonly before: string;
  after: string;
}

/**
 * Reads the value of `key` up to its end, or up to a bracket, which is opened; the rest of the expression follows when that closes
 * (`isContinued`). In a body a line break ends the value, in lists and calls it does not.
 */
const readExpression = (reader: Reader, key: Key | undefined, isContinued: boolean): void => {
  const { text, frames } = reader;
  const frame = frames.at(-1)!;
  const literals: Literal[] = [];
  // A bracket that closed is never the only operand.
  let operands = isContinued ? 2 : 0;
  let operators = 0;
  let previous = isContinued ? 'operand' : '';
  let word = '';
  const start = skipBlanks(text, reader.at, text.length);
  let at = start;
  const addLiteral = (entry: Literal['entry']): void => {
    literals.push({ entry, before: previous, after: '' });
    operands++;
    previous = 'operand';
  };
  const addOperator = (operator: string): void => {
    const last = literals.at(-1);
    if (last && previous === 'operand' && last.after === '') last.after = operator;
    operators++;
    previous = operator;
  };
  for (; at < text.length; at = skipBlanks(text, at, text.length)) {
    const char = text[at]!;
    if (char === '\n' || char === '\r' || char === ',' || char === ';' || char === '}' || char === ']' || char === ')') break;
    const comment = isCommentStart(text, at) ? inlineCommentEnd(text, at) : at;
    if (comment < 0) break;
    if (comment > at) {
      at = comment;
      continue;
    }
    if (char === '"') {
      const string = readQuoted(text, at);
      if (!string.isClosed) reader.notes.push({ message: 'a quote is not closed', range: { start: at, end: string.after } });
      addLiteral({ value: decodeQuoted(text.slice(string.range.start, string.range.end)), valueRange: string.range, quote: 'double' });
      at = string.after;
    } else if (char === '<' && text[at + 1] === '<') {
      const heredoc = reader.unclosedHeredocs < MAX_UNCLOSED_HEREDOCS ? readHeredoc(text, at) : undefined;
      if (heredoc)
        addLiteral({
          value: decodeHeredoc(text.slice(heredoc.range.start, heredoc.range.end), heredoc.isIndented),
          valueRange: heredoc.range,
          quote: 'heredoc',
        });
      else {
        reader.unclosedHeredocs++;
        reader.notes.push({ message: 'a heredoc is not closed', range: { start: at, end: endOfLine(text, at) } });
      }
      at = heredoc?.after ?? endOfLine(text, at);
    } else if (char === '{' || char === '(' || (char === '[' && previous !== 'operand')) {
      emit(reader, frame, key, literals, { start, end: at }, operands + 1, operators);
      reader.at = at + 1;
      openBracket(reader, frame, char, key, word);
      return;
    } else if (char === '[') {
      // An index: `var.list[0]`, `map["key"]`.
      at++;
      if (text[at] === '"') at = readQuoted(text, at).after;
      else while (at < text.length && text[at] !== ']' && !isLineBreak(text.charCodeAt(at))) at++;
      if (text[at] === ']') at++;
    } else {
      const end = skipNameChars(text, at, text.length);
      if (end > at) {
        word = text.slice(at, end);
        operands++;
        previous = 'operand';
        at = end;
      } else {
        addOperator(char);
        word = '';
        at++;
      }
    }
  }
  reader.at = at;
  emit(reader, frame, key, literals, { start, end: trimEnd(text, start, at) }, operands, operators);
};

const openBracket = (reader: Reader, frame: Frame, bracket: string, key: Key | undefined, word: string): void => {
  const { text } = reader;
  const inner = key ? { key } : {};
  const parents = key ? [...key.parents, key.text] : frame.parents;
  const isFor = bracket !== '(' && /\s{0,100}for\s/y.test(text.slice(reader.at, reader.at + 110));
  if (isFor || frame.kind === 'other') push(reader, { kind: 'other', close: bracket === '{' ? '}' : bracket === '[' ? ']' : ')', parents, ...inner });
  else if (bracket === '{') push(reader, { kind: 'body', close: '}', parents, ...inner });
  else if (bracket === '[') push(reader, { kind: 'list', close: ']', parents: key?.parents ?? frame.parents, ...inner });
  else push(reader, { kind: 'call', close: ')', parents: frame.parents, isTransparent: TRANSPARENT.has(word), ...inner });
};

/** The entries of one expression: its only operand, or the strings that its conditionals may come to. */
const emit = (reader: Reader, frame: Frame, key: Key | undefined, literals: readonly Literal[], whole: Range, operands: number, operators: number): void => {
  if (!key || frame.kind === 'other' || (frame.kind === 'call' && !frame.isTransparent)) return;
  const base = { key: key.text, parents: key.parents, keyRange: key.range, setting: 'config' } as const;
  const isAlone = operands === 1 && frame.kind !== 'call';
  if (isAlone && operators === 0 && literals.length === 1) {
    const entry: Entry = { ...base, ...literals[0]!.entry, kind: frame.kind === 'list' ? 'element' : 'assignment' };
    reader.entries.push(entry);
    if (frame.kind === 'body' && (key.text === 'name' || key.text === 'key')) frame.name = entry;
    if (frame.kind === 'body' && key.text === 'value') frame.value = entry;
    return;
  }
  if (literals.length === 0 && frame.kind !== 'call' && whole.end > whole.start) {
    const value = reader.text.slice(whole.start, whole.end);
    if (isAlone && whole.end - whole.start < 1000)
      reader.entries.push({ ...base, value, valueRange: whole, quote: 'none', kind: frame.kind === 'list' ? 'element' : 'assignment' });
    return;
  }
  for (const literal of literals) {
    const isResult = /^[?:]?$/.test(literal.before) && (literal.after === '' || literal.after === ':');
    if (isResult && literal.entry.value !== '') reader.entries.push({ ...base, ...literal.entry, kind: 'default' });
  }
};
