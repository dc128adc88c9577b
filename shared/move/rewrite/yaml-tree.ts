import { isCollection, isMap, isPair, isScalar, isSeq, type Pair, parseAllDocuments, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Range } from '../../model/range.ts';

export type Tree = ReturnType<typeof parseAllDocuments>[number];
export { isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq };

/** YAML and JSON longer than this are not read as a tree: their values are replaced in place. */
const MAX_LENGTH = 1_000_000;

/** The documents of YAML or JSON with the ranges of all their nodes. None when the text is not well-formed (a template) or too long. */
export const parseTrees = (text: string): readonly Tree[] => {
  if (text.length > MAX_LENGTH) return [];
  try {
    const trees = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', strict: false });
    return Array.isArray(trees) && trees.every((tree) => tree.errors.length === 0) ? trees : [];
  } catch {
    return [];
  }
};

/** The nodes on the way from a document's root to the scalar that holds a range, outermost first: collections and pairs, then the scalar. */
export const pathTo = (trees: readonly Tree[], range: Range): readonly unknown[] => {
  for (const tree of trees) {
    const path: unknown[] = [];
    if (descend(tree.contents, range, path)) return path;
  }
  return [];
};

const descend = (node: unknown, wanted: Range, path: unknown[]): boolean => {
  if (!isPair(node) && !covers(node, wanted)) return false;
  path.push(node);
  if (isScalar(node)) return true;
  if (isPair(node) && descend(node.value, wanted, path)) return true;
  if (isCollection(node) && descend(lastBefore(node.items, wanted.start), wanted, path)) return true;
  path.pop();
  return false;
};

/** Of the items, which stand in the order of the text, the last that starts at or before an offset: no other can hold it. */
const lastBefore = (items: readonly unknown[], offset: number): unknown => {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rangeOf(items[middle])?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
};

const covers = (node: unknown, wanted: Range): boolean => {
  const range = rangeOf(node);
  return range !== undefined && range.start <= wanted.start && wanted.end <= range.end;
};

/** From a node's first character to behind its last; a pair's from its key to its value. */
export const rangeOf = (node: unknown): Range | undefined => {
  if (isPair(node)) {
    const key = rangeOf(node.key);
    const value = rangeOf(node.value);
    return key && { start: key.start, end: Math.max(key.end, value?.end ?? 0) };
  }
  const range = isScalar(node) || isCollection(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1] } : undefined;
};

/** What a scalar holds between its quotes, or below the header of its block. */
export const innerRange = (text: string, node: unknown): Range | undefined => {
  const range = rangeOf(node);
  if (!range) return undefined;
  const first = text[range.start];
  if ((first === '"' || first === "'") && range.end - range.start >= 2) return { start: range.start + 1, end: range.end - 1 };
  if (first !== '|' && first !== '>') return range;
  const start = range.start + (/^[^\r\n]*[\r\n\s]*/.exec(text.slice(range.start, range.end))?.[0].length ?? 0);
  return { start, end: Math.max(start, range.start + text.slice(range.start, range.end).trimEnd().length) };
};

/** Whether a range is all that a scalar holds, blanks at its ends aside. */
export const isWhole = (text: string, node: unknown, range: Range): boolean => {
  const inner = innerRange(text, node);
  return inner !== undefined && text.slice(inner.start, range.start).trim() === '' && text.slice(range.end, inner.end).trim() === '';
};

/** The name of a pair, when it is text. */
export const keyOf = (pair: unknown): string | undefined => (isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : undefined);

/** The member of a map by its name. */
export const member = (map: unknown, name: string): Pair | undefined => (isMap(map) ? map.items.find((pair) => keyOf(pair) === name) : undefined);

/** The text of a member that is a scalar. */
export const textOf = (map: unknown, name: string): string | undefined => {
  const value = member(map, name)?.value;
  return isScalar(value) ? String(value.value) : undefined;
};

/** Whether a collection is written with brackets. */
export const isFlow = (node: unknown): boolean => isCollection(node) && node.flow === true;

/**
 * What is to be taken out of a list in brackets so that some of its members go and the commas are right again. `members` are all of them in
 * their order. Takes what stands between a member and the next one with it.
 */
export const withoutMembers = (members: readonly Range[], isRemoved: (index: number) => boolean): Range[] => {
  const kept = members.map((_, index) => index).filter((index) => !isRemoved(index));
  const last = kept.at(-1);
  if (last === undefined) return members.length === 0 ? [] : [{ start: members[0]!.start, end: members.at(-1)!.end }];
  const cuts: Range[] = [];
  for (let index = 0; index < last; index++) if (isRemoved(index)) cuts.push({ start: members[index]!.start, end: members[index + 1]!.start });
  if (last < members.length - 1) cuts.push({ start: members[last]!.end, end: members.at(-1)!.end });
  return cuts;
};
