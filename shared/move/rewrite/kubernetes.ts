import type { Range } from '../../model/range.ts';
import { dataItem, externalSecret, type SecretKey, specHead, storeAdvice } from './external-secret.ts';
import { isCommented, lineEndAt, lineStartAt, newlineOf, wholeLines, withNewlines } from './line-range.ts';
import { nothing } from './nothing.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { scalarEdit, yamlScalar } from './scalar-edit.ts';
import {
  innerRange,
  isFlow,
  isMap,
  isScalar,
  isSeq,
  isWhole,
  keyOf,
  member,
  type Pair,
  parseTrees,
  pathTo,
  rangeOf,
  type Tree,
  textOf,
  type YAMLMap,
} from './yaml-tree.ts';

type LocalEdit = Omit<Edit, 'path'>;

export const isKubernetes = (text: string): boolean => /^[ \t]*apiVersion:/m.test(text) && /^[ \t]*kind:/m.test(text);

/** The key of a Secret whose value holds a range. Undefined elsewhere. */
export const secretKeyAt = (
  text: string,
  trees: readonly Tree[],
  range: Range,
): { key: string; range: Range; value: string; isEncoded: boolean } | undefined => {
  const path = pathTo(trees, range);
  const [block, map, pair, scalar] = path.slice(-4);
  const inner = innerRange(text, scalar);
  const key = keyOf(pair);
  if (!isMap(map) || !isScalar(scalar) || !inner || key === undefined || textOf(resourceOf(path), 'kind') !== 'Secret') return undefined;
  const name = keyOf(block);
  if (name !== 'data' && name !== 'stringData') return undefined;
  // A bare `0123` is text for whoever wrote it.
  const value = typeof scalar.value === 'string' ? scalar.value : text.slice(inner.start, inner.end);
  return value === '' ? undefined : { key, range: inner, value, isEncoded: name === 'data' };
};

const resourceOf = (path: readonly unknown[]): YAMLMap | undefined =>
  path.filter(isMap).findLast((node) => textOf(node, 'kind') !== undefined && member(node, 'metadata') !== undefined);

/** A moved value with the nodes around it. */
interface Located {
  readonly value: MovedValue;
  readonly path: readonly unknown[];
}

/** The resource, the innermost map with a `kind`, and its values that move. */
interface Resource {
  readonly map: YAMLMap;
  readonly moved: Located[];
}

/**
 * A Secret becomes an ExternalSecret of the same name, or keeps what is no secret while an ExternalSecret fills in the rest. `value:` of a
 * container's variable becomes `valueFrom.secretKeyRef`, with an ExternalSecret behind it at the end of the file, so that one
 * `kubectl apply` has both.
 */
export const rewriteKubernetes = (file: SiblingFile, values: readonly MovedValue[]): Rewrite => {
  const trees = parseTrees(file.text);
  if (values[0]!.address.provider === 'local')
    return nothing([`${file.path}: a cluster can't read the local store. Choose another one: --aws, --ssm, --vault or --azure.`]);
  if (trees.length === 0)
    return nothing([`${file.path} is a template, or no YAML: put an ExternalSecret in the place of the Secret by hand (https://external-secrets.io).`]);
  const resources: Resource[] = [];
  const edits: LocalEdit[] = [];
  const instructions: string[] = [];
  for (const value of values) {
    const path = pathTo(trees, value.range);
    const map = resourceOf(path);
    const known = resources.find((resource) => resource.map === map);
    if (known) known.moved.push({ value, path });
    else if (map) resources.push({ map, moved: [{ value, path }] });
    else edits.push(...inPlace(file, value, instructions));
  }
  const appended: string[][] = [];
  const stores = new Map<string, string>();
  for (const { map, moved } of resources) {
    const isSecret = textOf(map, 'kind') === 'Secret' && !isFlow(map);
    const inData = moved.filter(
      ({ value, path }) => isSecret && /^(?:data|stringData)$/.test(keyOf(path[path.indexOf(map) + 1]) ?? '') && isWhole(file.text, path.at(-1), value.range),
    );
    const inEnv = moved.filter(({ value, path }) => !isSecret && isVariable(path) && isWhole(file.text, path.at(-1), value.range));
    for (const { value } of moved)
      if (!inData.some((one) => one.value === value) && !inEnv.some((one) => one.value === value)) edits.push(...inPlace(file, value, instructions));
    if (inData.length > 0) edits.push(...rewriteSecret(file.text, map, inData, appended));
    if (inEnv.length > 0) edits.push(...rewriteVariables(file.text, map, inEnv, appended));
    const namespace = textOf(member(map, 'metadata')?.value, 'namespace');
    if (inData.length + inEnv.length > 0) {
      const { address } = moved[0]!.value;
      stores.set(`${address.provider} ${namespace}`, storeAdvice(address, namespace));
    }
  }
  if (appended.length > 0) edits.push(append(file.text, appended));
  return {
    kind: 'kubernetes',
    edits: edits.map((edit) => ({ path: file.path, ...edit })),
    created: [],
    instructions: [...instructions, ...stores.values()],
    complete: false,
  };
};

const inPlace = (file: SiblingFile, value: MovedValue, instructions: string[]): LocalEdit[] => {
  if (isCommented(file.text, value.range)) return [{ range: value.range, text: value.reference }];
  instructions.push(
    `${file.path}:${value.finding.place.startLine} now holds a reference: its program has to resolve it ("watertight run", or the package's resolver).`,
  );
  return [scalarEdit('yaml', file.text, value.range, value.reference)];
};

/** `… env: [ { name, value } ]` */
const isVariable = (path: readonly unknown[]): boolean => {
  const [env, list, item, pair] = path.slice(-5);
  return keyOf(env) === 'env' && isSeq(list) && isMap(item) && keyOf(pair) === 'value' && textOf(item, 'name') !== undefined;
};

const cut = (range: Range): LocalEdit => ({ range, text: '' });

const linesOf = (text: string, node: unknown): Range => wholeLines(text, rangeOf(node)!);

const keysOf = (moved: readonly Located[]): SecretKey[] => moved.map(({ value, path }) => ({ key: keyOf(path.at(-2)) ?? value.variable, value }));

const rewriteSecret = (text: string, map: YAMLMap, moved: readonly Located[], appended: string[][]): LocalEdit[] => {
  const metadata = member(map, 'metadata')?.value;
  const secretName = textOf(metadata, 'name') ?? 'secret';
  const namespace = textOf(metadata, 'namespace');
  const { address } = moved[0]!.value;
  const blocks = ['data', 'stringData'].map((name) => member(map, name)).filter((pair): pair is Pair => pair !== undefined);
  const all = blocks.flatMap((pair) => (isMap(pair.value) ? pair.value.items : []));
  const gone = new Set<unknown>(moved.map(({ path }) => path.at(-2)));
  const isPlain = blocks.every((pair) => isMap(pair.value) && !isFlow(pair.value));
  if (!isPlain) return moved.map(({ value }) => scalarEdit('yaml', text, value.range, value.reference));
  if (all.some((pair) => !gone.has(pair))) {
    appended.push(externalSecret({ secretName, namespace, address, isMerged: true }, keysOf(moved)));
    return blocks.flatMap((block) => {
      const items = isMap(block.value) ? block.value.items : [];
      return items.every((pair) => gone.has(pair))
        ? [cut(linesOf(text, block))]
        : items.filter((pair) => gone.has(pair)).map((pair) => cut(linesOf(text, pair)));
    });
  }
  const column = ' '.repeat(Math.max(0, rangeOf(map)!.start - lineStartAt(text, rangeOf(map)!.start)));
  const type = textOf(map, 'type');
  const head = specHead({ secretName, address, ...(type !== undefined && { type }), isImmutable: textOf(map, 'immutable') === 'true' });
  const [first, second] = blocks;
  const edits: LocalEdit[] = [
    { range: rangeOf(member(map, 'apiVersion')?.value)!, text: 'external-secrets.io/v1' },
    { range: rangeOf(member(map, 'kind')?.value)!, text: 'ExternalSecret' },
  ];
  for (const name of ['type', 'immutable']) if (member(map, name)) edits.push(cut(linesOf(text, member(map, name))));
  const newline = newlineOf(text);
  if (second) {
    const lines = [...head, ...keysOf(moved).flatMap((key) => dataItem(key, '    '))];
    edits.push({ range: linesOf(text, first), text: lines.map((line) => column + line + newline).join('') }, cut(linesOf(text, second)));
    return edits;
  }
  edits.push({ range: keyRange(text, first!), text: head.map((line, index) => (index === 0 ? '' : column) + line).join(newline) });
  for (const { value, path } of moved) edits.push(itemInPlace(text, path.at(-2), { key: keyOf(path.at(-2))!, value }, column));
  return edits;
};

/** From the key to behind its colon. */
const keyRange = (text: string, pair: Pair): Range => {
  const key = rangeOf(pair.key)!;
  return { start: key.start, end: text.indexOf(':', key.end) + 1 };
};

/** `password: …` to an item of the list, where it stands; what is behind it on the line stays. */
const itemInPlace = (text: string, pair: unknown, key: SecretKey, column: string): LocalEdit => {
  const range = rangeOf(pair)!;
  const lineStart = lineStartAt(text, range.start);
  // A dash stands at least two columns in, below `data:`.
  const indent = ' '.repeat(Math.max(range.start - lineStart, column.length + 2));
  const end = range.start + text.slice(range.start, range.end).trimEnd().length;
  return { range: { start: lineStart, end }, text: dataItem(key, indent).join(newlineOf(text)) };
};

const rewriteVariables = (text: string, map: YAMLMap, moved: readonly Located[], appended: string[][]): LocalEdit[] => {
  const metadata = member(map, 'metadata')?.value;
  const secretName = `${textOf(metadata, 'name') ?? 'app'}-secrets`;
  const keys = new Map<string, SecretKey>(moved.map(({ value }) => [value.variable, { key: value.variable, value }]));
  appended.push(externalSecret({ secretName, namespace: textOf(metadata, 'namespace'), address: moved[0]!.value.address }, [...keys.values()]));
  return moved.map(({ value, path }) => {
    const pair = path.at(-2);
    const range = rangeOf(pair)!;
    const end = range.start + text.slice(range.start, range.end).trimEnd().length;
    const [name, key] = [yamlScalar(secretName), yamlScalar(value.variable)];
    if (isFlow(path.at(-3))) return { range: { start: range.start, end }, text: `valueFrom: {secretKeyRef: {name: ${name}, key: ${key}}}` };
    const indent = ' '.repeat(range.start - lineStartAt(text, range.start));
    const lines = ['valueFrom:', `${indent}  secretKeyRef:`, `${indent}    name: ${name}`, `${indent}    key: ${key}`];
    return { range: { start: range.start, end }, text: lines.join(newlineOf(text)) };
  });
};

/** Documents at the end of the file. */
const append = (text: string, documents: readonly string[][]): LocalEdit => {
  const end = lineEndAt(text, text.length);
  const isOpen = text !== '' && !text.endsWith('\n');
  const made = documents.map((lines) => `---\n${lines.join('\n')}\n`).join('');
  const isSeparated = /(?:^|\n)---[ \t]*\r?\n?$/.test(text);
  return { range: { start: end, end }, text: withNewlines((isOpen ? '\n' : '') + (isSeparated ? made.slice(4) : made), text) };
};
