import { RE2JS } from 're2js';

/**
 * A pattern that a user wrote, run in linear time by RE2's algorithm (Cox, "Regular Expression Matching in the Wild", 2010; the syntax
 * is that of Go's `regexp`). Compiled on first use. Offsets are UTF-16 units.
 */
export interface LinearPattern {
  readonly source: string;
  /** Whether it occurs anywhere in the text. */
  readonly test: (text: string) => boolean;
  /** The matches from left to right, none overlapping, at most `max`, with the range of each group: index 0 is the whole match. */
  readonly findAll: (text: string, max: number) => LinearMatch[];
}

export interface LinearMatch {
  readonly start: number;
  readonly end: number;
  /** Number of groups, without the whole match. */
  readonly groups: number;
  /** The range of a group, or undefined when it took no part or does not exist. */
  readonly group: (group: number | string) => { readonly start: number; readonly end: number } | undefined;
}

export const createLinearPattern = (source: string): LinearPattern => {
  let program: RE2JS | undefined;
  const compiled = (): RE2JS => {
    program ??= RE2JS.compile(source);
    return program;
  };
  const findAll = (text: string, max: number): LinearMatch[] => {
    const pattern = compiled();
    // The test runs on an automaton about twenty times faster than the search for groups.
    if (!pattern.test(text)) return [];
    const matcher = pattern.matcher(text);
    const count = matcher.groupCount();
    const names = pattern.namedGroups() as Readonly<Record<string, number>>;
    const matches: LinearMatch[] = [];
    while (matches.length < max && matcher.find()) {
      const starts: number[] = [];
      const ends: number[] = [];
      for (let group = 0; group <= count; group++) {
        starts.push(matcher.start(group));
        ends.push(matcher.end(group));
      }
      const group = (wanted: number | string) => {
        const index = typeof wanted === 'number' ? wanted : names[wanted];
        const start = index === undefined ? -1 : (starts[index] ?? -1);
        return start < 0 ? undefined : { start, end: ends[index as number]! };
      };
      matches.push({ start: starts[0]!, end: ends[0]!, groups: count, group });
    }
    return matches;
  };
  return { source, test: (text) => compiled().test(text), findAll };
};

/** What is wrong with a pattern in a person's words, or null when it can be used; with the number and the names of its groups. */
export const checkLinearPattern = (source: string): { readonly error: string | null; readonly groups: number; readonly names: readonly string[] } => {
  try {
    const pattern = RE2JS.compile(source);
    return { error: null, groups: pattern.groupCount(), names: Object.keys(pattern.namedGroups()) };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not a pattern';
    // Some quote all of the pattern, and a pattern may hold what it is to match.
    const what = message
      .replace(/^error parsing regexp: /, '')
      .replace(/^(missing closing .|unexpected \)): `.*`$/s, '$1')
      .replace(/: `(.{4}).{9,}`$/s, ': `$1…`');
    return { error: what, groups: 0, names: [] };
  }
};
