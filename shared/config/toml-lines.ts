/** A place in a TOML document: keys, and indexes of array elements. */
export type TomlPath = readonly (string | number)[];

/** The 1-based line of a key or an array element; where it is not known, that of the nearest thing around it, or 1. */
export type TomlLines = (path: TomlPath) => number;

/**
 * The parser gives values without positions, so the lines are looked up by a scan of our own: headers, keys at line starts, elements of
 * arrays. It is used for messages only, and the text was parsed before: on text that is no TOML the lines may be wrong.
 */
export const indexTomlLines = (text: string): TomlLines => {
  const lines = new Map<string, number>();
  const arrays = new Map<string, number>();
  const record = (path: TomlPath, line: number) => {
    const name = JSON.stringify(path);
    if (!lines.has(name)) lines.set(name, line);
  };
  /** Headers name an array of tables without its index: the current one is meant. */
  const withIndexes = (keys: readonly string[]): (string | number)[] => {
    const path: (string | number)[] = [];
    for (const key of keys) {
      path.push(key);
      const index = arrays.get(JSON.stringify(path));
      if (index !== undefined) path.push(index);
    }
    return path;
  };
  let table: (string | number)[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const rest = text.slice(at, at + 1_000);
    const header = /^[ \t]*(\[\[?)([^\]\n]*)\]/.exec(rest);
    const key = header === null ? /^[ \t]*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')){0,9})[ \t]*=/.exec(rest) : null;
    if (header !== null) {
      const keys = splitKeys(header[2]!);
      if (header[1] === '[[') {
        const outer = [...withIndexes(keys.slice(0, -1)), keys[keys.length - 1]!];
        const name = JSON.stringify(outer);
        const index = (arrays.get(name) ?? -1) + 1;
        arrays.set(name, index);
        table = [...outer, index];
        record(outer, line);
      } else table = withIndexes(keys);
      record(table, line);
      at += header[0].length;
    } else if (key !== null) {
      const path = [...table, ...splitKeys(key[1]!)];
      record(path, line);
      at = skipValue(text, at + key[0].length, (index, offset) => record([...path, index], line + countLines(text, start, offset)));
    }
    const end = text.indexOf('\n', at);
    at = end < 0 ? text.length : end + 1;
    line += countLines(text, start, at);
  }
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const found = lines.get(JSON.stringify(path.slice(0, length)));
      if (found !== undefined) return found;
    }
    return 1;
  };
};

const countLines = (text: string, from: number, to: number): number => {
  let count = 0;
  for (let i = text.indexOf('\n', from); i >= 0 && i < to; i = text.indexOf('\n', i + 1)) count += 1;
  return count;
};

const splitKeys = (dotted: string): string[] =>
  [...dotted.matchAll(/"([^"\n]*)"|'([^'\n]*)'|([\w-]+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');

/** Past a value: strings of four kinds, arrays, inline tables. `onElement` hears of the elements of the outermost array. */
const skipValue = (text: string, from: number, onElement: (index: number, offset: number) => void): number => {
  let depth = 0;
  let index = 0;
  let expectElement = false;
  let at = from;
  while (at < text.length) {
    const character = text[at]!;
    if (depth === 0 && (character === '\n' || character === '#')) return at;
    if (character === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    if (expectElement && !/[\s\],]/.test(character)) {
      onElement(index++, at);
      expectElement = false;
    }
    if (character === '"' || character === "'") {
      const triple = character.repeat(3);
      const mark = text.startsWith(triple, at) ? triple : character;
      at += mark.length;
      while (at < text.length && !text.startsWith(mark, at) && (mark === triple || text[at] !== '\n')) at += character === '"' && text[at] === '\\' ? 2 : 1;
      at += mark.length;
      continue;
    }
    if (character === '[' || character === '{') {
      depth += 1;
      if (depth === 1 && character === '[') expectElement = true;
    } else if (character === ']' || character === '}') depth -= 1;
    else if (character === ',' && depth === 1) expectElement = true;
    at += 1;
  }
  return at;
};
