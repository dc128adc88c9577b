import type { ProviderId, Reference } from '../shared/model/reference.ts';
import { parseReference } from '../shared/references/parse.ts';
import { asLine } from '../shared/text/neutralise.ts';
import { isVariableName } from './variable-names.ts';

/** One line of `secret-ids`. */
export interface SecretLine {
  /** As written, without the comment. Names of secrets are no secrets. */
  readonly text: string;
  /** Without name and question mark. */
  readonly id: string;
  /** The name to give it; empty: none, not even the secret's own before JSON keys; absent: the secret's own. */
  readonly alias?: string;
  readonly reference: Reference;
  /** All secrets whose names start like this one. */
  readonly isPrefix: boolean;
  readonly isOptional: boolean;
}

export interface SecretLines {
  readonly lines: readonly SecretLine[];
  /** Inputs that stand among the ids, as in an example of the AWS action's README: a matter of too much indentation. */
  readonly misplaced: Readonly<Record<string, string>>;
  /** What can't be read, one message each. */
  readonly errors: readonly string[];
}

/** Lines of `secret-ids` at most; each is read, and each may be a prefix. */
const MAX_LINES = 2000;

/** As the AWS action asks for: a shorter one would fetch half of an account. */
const MIN_PREFIX_LENGTH = 3;

const MISPLACED = /^(parse-json-secrets|name-transformation|auto-select-family-attempt-timeout)\s*:\s*["']?([\w-]+)["']?$/;

/** A comment stands at the start of a line, or behind white space and before white space: `#` alone starts a JSON key. */
const withoutComment = (line: string): string => line.replace(/^#.*$|(?:^|\s+)#(?:\s.*)?$/, '').trim();

/** The alias ends at the first comma; JSON keys may hold commas too. */
const splitAlias = (line: string): { readonly alias?: string; readonly id: string } => {
  const comma = line.indexOf(',');
  const key = line.indexOf('#');
  return comma < 0 || (key >= 0 && key < comma) ? { id: line } : { alias: line.slice(0, comma).trim(), id: line.slice(comma + 1).trim() };
};

/** Ends a prefix so that it reads as a whole name, and as none with a random suffix. */
const END = '--';

/** A prefix as a reference; its name may end in a slash, as no whole name does. */
const parsePrefix = (id: string, assume: ProviderId): Reference | undefined => {
  const reference = parseReference(`${id}${END}`, { assume });
  if (reference === undefined) return undefined;
  const { address, name } = reference;
  return { ...reference, address: { ...address, id: address.id.slice(0, -END.length) }, name: name.slice(0, -END.length) };
};

const parseLine = (text: string, assume: ProviderId): SecretLine | string => {
  const { alias, id: written } = splitAlias(text);
  const isOptional = written.endsWith('?');
  const whole = isOptional ? written.slice(0, -1).trim() : written;
  const isPrefix = whole.endsWith('*');
  const id = isPrefix ? whole.slice(0, -1) : whole;
  const reference = isPrefix ? parsePrefix(id, assume) : parseReference(id, { assume });
  if (alias !== undefined && alias !== '' && !isVariableName(alias))
    return `'${alias}' can't be the name of a variable: letters, digits and _ only, no digit first`;
  if (reference === undefined || id.includes('*')) return `'${whole}' names no secret`;
  if (isPrefix && (reference.name.length < MIN_PREFIX_LENGTH || reference.pointer.length > 0 || reference.address.version !== undefined))
    return `'${whole}': a prefix has at least ${MIN_PREFIX_LENGTH} characters before its *, and no key or version`;
  return { text, id: whole, ...(alias !== undefined && { alias }), reference, isPrefix, isOptional };
};

/** Parses the input. Lines that say the same are one. `assume`: the store of a plain name. */
export const parseSecretIds = (input: string, assume: ProviderId): SecretLines => {
  const lines = new Map<string, SecretLine>();
  const misplaced: Record<string, string> = {};
  const errors: string[] = [];
  for (const [i, written] of input.split(/\r\n|\r|\n/).entries()) {
    const text = withoutComment(written.trim());
    if (text === '' || lines.has(text)) continue;
    const [, name, value] = MISPLACED.exec(text) ?? [];
    if (name !== undefined && value !== undefined) {
      misplaced[name] = value;
      continue;
    }
    const line = lines.size < MAX_LINES ? parseLine(text, assume) : `more than ${MAX_LINES} lines`;
    if (typeof line !== 'string') lines.set(text, line);
    else if (errors.length < 20) errors.push(asLine(`line ${i + 1}: ${line}`));
  }
  return { lines: [...lines.values()], misplaced, errors };
};
