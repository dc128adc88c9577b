import type { Range } from '../../model/range.ts';

/** `var.NAME`, with what is taken of it: `var.database.password` and `var.database["password"]` have the path `['password']`. */
export interface VariableUse {
  readonly name: string;
  readonly path: readonly string[];
  /** From `var` to the end of each part: of the name first, then of the parts of the path. */
  readonly start: number;
  readonly ends: readonly number[];
}

/** A block that stands at the top of a file. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  /** From its type to behind its closing brace. */
  readonly range: Range;
}

export interface HclScan {
  readonly uses: readonly VariableUse[];
  readonly blocks: readonly Block[];
}

const WORD = /[A-Za-z_][\w-]*/y;
const HEADER = /([A-Za-z_][\w-]*)((?:[ \t]+(?:"[^"\r\n]{0,200}"|[A-Za-z_][\w-]*))*)[ \t]*\{/y;
const PART = /\s{0,40}\.\s{0,40}([A-Za-z_][\w-]*)|\["([^"\\\r\n$%]{1,200})"\]/y;
const HEREDOC = /<<-?([A-Za-z_][\w-]*)[ \t]*\r?\n/y;

/** Where reading is: in an expression (until `}` for one inside a template), in a quoted template, in a heredoc until its marker. */
type State =
  | { readonly kind: 'code'; depth: number; readonly isInner: boolean }
  | { readonly kind: 'quote' }
  | { readonly kind: 'heredoc'; readonly end: RegExp };

/** Finds uses of variables, in templates too, and blocks. Comments and plain text hold none. Linear; tolerant of damage. */
export const scanHcl = (text: string): HclScan => {
  const uses: VariableUse[] = [];
  const blocks: Block[] = [];
  const states: State[] = [{ kind: 'code', depth: 0, isInner: false }];
  let open: { type: string; labels: string[]; start: number } | undefined;
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const state = states.at(-1)!;
    const char = text[at]!;
    if (state.kind !== 'code') {
      if ((char === '$' || char === '%') && text[at + 1] === '{') {
        // `$${` is a dollar sign and a brace.
        if (text[at - 1] !== char) states.push({ kind: 'code', depth: 0, isInner: true });
        at += 2;
      } else if (state.kind === 'quote') {
        if (char === '"' || char === '\n') states.pop();
        at += char === '\\' ? 2 : 1;
      } else {
        const end = text[at - 1] === '\n' ? match(state.end) : null;
        if (end) states.pop();
        at += end ? end[0].length : 1;
      }
      continue;
    }
    if (char === '"') {
      states.push({ kind: 'quote' });
      at++;
    } else if (char === '#' || text.startsWith('//', at)) at = endOr(text.indexOf('\n', at), text);
    else if (text.startsWith('/*', at)) at = endOr(text.indexOf('*/', at), text) + 2;
    else if (char === '<') {
      const heredoc = match(HEREDOC);
      if (heredoc) states.push({ kind: 'heredoc', end: new RegExp(`[ \\t]*${heredoc[1]}(?![\\w-])`, 'y') });
      at += heredoc ? heredoc[0].length : 1;
    } else if (char === '{' || char === '}') {
      if (char === '}' && state.depth === 0 && state.isInner) states.pop();
      else state.depth += char === '{' ? 1 : -1;
      at++;
      if (char === '}' && states.length === 1 && state.depth <= 0) {
        if (open) blocks.push({ type: open.type, labels: open.labels, range: { start: open.start, end: at } });
        open = undefined;
        state.depth = 0;
      }
    } else {
      const header = states.length === 1 && state.depth === 0 ? match(HEADER) : null;
      if (header) {
        open = { type: header[1]!, labels: [...header[2]!.matchAll(/[\w-][^"\s]*/g)].map(([label]) => label), start: at };
        state.depth = 1;
        at += header[0].length;
        continue;
      }
      const word = match(WORD);
      if (!word) {
        at++;
        continue;
      }
      const start = at;
      at += word[0].length;
      if (word[0] === 'var' && text[start - 1] !== '.') {
        const ends: number[] = [];
        const parts: string[] = [];
        for (let part = match(PART); part; part = match(PART)) {
          parts.push(part[1] ?? part[2]!);
          at += part[0].length;
          ends.push(at);
        }
        if (parts.length > 0) uses.push({ name: parts[0]!, path: parts.slice(1), start, ends });
      }
    }
  }
  return { uses, blocks };
};

const endOr = (at: number, text: string): number => (at < 0 ? text.length : at);
