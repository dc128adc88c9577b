import type { Quote } from '../model/entry.ts';
import type { Range } from '../model/range.ts';

/** An assignment in the shown text of one log line; ranges count in that text. */
export interface LineAssignment {
  readonly key: string;
  readonly keyRange: Range;
  readonly valueRange: Range;
  readonly quote: Quote;
  /** How the value was escaped: by JSON, by a string within a JSON string, or not at all. */
  readonly escapes: 'none' | 'json' | 'twice';
  /** Whether the line says that this is a setting: a shell trace, an environment dump, a plan. */
  readonly config: boolean;
}

/** `+ cmd` of `set -x`, `$ cmd` of Travis, `##[command]cmd`. */
const TRACE = /^\s{0,16}(?:\+{1,6} |\$ |##\[command\]|\[command\])/;

/** A line that is an environment setting and nothing else: `NAME=value`, `export NAME=value`, `declare -x NAME="value"`, `- NAME=value`, `"NAME=value",`. */
const SETTING_LINE = /^\s{0,40}(?:[-*] )?(?:(?:export|set|setenv|declare -x|typeset -x|local|ENV) )?["']?(?:\$env:)?[A-Za-z_][\w.]{0,79}=/;

/** Terraform's plan: `+ name = "…"`, `~ name = "old" -> "new"`. */
const PLAN_LINE = /^\s{0,40}(?:[-+~]|-\/\+) "?[A-Za-z_][\w.-]{0,79}"?\s{1,40}= "/;

/** A key, its closing quote when it has one, and the sign between key and value. */
const KEY_AND_SIGN = /(?<![\w$.@%/\\-])(?:-{1,2})?([A-Za-z_][\w.-]{0,79})(\\{0,3}["'])?([ \t]{0,40})(=>|:=|=|:)([ \t]{0,16})/g;

/** `--password value`, `-token value`: a flag whose name says that a credential follows. */
const FLAG =
  /(?<![\w-])--?([A-Za-z][\w-]{0,40}(?:password|passwd|pass|pwd|token|secret|api-?key|access-?key|secret-?key|private-?key)|password|passwd|pass|pwd|token|secret)[ \t]{1,4}(?=[^\s-])/gi;

/** Names that only environment variables have. */
const ENVIRONMENT_NAME = /^[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,12}$|^[A-Z]{4,30}$/;

const PASSWORD_KEY = /(?:password|passwd|passphrase|pwd)$/i;

const MAX_VALUE = 6000;

/** Where a quoted value that opens at `at` ends, or -1. `slashes` is the run of backslashes before the quote in a string within a string. */
const endOfQuoted = (line: string, at: number, quote: string, slashes: string): number => {
  const closer = slashes + quote;
  const last = Math.min(line.length, at + MAX_VALUE);
  for (let i = at; i < last; i++) {
    if (slashes === '' && quote !== '`' && line[i] === '\\') i++;
    else if (line.startsWith(closer, i) && (slashes === '' || line[i - 1] !== '\\')) return i;
  }
  return -1;
};

/** Ends a bare value inside a line: blanks, quotes and the signs that close a list, a call, a query part or a statement. */
const BARE_END = /[\s"'`,;&|<>()[\]{}\\]/g;
const BLANK_OR_QUOTE = /[\s"'`]/g;

const endOfBare = (line: string, at: number, end: RegExp): number => {
  end.lastIndex = at;
  return end.exec(line)?.index ?? line.length;
};

/** After a bare value of `key: value`, only the end of the line or of a list item may follow; anything else is prose. */
const ITEM_END = /\s{0,8}(?:$|[,;)\]}'"]|\\[nr"])/y;

const endsItem = (line: string, at: number): boolean => {
  ITEM_END.lastIndex = at;
  return ITEM_END.test(line);
};

interface Signed {
  readonly line: string;
  readonly key: string;
  readonly keyStart: number;
  readonly sign: string;
  readonly spaceBefore: string;
  readonly spaceAfter: string;
  readonly keyQuoted: boolean;
  readonly valueStart: number;
  readonly settingLine: boolean;
}

/** The value after a key and its sign, or undefined where the text is prose or code. */
const readValue = (signed: Signed): Pick<LineAssignment, 'valueRange' | 'quote' | 'escapes'> | undefined => {
  const { line, sign, valueStart: start } = signed;
  let at = start;
  while (line[at] === '\\' && at < start + 3) at++;
  const slashes = line.slice(start, at);
  const opened = line[at];
  if (opened === '"' || opened === "'" || opened === '`' || (opened === '$' && line[at + 1] === "'")) {
    const from = opened === '$' ? at + 2 : at + 1;
    const mark = opened === '$' ? "'" : opened;
    const end = endOfQuoted(line, from, mark, slashes);
    if (end < 0) return undefined;
    const quote = mark === '"' ? 'double' : mark === "'" ? 'single' : 'backtick';
    return { valueRange: { start: from, end }, quote, escapes: slashes !== '' ? 'twice' : quote === 'double' || opened === '$' ? 'json' : 'none' };
  }
  const tight = signed.spaceBefore === '' && signed.spaceAfter === '';
  if (signed.settingLine && sign === '=' && tight && (ENVIRONMENT_NAME.test(signed.key) || !/\s/.test(line.slice(start).trimEnd())))
    return { valueRange: { start, end: endOfBare(line, start, BLANK_OR_QUOTE) }, quote: 'none', escapes: 'none' };
  const end = endOfBare(line, start, BARE_END);
  // `token=Token{…}`, `key = f(…)`, `map[…]`: an object or a call.
  if (/[([{<]/.test(line[end] ?? '')) return undefined;
  if (sign === '=' && tight) return { valueRange: { start, end }, quote: 'none', escapes: 'none' };
  // Unquoted `key: value` and `key = value`: a blank after the sign and nothing more on the line, else it is prose or code.
  if (signed.keyQuoted ? sign !== ':' : sign !== ':' && sign !== '=') return undefined;
  if (!signed.keyQuoted && signed.spaceAfter === '') return undefined;
  if (/cookie$/i.test(signed.key)) return undefined;
  return endsItem(line, end) ? { valueRange: { start, end }, quote: 'none', escapes: 'none' } : undefined;
};

/** The assignments of a line's shown text whose keys are wanted; prose gives none. */
export const readLineAssignments = (line: string, isWanted: (key: Range) => boolean): LineAssignment[] => {
  const found: LineAssignment[] = [];
  const trace = TRACE.test(line);
  const setting = SETTING_LINE.test(line);
  const plan = PLAN_LINE.test(line);
  let first = true;
  for (const match of line.matchAll(KEY_AND_SIGN)) {
    const [whole, key = '', closing = '', spaceBefore = '', sign = '', spaceAfter = ''] = match;
    const keyStart = match.index + whole.indexOf(key);
    const valueStart = match.index + whole.length;
    const next = line[valueStart];
    // `==`, `=~`, `::` compare or qualify; nothing follows at the end of a line.
    const isFlag = whole.startsWith('-');
    if (next === undefined || (isFlag && sign !== '=') || next === '=' || next === '~' || (sign === ':' && next === ':')) continue;
    const settingLine = setting && first;
    first = false;
    if (!isWanted({ start: keyStart, end: keyStart + key.length })) continue;
    const signed = { line, key, keyStart, sign, spaceBefore, spaceAfter, keyQuoted: closing !== '', valueStart, settingLine };
    const value = readValue(signed);
    if (value === undefined || value.valueRange.end === value.valueRange.start) continue;
    const named = ENVIRONMENT_NAME.test(key) && (sign === '=' || sign === ':');
    // Of JSON and the like: a password of one piece with a digit is one, text about passwords has blanks or none.
    const told =
      closing !== '' && value.quote !== 'none' && PASSWORD_KEY.test(key) && /^(?=.*\d)\S{5,}$/.test(line.slice(value.valueRange.start, value.valueRange.end));
    const config =
      told ||
      settingLine ||
      (plan && sign === '=') ||
      named ||
      (trace && sign === '=' && spaceAfter === '') ||
      (sign === '=' && spaceAfter + spaceBefore === '');
    const assignment = { key, keyRange: { start: keyStart, end: keyStart + key.length }, config };
    found.push({ ...assignment, ...value });
    const changed = plan ? / -> "/y : undefined;
    if (changed === undefined) continue;
    changed.lastIndex = value.valueRange.end + 1;
    if (!changed.test(line)) continue;
    const from = changed.lastIndex;
    const end = endOfQuoted(line, from, '"', '');
    if (end > from) found.push({ ...assignment, valueRange: { start: from, end }, quote: 'double', escapes: 'json' });
  }
  for (const match of line.matchAll(FLAG)) {
    const [whole, key = ''] = match;
    const valueStart = match.index + whole.length;
    const signed = { line, key, keyStart: 0, sign: '=', spaceBefore: '', spaceAfter: '', keyQuoted: false, valueStart, settingLine: false };
    const value = readValue(signed);
    if (value === undefined || value.valueRange.end === value.valueRange.start) continue;
    const keyStart = match.index + whole.indexOf(key);
    found.push({ key, keyRange: { start: keyStart, end: keyStart + key.length }, config: trace, ...value });
  }
  return found;
};
