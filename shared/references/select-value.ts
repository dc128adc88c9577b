import { AppError } from '../model/app-error.ts';
import { Secret } from '../model/secret.ts';
import { type JsonNode, parseJsonTree, stringOf } from '../text/json-tree.ts';
import { pointerText } from './pointer.ts';

/** A value in a secret's JSON that holds no others. */
export interface Leaf {
  /** Keys to it, outermost first; of arrays the index as decimal text. Empty for a JSON text that is one value. */
  readonly path: readonly string[];
  /** A string's text; of anything else its source text. */
  readonly secret: Secret;
  readonly kind: 'string' | 'number' | 'boolean' | 'null';
}

export interface Leaves {
  /** What the value is as JSON; `none`: it is no JSON. */
  readonly root: JsonNode['kind'] | 'none';
  /** In the order in which they stand; of a key that stands twice both. */
  readonly leaves: readonly Leaf[];
  /** False when there were more than `MAX_LEAVES`, or some lie deeper than `MAX_DEPTH`; those are not in `leaves`. */
  readonly complete: boolean;
}

/** AWS stores 65,536 bytes, of which a leaf takes two at least; Vault a megabyte. */
const MAX_LEAVES = 50_000;
const MAX_DEPTH = 100;

const textOf = (text: string, node: JsonNode): string => (node.kind === 'string' ? stringOf(text, node) : text.slice(node.start, node.end));

/**
 * Walks down. A key that is missing is also looked for together with those behind it, joined by dots: `tls.crt` finds `{"tls":{"crt":…}}`
 * first, then `{"tls.crt":…}`.
 */
const walk = (node: JsonNode, keys: readonly string[], from: number): JsonNode | undefined => {
  if (from === keys.length) return node;
  for (let to = from + 1; to <= keys.length; to++) {
    const key = keys.slice(from, to).join('.');
    const child = node.children.findLast((member) => member.key === key);
    const found = child && walk(child.node, keys, to);
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * What a pointer names in a secret: a string's text; of a number, an object, an array its JSON as it is written (`1.10`, 64-bit ids). Of a key
 * that stands twice the last, as `JSON.parse` has it. An empty pointer names the whole value, JSON or not.
 * `soleField` is the provider's (`SecretValue`): the name of the field whose text the value is.
 * @throws AppError `secret-missing`, which names the key and shows no value
 */
export const selectValue = (secret: Secret, pointer: readonly string[], soleField?: string): Secret => {
  if (pointer.length === 0) return secret;
  if (soleField !== undefined && pointer[0] === soleField) return selectValue(secret, pointer.slice(1));
  const text = secret.reveal();
  const root = parseJsonTree(text);
  const wanted = pointerText(pointer);
  if (root === undefined)
    throw new AppError('secret-missing', `the value is no JSON, so it has no key: ${wanted}`, 'Leave out what stands behind the name to get the whole value.');
  const node = walk(root, pointer, 0);
  if (node === undefined) throw new AppError('secret-missing', `the value has no JSON key: ${wanted}`, 'Check how the key is written; case matters.');
  return new Secret(textOf(text, node));
};

/** Every value in a secret's JSON, however deep: in objects, in arrays, or alone. */
export const leavesOf = (secret: Secret): Leaves => {
  const text = secret.reveal();
  const root = parseJsonTree(text);
  if (root === undefined) return { root: 'none', leaves: [], complete: true };
  const leaves: Leaf[] = [];
  let complete = true;
  const visit = (node: JsonNode, path: readonly string[]): void => {
    if (path.length > MAX_DEPTH || leaves.length >= MAX_LEAVES) {
      complete = false;
    } else if (node.kind === 'object' || node.kind === 'array') {
      for (const { key, node: child } of node.children) visit(child, [...path, key]);
    } else leaves.push({ path, secret: new Secret(textOf(text, node)), kind: node.kind });
  };
  visit(root, []);
  return { root: root.kind, leaves, complete };
};
