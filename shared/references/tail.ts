import type { Range } from '../model/range.ts';
import { parsePointer, percentDecode } from './pointer.ts';

/** What follows a name: `?version=…` and `#…`. */
export interface Tail {
  /** The text before both. */
  readonly body: string;
  readonly query: ReadonlyMap<string, QueryValue>;
  readonly pointer: readonly string[];
  /** Behind the `#`. */
  readonly pointerRange?: Range;
}

export interface QueryValue {
  readonly text: string;
  readonly range: Range;
}

/** Splits off `#…`. Offsets count from `start`. Undefined when the pointer has too many keys. */
export const splitFragment = (text: string, start: number): Omit<Tail, 'query'> | undefined => {
  const hash = text.indexOf('#');
  if (hash < 0) return { body: text, pointer: [] };
  const pointer = parsePointer(text.slice(hash + 1));
  return pointer && { body: text.slice(0, hash), pointer, pointerRange: { start: start + hash + 1, end: start + text.length } };
};

/** Splits off `?name=value&…#…`. Undefined when a name is not one of `known`, or stands twice. */
export const splitTail = (text: string, start: number, known: readonly string[]): Tail | undefined => {
  // `vault://mount/path#field?version=2` is not how URIs are written, but how people do.
  const swapped = /^([^#?]*)(#[^#?]*)(\?version=[\w-]{1,64})$/.exec(text);
  const fragment = splitFragment(swapped === null ? text : `${swapped[1]}${swapped[2]}`, start);
  if (fragment === undefined) return undefined;
  const query = new Map<string, QueryValue>();
  const mark = swapped === null ? fragment.body.indexOf('?') : fragment.body.length;
  if (mark < 0) return { ...fragment, query };
  const tail = swapped === null ? fragment.body.slice(mark) : swapped[3]!;
  let at = start + (swapped === null ? mark : text.length - tail.length) + 1;
  for (const pair of tail.slice(1).split('&')) {
    const [, name, value] = /^([a-z]+)=(.+)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined || !known.includes(name) || query.has(name)) return undefined;
    query.set(name, { text: percentDecode(value), range: { start: at + name.length + 1, end: at + pair.length } });
    at += pair.length + 1;
  }
  return { ...fragment, body: fragment.body.slice(0, mark), query };
};
