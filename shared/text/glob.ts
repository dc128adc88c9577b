/**
 * Path patterns, as `.gitignore` writes them: `*` and `?` within a part, `**` across parts, `[abc]`, `[!a-z]`, `{a,b}`, `\` before a
 * character taken literally. A pattern without `/` (but at its end) matches at any depth; a pattern that matches a folder matches
 * everything below it; a trailing `/` means "what is below". Case counts. Paths may be written with `/` or `\`.
 * The work is bounded by pattern length times path length: no pattern, however hostile, can make it slow.
 */
export type PathTest = (path: string) => boolean;

const MAX_ALTERNATIVES = 256;

/** One pattern made ready. Never throws: an unclosed bracket or brace stands for itself. */
export const createGlob = (pattern: string): PathTest => {
  const globs = expandBraces(pattern).map(toParts);
  return (path) => {
    const parts = path
      .replaceAll('\\', '/')
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    return globs.some((glob) => matchParts(glob, parts));
  };
};

/** Several patterns as one test: true when any matches. */
export const createGlobs = (patterns: readonly string[]): PathTest => {
  const globs = patterns.map(createGlob);
  return (path) => globs.some((glob) => glob(path));
};

/** `{a,b}c` to `ac`, `bc`; the first closed pair first, nested ones by repetition. */
const expandBraces = (pattern: string): string[] => {
  let done: string[] = [];
  let open = [pattern];
  while (open.length > 0 && open.length + done.length <= MAX_ALTERNATIVES) {
    const next: string[] = [];
    for (const text of open) {
      const inner = /(?<!\\)\{([^{}]*,[^{}]*)\}/.exec(text);
      if (inner === null) done.push(text);
      else for (const choice of inner[1]!.split(',')) next.push(text.slice(0, inner.index) + choice + text.slice(inner.index + inner[0].length));
    }
    open = next;
  }
  done = [...done, ...open];
  return done.slice(0, MAX_ALTERNATIVES);
};

const toParts = (pattern: string): string[] => {
  const below = pattern.endsWith('/');
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  // At the end, `**` is everything below, but not the folder itself.
  if (parts.length > 1 && parts[parts.length - 1] === '**') parts.splice(-1, 0, '*');
  const anchored = pattern.replace(/\/+$/, '').includes('/');
  return [...(anchored ? [] : ['**']), ...parts, ...(below ? ['*'] : []), '**'];
};

/** `**` takes any number of parts. Going back to the last `**` only is enough, because what stood before it can't match better. */
const matchParts = (glob: readonly string[], parts: readonly string[]): boolean => {
  let g = 0;
  let p = 0;
  let retryGlob = -1;
  let retryPart = 0;
  while (p < parts.length) {
    if (glob[g] === '**') {
      retryGlob = ++g;
      retryPart = p;
    } else if (g < glob.length && matchPart(glob[g]!, parts[p]!)) {
      g += 1;
      p += 1;
    } else if (retryGlob >= 0) {
      g = retryGlob;
      p = ++retryPart;
    } else return false;
  }
  while (glob[g] === '**') g += 1;
  return g === glob.length;
};

/** The same walk within one part, for `*`, `?`, `[…]` and plain characters. */
const matchPart = (glob: string, part: string): boolean => {
  let g = 0;
  let p = 0;
  let retryGlob = -1;
  let retryPart = 0;
  while (p < part.length) {
    const step = g < glob.length && glob[g] !== '*' ? matchOne(glob, g, part[p]!) : 0;
    if (glob[g] === '*') {
      retryGlob = ++g;
      retryPart = p;
    } else if (step > 0) {
      g += step;
      p += 1;
    } else if (retryGlob >= 0) {
      g = retryGlob;
      p = ++retryPart;
    } else return false;
  }
  while (glob[g] === '*') g += 1;
  return g === glob.length;
};

/** How much of the glob at `at` the character used up; 0 when it does not match. */
const matchOne = (glob: string, at: number, character: string): number => {
  const head = glob[at]!;
  if (head === '?') return 1;
  if (head === '\\' && at + 1 < glob.length) return glob[at + 1] === character ? 2 : 0;
  const close = head === '[' ? glob.indexOf(']', at + 2) : -1;
  if (close < 0) return head === character ? 1 : 0;
  const negated = glob[at + 1] === '!' || glob[at + 1] === '^';
  const set = glob.slice(at + (negated ? 2 : 1), close);
  let found = false;
  for (let i = 0; i < set.length; i++) {
    if (set[i + 1] === '-' && i + 2 < set.length) {
      if (set[i]! <= character && character <= set[i + 2]!) found = true;
      i += 2;
    } else if (set[i] === character) found = true;
  }
  return found !== negated ? close + 1 - at : 0;
};
