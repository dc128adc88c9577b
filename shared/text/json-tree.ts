/** A value in a JSON text and where it stands there, so that it can be given as it was written. */
export interface JsonNode {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  readonly start: number;
  /** Exclusive. */
  end: number;
  /** Of an object or an array; elements have their index for a key. A key that stands twice is here twice. */
  readonly children: JsonMember[];
}

export interface JsonMember {
  readonly key: string;
  readonly node: JsonNode;
}

/** White space and one token, RFC 8259. Groups: punctuation, string, number, word. */
const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|$)/y;

type Wanted = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

/** The text of a string, of which `text` holds the range with its quotes. */
export const stringOf = (text: string, node: { readonly start: number; readonly end: number }): string =>
  JSON.parse(text.slice(node.start, node.end)) as string;

const KIND_OF_WORD = { true: 'boolean', false: 'boolean', null: 'null' } as const;

/**
 * Reads a JSON text (RFC 8259; a byte order mark before it is passed over) as a tree of ranges. Undefined for anything else. Never throws,
 * takes linear time, and nests as deep as the text does.
 */
export const parseJsonTree = (text: string): JsonNode | undefined => {
  const open: JsonNode[] = [];
  let root: JsonNode | undefined;
  let key = '';
  let wanted: Wanted = 'value';
  TOKEN.lastIndex = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const place = (node: JsonNode): void => {
    const parent = open[open.length - 1];
    if (parent === undefined) root = node;
    else parent.children.push({ key: parent.kind === 'array' ? String(parent.children.length) : key, node });
    wanted = parent === undefined ? 'nothing' : 'comma-or-end';
  };

  for (;;) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, mark, string, number, word] = match;
    const end = TOKEN.lastIndex;
    const isValue: boolean = wanted === 'value' || wanted === 'value-or-end';
    if (mark === undefined && string === undefined && number === undefined && word === undefined) return wanted === 'nothing' ? root : undefined;
    if (mark === '{' || mark === '[') {
      if (!isValue) return undefined;
      const node: JsonNode = { kind: mark === '{' ? 'object' : 'array', start: end - 1, end, children: [] };
      place(node);
      open.push(node);
      wanted = mark === '{' ? 'key-or-end' : 'value-or-end';
    } else if (mark === '}' || mark === ']') {
      const node = open.pop();
      const empty: Wanted = mark === '}' ? 'key-or-end' : 'value-or-end';
      if (node?.kind !== (mark === '}' ? 'object' : 'array') || (wanted !== 'comma-or-end' && wanted !== empty)) return undefined;
      node.end = end;
      wanted = open.length === 0 ? 'nothing' : 'comma-or-end';
    } else if (mark === ':') {
      if (wanted !== 'colon') return undefined;
      wanted = 'value';
    } else if (mark === ',') {
      if (wanted !== 'comma-or-end') return undefined;
      wanted = open[open.length - 1]?.kind === 'object' ? 'key' : 'value';
    } else if (string !== undefined && (wanted === 'key' || wanted === 'key-or-end')) {
      key = stringOf(text, { start: end - string.length, end });
      wanted = 'colon';
    } else {
      if (!isValue) return undefined;
      const kind = string !== undefined ? 'string' : number !== undefined ? 'number' : KIND_OF_WORD[word as keyof typeof KIND_OF_WORD];
      place({ kind, start: end - (string ?? number ?? word ?? '').length, end, children: [] });
    }
  }
};
