/**
 * Regular expressions of paths, as TruffleHog and detect-secrets take them, as globs of ours. A glob never takes in more than the expression
 * does, but for one case: where the expression ends with `$`, a folder of that name is taken in with what is below it.
 */

/** Characters that a glob gives a meaning of their own. */
const asLiteral = (character: string): string => (/[*?[\]{}\\!,]/.test(character) ? `\\${character}` : character);

interface Step {
  readonly glob: string;
  readonly length: number;
}

/** Choices of plain text: `(png|jpe?g)` is none, `(png|jpg)` is. */
const choices = (text: string): Step | undefined => {
  const [all, inner] = /^\((?:\?:)?([\w\-. /\\|]+)\)(?![*+?{])/.exec(text) ?? [];
  if (all === undefined || inner === undefined) return undefined;
  const globs = inner.split('|').map((choice) => convert(choice));
  if (globs.some((glob) => glob === undefined || /^\.?$|^\/|\/$|\*/.test(glob))) return undefined;
  return { glob: globs.length === 1 ? globs[0]! : `{${globs.join(',')}}`, length: all.length };
};

const stepOf = (text: string, isAfterSlash: boolean): Step | undefined => {
  const rest = /^(?:\.|\[\^\/\])([*+])/.exec(text);
  if (rest !== null) {
    const [all, count] = rest;
    const any = count === '+' ? '?*' : '*';
    const crosses = all.startsWith('.') && isAfterSlash;
    if (!crosses) return { glob: any, length: all.length };
    return { glob: /^\$?$/.test(text.slice(all.length)) ? '**' : `**/${any}`, length: all.length };
  }
  const escaped = /^\\([^A-Za-z0-9])/.exec(text)?.[1];
  const length = escaped === undefined ? 1 : 2;
  if (/^[*+?{]/.test(text.slice(length))) return undefined;
  if (escaped !== undefined) return { glob: asLiteral(escaped), length };
  if (text.startsWith('.')) return { glob: '?', length };
  if (text.startsWith('(')) return choices(text);
  const character = /^[\w\-/ @~,:=#%&!<>]/u.exec(text)?.[0];
  return character === undefined ? undefined : { glob: asLiteral(character), length };
};

/** The whole of a text without anchors; undefined for what a glob can't say. */
const convert = (text: string): string | undefined => {
  let glob = '';
  for (let at = 0; at < text.length; ) {
    const step = stepOf(text.slice(at), glob === '' || glob.endsWith('/'));
    // Two stars would cross folders where each alone does not.
    if (step === undefined || (glob.endsWith('*') && step.glob.startsWith('*'))) return undefined;
    glob += step.glob;
    at += step.length;
  }
  return glob;
};

/** How an expression may start, and what stands for that in a glob; what needs a `/` before it is never at the root. */
const STARTS: readonly (readonly [string, string])[] = [
  ['^(.*/)?', '**/'],
  ['(.*/)?', '**/'],
  ['(^|/)', '**/'],
  ['(?:^|/)', '**/'],
  ['^.*/', '*/**/'],
  ['.*/', '*/**/'],
  ['^.*', '**/*'],
  ['.*', '**/*'],
  ['^', '/'],
  ['/', '*/**/'],
  ['', '**/*'],
];

/** Parts of an expression between the `|` that stand in no brackets and no class. */
const splitAtBars = (text: string): string[] => {
  const parts: string[] = [''];
  let depth = 0;
  let isClass = false;
  for (const token of text.match(/\\[\s\S]|[\s\S]/g) ?? []) {
    if (token === '[') isClass = true;
    else if (token === ']') isClass = false;
    else if (!isClass && token === '(') depth += 1;
    else if (!isClass && token === ')') depth -= 1;
    if (token === '|' && depth === 0 && !isClass) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
};

/** Where all of an expression is one bracket: what stands before, in and behind it. */
const bracketOf = (text: string): { readonly start: string; readonly inner: string; readonly end: string } | undefined => {
  const [, start = '', inner, end = ''] = /^(\^?)\((?:\?:)?([\s\S]*)\)(\$?)$/.exec(text) ?? [];
  if (inner === undefined || inner.startsWith('?')) return undefined;
  let depth = 0;
  for (const token of inner.match(/\\[\s\S]|[\s\S]/g) ?? []) {
    depth += token === '(' ? 1 : token === ')' ? -1 : 0;
    if (depth < 0) return undefined;
  }
  return { start, inner, end };
};

/**
 * Expressions that together say what one says, as far as it is a list of them: `a|b`, `^(a|b)$`, and Python's verbose form over several lines, which
 * `pre-commit` shows in its documentation.
 */
export const alternativesOf = (expression: string): string[] => {
  const text = expression.trim();
  const plain = text.startsWith('(?x)') ? text.slice(4).replace(/\\[\s\S]|#[^\n]*|\s+/g, (part) => (part.startsWith('\\') ? part : '')) : text;
  const bars = splitAtBars(plain);
  if (bars.length > 1) return bars.flatMap(alternativesOf);
  const bracket = bracketOf(plain);
  if (bracket === undefined) return [plain];
  const inner = splitAtBars(bracket.inner);
  return inner.length === 1 ? [plain] : inner.flatMap((each) => alternativesOf(`${bracket.start}${each}${bracket.end}`));
};

/** Undefined when no glob takes in what the expression does, or less. */
export const globOf = (expression: string): string | undefined => {
  const plain = expression.replaceAll('\\/', '/');
  const [start, before] = STARTS.find(([text]) => plain.startsWith(text))!;
  const body = plain.slice(start.length);
  const isClosed = /(?<!\\)(?:\\\\)*\$$/.test(body);
  const glob = convert(isClosed ? body.slice(0, -1) : body);
  if (glob === undefined || (isClosed && glob.endsWith('/')) || /^[*?/]*$/.test(glob)) return undefined;
  // what starts with anything may start in any folder
  if (start === '' && glob.startsWith('*')) return `**/${glob}${isClosed || /[/*]$/.test(glob) ? '' : '*'}`;
  if (before.endsWith('*') && glob.startsWith('*')) return undefined;
  // A glob passes over parts that are empty or a dot.
  if (/^\/|\/\/|(?:^|\/)\.(?:\/|$)/.test(glob)) return undefined;
  return `${before}${glob}${isClosed || /[/*]$/.test(glob) ? '' : '*'}`;
};
