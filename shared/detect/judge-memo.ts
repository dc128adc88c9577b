import type { Entry } from '../model/entry.ts';
import { type Judge, judgeAt } from './judge.ts';
import type { Judgement } from './judgement.ts';

/** Texts whose judgements are kept: as many as are edited by turns. */
const MOST_TEXTS = 16;

/** Judgements that are kept of a text; a longer one is mostly judged anew each time. */
const MOST_ENTRIES = 100_000;

/** In UTF-16 units. A longer value is rare, and is judged each time. */
const LONGEST_VALUE = 500;

const sized = (text: string): string => `${text.length}:${text}`;

/** All that the judgement of a setting depends on, besides the path (`judgeConfig`). Two settings that differ in it have two names. */
const nameOf = ({ kind, encoding, parents, key, value }: Entry): string =>
  `${kind} ${encoding ?? 'plain'} ${parents.length} ${parents.map(sized).join('')}${sized(key)}${value}`;

/**
 * For texts that are scanned again and again with few changes, as an editor's: gives what judges the entries of the text at a path, and judges
 * only those settings that its last text did not have. Program text is judged each time, since there a judgement depends on the whole line.
 */
export const createJudgeMemo = (): ((path: string) => Judge) => {
  const texts = new Map<string, Map<string, Judgement>>();
  return (path) => {
    const before = texts.get(path);
    const now = new Map<string, Judgement>();
    texts.delete(path); // the one that was scanned last stands last
    texts.set(path, now);
    for (const oldest of texts.keys()) {
      if (texts.size <= MOST_TEXTS) break;
      texts.delete(oldest);
    }
    const judgeAnew = judgeAt(path);
    return (entry, text) => {
      if (entry.setting !== 'config' || entry.value.length > LONGEST_VALUE || now.size >= MOST_ENTRIES) return judgeAnew(entry, text);
      const name = nameOf(entry);
      const judgement = now.get(name) ?? before?.get(name) ?? judgeAnew(entry, text);
      now.set(name, judgement);
      return judgement;
    };
  };
};
