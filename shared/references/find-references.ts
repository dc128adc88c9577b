import type { Range } from '../model/range.ts';
import type { Reference } from '../model/reference.ts';
import { MAX_REFERENCE, parseReference } from './parse.ts';

/** A reference in a text. The ranges in `reference` count from `range.start`. */
export interface LocatedReference {
  readonly reference: Reference;
  readonly range: Range;
}

/** How every reference that says what it is begins. Not inside another word: `ref+vault://` and `hashivault://` are other programs'. */
const HEAD =
  /(?<![\w+.:-])(?:arn:[\w-]{1,32}:(?:secretsmanager|ssm):|(?:aws-sm|vault|azure|local):\/\/|ssm:\/|https:\/\/[\w-]{3,24}\.vault\.[\w.]{3,40}(?::443)?\/secrets\/|@Microsoft\.KeyVault\()/gi;

const WORD_END = /[\s"'`<>\\|^,;()[\]{}]/g;
const KEY_VAULT_END = /\)(?:#[^\s"'`<>\\|^,;()[\]{}]*)?/y;
const STRING_END = { '"': /["\\\n\r]/, "'": /['\\\n\r]/, '`': /[`\\\n\r]/ } as const;

/** Text that is put together only when it is used: `${x}`, `$x`, `{x}`, `%s`. */
const INTERPOLATION = /[${}]|%(?![0-9a-f]{2})/i;

/** The reference in a string that a quote before `start` opens and one on the same line closes. */
const parseQuoted = (text: string, start: number): Reference | undefined => {
  const pattern = STRING_END[text[start - 1] as keyof typeof STRING_END];
  const inside = pattern && text.slice(start, start + MAX_REFERENCE + 1);
  const length = inside?.search(pattern!) ?? -1;
  if (inside === undefined || length < 0 || inside[length] !== text[start - 1]) return undefined;
  const content = inside.slice(0, length);
  return INTERPOLATION.test(content) ? undefined : parseReference(content);
};

/** Where an unquoted reference ends. */
const endOfWord = (text: string, start: number): number => {
  if (text[start] !== '@') {
    WORD_END.lastIndex = start;
    return WORD_END.exec(text)?.index ?? text.length;
  }
  const close = text.slice(start + 1, start + MAX_REFERENCE).search(/[)\n\r@]/);
  if (close < 0) return start + 1;
  KEY_VAULT_END.lastIndex = start + 1 + close;
  return KEY_VAULT_END.test(text) ? KEY_VAULT_END.lastIndex : start + 1;
};

/** Whether the name goes on behind the word, but not readably: an interpolation, a placeholder, a slash that JSON escapes. */
const goesOn = (text: string, end: number): boolean =>
  text[end] === '{' || (text[end] === '<' && /[/_.:-]/.test(text[end - 1] ?? '')) || (text[end] === '\\' && /[/u]/.test(text[end + 1] ?? ''));

/** A word without what belongs to the sentence or the mapping around it. The colons of ECS belong to the reference. */
const withoutPunctuation = (word: string): string => {
  // One question mark ends a question, or says in a workflow that a secret may be missing; six stand for any suffix in a policy.
  const bare = word.replace(/[.!]{1,8}$/, '').replace(/(?<!\?)\?$/, '');
  const isEcs = /:secret:[^:#]+:[^:]*:[^:]*:[^:]*$/.test(bare);
  return isEcs ? bare : bare.replace(/:{1,3}$/, '');
};

const parseWord = (text: string, start: number, end: number): Reference | undefined => {
  if (end - start > MAX_REFERENCE || goesOn(text, end)) return undefined;
  const word = text.slice(start, end);
  return INTERPOLATION.test(word) ? undefined : parseReference(withoutPunctuation(word));
};

/**
 * Every reference in a text of any kind that says what it is: ARNs, those with a scheme, Azure's identifiers; in quotes, YAML, JSON, tfvars,
 * program text, prose. Plain names are not looked for. In the order in which they stand. Linear time; never throws.
 */
export const findReferences = (text: string): readonly LocatedReference[] => {
  const found: LocatedReference[] = [];
  HEAD.lastIndex = 0;
  for (let match = HEAD.exec(text); match !== null; match = HEAD.exec(text)) {
    const start = match.index;
    const wordEnd = endOfWord(text, start);
    const reference = parseQuoted(text, start) ?? parseWord(text, start, wordEnd);
    const end = start + (reference?.text.length ?? 0);
    if (reference !== undefined) found.push({ reference, range: { start, end } });
    HEAD.lastIndex = Math.max(HEAD.lastIndex, reference === undefined ? wordEnd : end);
  }
  return found;
};
