import type { Secret } from '../model/secret.ts';
import { readTexts } from '../scan/read-texts.ts';
import { createAutomaton, matcherOf } from '../text/aho-corasick.ts';
import { formsOf } from '../text/forms.ts';

/** Shorter values stand in other files by chance. UTF-16 units. */
const SHORTEST = 8;

/** Paths are named up to this many. */
const MOST = 50;

/**
 * Files of a folder that hold one of the values in any of its forms: where it stands besides the place that it was moved from. Sorted, at most
 * 50. Values of fewer than 8 characters are not looked for.
 */
export const findLeft = async (root: string, env: Readonly<Record<string, string | undefined>>, values: readonly Secret[]): Promise<readonly string[]> => {
  const forms = [...new Set(values.filter(({ length }) => length >= SHORTEST).flatMap((value) => formsOf(value.reveal(), SHORTEST)))];
  if (forms.length === 0) return [];
  // The automaton ignores case, so forms that differ in nothing else share a pattern.
  const folded = [...new Set(forms.map((form) => form.toLowerCase()))];
  const matcher = matcherOf(createAutomaton(folded));
  const exact = new Set(forms);
  const paths = new Set<string>();
  for await (const { path, text } of readTexts({ kind: 'paths', paths: ['.'], trackedOnly: false, cwd: root, env }, () => {})) {
    if (paths.size >= MOST) break;
    matcher.find(text, (pattern, end) => {
      if (exact.has(text.slice(end - folded[pattern]!.length, end))) paths.add(path);
    });
  }
  return [...paths].sort();
};
