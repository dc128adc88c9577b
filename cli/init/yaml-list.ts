import { isCollection, isMap, isSeq, parseDocument } from 'yaml';

/** The column at which a node of block style starts, and where its text ends. */
interface Spot {
  readonly column: number;
  readonly end: number;
}

const columnAt = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** Behind the last character of a range that is no white space, at the end of its line. */
const endOf = (text: string, offset: number): number => {
  let end = offset;
  while (end > 0 && /\s/.test(text[end - 1]!)) end -= 1;
  const line = text.indexOf('\n', end);
  return line < 0 ? text.length : line;
};

/** Where the next entry of the list or mapping at `path` goes; undefined when there is none in block style with an entry. */
const spotOf = (text: string, path: readonly string[]): Spot | undefined => {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isCollection(node) || node.flow === true || node.items.length === 0 || node.range === undefined || node.range === null) return undefined;
  const first: unknown = node.items[0];
  if (isMap(node)) {
    const key = (first as { key?: { range?: readonly number[] } }).key?.range?.[0];
    return key === undefined ? undefined : { column: columnAt(text, key), end: endOf(text, node.range[1]) };
  }
  const start = (first as { range?: readonly number[] }).range?.[0];
  if (!isSeq(node) || start === undefined) return undefined;
  return { column: columnAt(text, text.lastIndexOf('-', start - 1)), end: endOf(text, node.range[1]) };
};

/** A text with lines put behind the last entry of the list or mapping at `path`, indented as its entries are; what is there stays as it is. Undefined where that can't be done. */
export const appendTo = (text: string, path: readonly string[], lines: readonly string[]): string | undefined => {
  const spot = spotOf(text, path);
  if (spot === undefined) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const end = text[spot.end - 1] === '\r' ? spot.end - 1 : spot.end;
  const added = lines.map((line) => `${eol}${' '.repeat(spot.column)}${line}`).join('');
  const after = `${text.slice(0, end)}${added}${text.slice(end) || eol}`;
  return parseDocument(after).errors.length > 0 ? undefined : after;
};
