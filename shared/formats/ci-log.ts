import type { Entry, Parsed } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import type { TextView } from '../text/view.ts';
import { JSON_ESCAPES, undoEscapes } from './escapes.ts';
import { createHitCursor } from './hit-cursor.ts';
import { type LineAssignment, readLineAssignments } from './log-assignments.ts';
import { type BlockKind, createBlockFinder } from './log-block.ts';
import { type LogLine, lineAfter, readLogLine } from './log-line.ts';

/** A key is followed by its sign within so many units, escape codes included. */
const MAX_AHEAD = 160;

const isWordCode = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 0x5f || code === 0x2d || code === 0x2e;

/** Whether an assignment can follow a credential word that ends at `offset`. Sees most hits in prose off at the price of a few characters. */
const mayAssign = (text: string, offset: number): boolean => {
  const last = Math.min(text.length, offset + MAX_AHEAD);
  let i = offset;
  while (i < last && isWordCode(text.charCodeAt(i))) i++;
  let code = text.charCodeAt(i);
  if (code === 0x20 || code === 0x09) {
    if (isFlag(text, offset)) return true;
    while (i < last && (code === 0x20 || code === 0x09)) code = text.charCodeAt(++i);
    return code === 0x3d || code === 0x3a || code === 0x1b;
  }
  // = : " ' \ ] ; and escape codes
  return code === 0x3d || code === 0x3a || code === 0x22 || code === 0x27 || code === 0x5c || code === 0x5d || code === 0x3b || code === 0x1b || code === 0x9b;
};

const isFlag = (text: string, offset: number): boolean => {
  const least = Math.max(0, offset - MAX_AHEAD);
  let i = offset - 1;
  while (i >= least && isWordCode(text.charCodeAt(i))) i--;
  return text.charCodeAt(i + 1) === 0x2d;
};

/** Masked by the server, in whole or in part, or left out by a tool. */
const isMasked = (value: string): boolean => /\*{3}|^[([<].{0,40}[)\]>]$/.test(value);

const LINE_NAME = /^"(?:name|Name|key|Key)"\s{0,8}:\s{0,8}"([\w.-]{1,120})"\s{0,8},?\s{0,8}$/;
const LINE_VALUE = /^"(?:value|Value)"\s{0,8}:\s{0,8}"((?:[^"\\]|\\.){1,4000})"/;

/** `::set-output name=X::value` and its kin, also with `##[…]`; `::add-mask::value`, whose value is what was to be kept secret. */
const COMMAND = /(?:::|##\[)(set-output|save-state|set-env) name=([\w.-]{1,120})(?:::|;?\])(.{1,4000})|(?:::|##\[)(add-mask)(?:::|\])(.{1,4000})/;

const BLOCK_LINE = /^ {2,8}([A-Za-z_][\w.-]{0,119}): (.{1,8000})$/;

/** Inputs of actions that name a cache, not a key to something. */
const CACHE_INPUT = /^(?:key|restore-keys|.*cache.*|.*-keys?-(?:prefix|path|file)|primary-key)$/i;

/** The entries of one line. `block` says what kind of block the line stands in, and is asked only where it matters. */
const entriesOfLine = (text: string, line: LogLine, block: () => BlockKind, isHit: (key: Range) => boolean): Entry[] => {
  const entries: Entry[] = [];
  const shown = line.view.text;
  const add = (key: string, keyRange: Range, valueRange: Range, more: Partial<Entry> = {}, view: TextView = line.view): void => {
    const value = more.value ?? view.text.slice(valueRange.start, valueRange.end);
    if (value === '' || isMasked(value)) return;
    entries.push({
      key,
      parents: [],
      keyRange: line.view.toRaw(keyRange),
      quote: 'none',
      kind: 'assignment',
      setting: 'config',
      ...more,
      value,
      valueRange: view.toRaw(valueRange),
    });
  };

  const command = COMMAND.exec(shown);
  if (command !== null) {
    const key = command[2] ?? command[4] ?? '';
    const value = (command[3] ?? command[5] ?? '').trimEnd().replace(/["']$/, '');
    const keyStart = command.index + command[0].indexOf(key);
    const valueStart = command.index + command[0].length - (command[3] ?? command[5] ?? '').length;
    add(key, { start: keyStart, end: keyStart + key.length }, { start: valueStart, end: valueStart + value.length });
    return entries;
  }

  const inBlock = line.coloured ? null : BLOCK_LINE.exec(shown);
  if (inBlock !== null && block() !== 'none') {
    const [, key = '', rest = ''] = inBlock;
    const value = rest.trimEnd();
    const keyStart = shown.length - rest.length - 2 - key.length;
    if (block() === 'with' && CACHE_INPUT.test(key)) return entries;
    add(key, { start: keyStart, end: keyStart + key.length }, { start: keyStart + key.length + 2, end: keyStart + key.length + 2 + value.length });
    return entries;
  }

  const indent = shown.length - shown.trimStart().length;
  const name = shown[indent] === '"' ? LINE_NAME.exec(shown.slice(indent)) : null;
  if (name !== null) {
    const next = lineAfter(text, line.end);
    const nextIndent = next === undefined ? 0 : next.view.text.length - next.view.text.trimStart().length;
    const value = next === undefined ? null : LINE_VALUE.exec(next.view.text.slice(nextIndent));
    if (next !== undefined && value !== null) {
      const keyStart = indent + name[0].indexOf(name[1]!, 6);
      const valueStart = nextIndent + value[0].length - 1 - value[1]!.length;
      const range = { start: valueStart, end: valueStart + value[1]!.length };
      add(name[1]!, { start: keyStart, end: keyStart + name[1]!.length }, range, { quote: 'double', value: undoEscapes(value[1]!, JSON_ESCAPES) }, next.view);
    }
    return entries;
  }

  for (const assignment of readLineAssignments(shown, (key) => isHit(line.view.toRaw(key)))) {
    const { key, keyRange, valueRange, quote, config } = assignment;
    add(key, keyRange, valueRange, { quote, setting: config ? 'config' : 'source', value: unescaped(shown, assignment) });
  }
  return entries;
};

const unescaped = (shown: string, { valueRange, escapes }: LineAssignment): string => {
  const raw = shown.slice(valueRange.start, valueRange.end);
  if (escapes === 'none') return raw;
  const once = undoEscapes(raw, JSON_ESCAPES);
  return escapes === 'twice' ? undoEscapes(once, JSON_ESCAPES) : once;
};

/**
 * Reads a build log around the given offsets only (ends of credential words, rising): hundreds of megabytes of prose cost next to nothing.
 * Knows the `env:` and `with:` blocks of GitHub Actions, workflow commands, `set -x` traces, `env`, `docker inspect` and
 * `terraform plan` dumps, HTTP headers and JSON; prose (`The secret X is not set`) gives no entries. Values with `***` are masked and left out.
 */
export const parseCiLog = (text: string, offsets: readonly number[]): Parsed => {
  const entries: Entry[] = [];
  const blockOf = createBlockFinder(text);
  const cursor = createHitCursor(offsets);
  const isHit = ({ start, end }: Range): boolean => cursor.within(start, end);
  let done = 0;
  for (const offset of offsets) {
    if (offset <= done || !mayAssign(text, offset)) continue;
    const line = readLogLine(text, offset, done);
    done = line.end;
    let kind: BlockKind | undefined;
    const block = (): BlockKind => {
      kind ??= blockOf(line);
      return kind;
    };
    entries.push(...entriesOfLine(text, line, block, isHit));
  }
  return { entries, notes: [] };
};
