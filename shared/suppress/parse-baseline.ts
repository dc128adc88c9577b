import { AppError } from '../model/app-error.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

const HINT = 'write it anew with `watertight baseline`, or restore it from git';

const FIELDS: Readonly<Record<string, RegExp>> = {
  hash: /^[0-9a-f]{32}$/,
  rule: /^[^\0\n]{1,200}$/,
  path: /^[^\0\n]{1,4096}$/,
  expires: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  reason: /^[^\0\n]{0,1000}$/,
};
const REQUIRED = ['hash', 'rule', 'path'];

/**
 * Reads a baseline. An unreadable one is an error and not an empty one, or every accepted finding would come back, or, worse, none be
 * looked for. Order, repeated entries and a missing end word are fine: that is what a merge leaves.
 * Messages name file and line and never show the content: someone may have given the wrong file.
 */
export const parseBaseline = (text: string, file: string): Baseline => {
  const fail = (line: number, what: string): never => {
    throw new AppError('baseline-invalid', `the baseline can't be read: ${file}:${line}: ${what}`, HINT);
  };
  const root = parseJson(text, fail);
  if (!isRecord(root)) return fail(1, 'not an object');
  if (root['version'] !== 1) return fail(lineOf(text, text.indexOf('"version"')), 'the version must be 1');
  const salt = root['salt'];
  if (typeof salt !== 'string' || salt.length < 16) return fail(lineOf(text, text.indexOf('"salt"')), 'the salt must be a text of at least 16 characters');
  const list = root['entries'];
  if (!Array.isArray(list)) return fail(lineOf(text, text.indexOf('"entries"')), '`entries` must be a list');
  const unknown = Object.keys(root).find((key) => !['version', 'salt', 'entries', '$schema'].includes(key));
  if (unknown !== undefined) return fail(1, 'a key that is none of version, salt, entries');
  const entries = new Map<string, BaselineEntry>();
  let objects = 0;
  for (const item of list as unknown[]) {
    if (item === 'end') continue;
    if (!isRecord(item)) return fail(lineOf(text, offsetOfEntry(text, objects)), 'an entry must be an object');
    const wrong = problemOf(item);
    if (wrong !== undefined) return fail(lineOf(text, offsetOfEntry(text, objects)), wrong);
    objects += 1;
    const entry = item as unknown as BaselineEntry;
    const twin = entries.get(entry.hash);
    // Two branches gave the same entry two dates: the later one was somebody's decision too.
    if (twin === undefined || (twin.expires !== undefined && (entry.expires === undefined || entry.expires > twin.expires))) entries.set(entry.hash, entry);
  }
  return { salt, entries: [...entries.values()] };
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const problemOf = (item: Record<string, unknown>): string | undefined => {
  for (const key of REQUIRED) if (item[key] === undefined) return `an entry without \`${key}\``;
  for (const [key, value] of Object.entries(item)) {
    const field = FIELDS[key];
    if (field === undefined) return 'an entry with a key that is none of hash, rule, path, expires, reason';
    if (typeof value !== 'string' || !field.test(value))
      return `\`${key}\` of an entry is not ${key === 'expires' ? 'a date as YYYY-MM-DD' : 'what it should be'}`;
  }
  return undefined;
};

/** V8's message may quote the text, so only its position is used. */
const parseJson = (text: string, fail: (line: number, what: string) => never): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const conflict = /^(?:<{7}|={7}|>{7})/m.exec(text);
    if (conflict !== null) return fail(lineOf(text, conflict.index), 'a merge conflict that is not resolved');
    return fail(lineOf(text, position === undefined ? text.length : Number(position)), 'not JSON');
  }
};

const lineOf = (text: string, offset: number): number => text.slice(0, Math.max(0, offset)).split('\n').length;

/** Where the entry of this number starts: the objects that stand in the list, two levels down. Text that is JSON is given. */
const offsetOfEntry = (text: string, number: number): number => {
  let depth = 0;
  let seen = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') {
      for (i += 1; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i += 1;
    } else if (character === '{' || character === '[') {
      depth += 1;
      if (depth === 3 && seen++ === number) return i;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return text.indexOf('"entries"');
};
