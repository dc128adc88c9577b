import type { Entry } from '../model/entry.ts';
import type { Range } from '../model/range.ts';
import { isNameChar } from './chars.ts';

/** An expansion that is still open: where its name is, and where its default starts (-1: it has none). */
interface Open {
  readonly name: Range;
  readonly defaultStart: number;
}

/** Deeper nesting than this is read as text. */
const MAX_DEPTH = 32;

/** The default after a name that ends at `at`: `:-x`, `-x`, `:=x`, `=x` (POSIX shell, 2.6.2), and `:x` (Spring, Maven). */
const defaultStartAt = (text: string, at: number): number => {
  const first = text[at];
  if (first === '-' || first === '=') return at + 1;
  if (first !== ':') return -1;
  const second = text[at + 1];
  if (second === '-' || second === '=') return at + 2;
  return second === '?' || second === '+' ? -1 : at + 1;
};

/**
 * The defaults inside a value: each `${NAME:-default}` gives an entry of kind `default`, with the key of the entry it stands in when it
 * is the entry's whole value, else with the variable's own name. Nested defaults give one each. An empty default gives none.
 */
export const expansionDefaults = (text: string, entry: Entry): Entry[] => {
  const { start, end } = entry.valueRange;
  const found: Entry[] = [];
  const open: Open[] = [];
  let at = text.indexOf('${', start);
  if (at < 0) at = end;
  for (; at < end; at++) {
    const char = text[at];
    if (char === '$' && text[at + 1] === '{' && open.length < MAX_DEPTH) {
      let nameEnd = at + 2;
      // `-` is part of the operator here, not of the name.
      while (nameEnd < end && isNameChar(text.charCodeAt(nameEnd)) && text[nameEnd] !== '-') nameEnd++;
      open.push({ name: { start: at + 2, end: nameEnd }, defaultStart: nameEnd > at + 2 ? defaultStartAt(text, nameEnd) : -1 });
      at = nameEnd - 1;
    } else if (char === '}') {
      const closed = open.pop();
      if (closed && closed.defaultStart >= 0 && closed.defaultStart < at) {
        const isWhole = closed.name.start === start + 2 && at === end - 1;
        found.push(defaultEntry(text, entry, closed.name, { start: closed.defaultStart, end: at }, isWhole));
      }
    }
  }
  return found;
};

const defaultEntry = (text: string, entry: Entry, name: Range, raw: Range, isWhole: boolean): Entry => {
  const first = text[raw.start];
  const isQuoted = raw.end - raw.start >= 2 && (first === '"' || first === "'") && text[raw.end - 1] === first;
  const valueRange = isQuoted ? { start: raw.start + 1, end: raw.end - 1 } : raw;
  return {
    key: isWhole ? entry.key : text.slice(name.start, name.end),
    parents: entry.parents,
    keyRange: isWhole ? entry.keyRange : name,
    value: text.slice(valueRange.start, valueRange.end),
    valueRange,
    quote: isQuoted ? (first === '"' ? 'double' : 'single') : 'none',
    kind: 'default',
    setting: entry.setting,
  };
};
