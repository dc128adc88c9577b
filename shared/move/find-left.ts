import type { Secret } from '../model/secret.ts';
import { readTexts } from '../scan/read-texts.ts';
import { createFinder } from '../text/find-fingerprints.ts';
import { indexFingerprints } from '../text/fingerprint-index.ts';
import { createKey, takeFingerprints } from '../text/fingerprints.ts';
import { needlesOf } from '../text/needles.ts';
import { MIN_SEARCHED_LENGTH } from '../text/worth-searching.ts';

/** Paths are named up to this many. */
const MOST = 50;

/**
 * Files of a folder that hold one of the values in any of its forms: where it stands besides the place that it was moved from. Sorted, at most
 * 50. Values of fewer than 8 characters are not looked for: they stand in other files by chance.
 */
export const findLeft = async (root: string, env: Readonly<Record<string, string | undefined>>, values: readonly Secret[]): Promise<readonly string[]> => {
  const needles = values.filter(({ length }) => length >= MIN_SEARCHED_LENGTH).flatMap((value) => [...needlesOf(value.reveal(), '', MIN_SEARCHED_LENGTH)]);
  if (needles.length === 0) return [];
  const key = createKey();
  const find = createFinder(indexFingerprints(takeFingerprints(needles, { key, windows: 'few', minLength: MIN_SEARCHED_LENGTH }), key));
  const paths = new Set<string>();
  for await (const { path, text } of readTexts({ kind: 'paths', paths: ['.'], trackedOnly: false, cwd: root, env }, () => {})) {
    if (paths.size >= MOST) break;
    if (find(text).length > 0) paths.add(path);
  }
  return [...paths].sort();
};
