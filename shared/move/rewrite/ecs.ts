import type { Range } from '../../model/range.ts';
import type { SecretAddress } from '../../model/reference.ts';
import { newlineOf } from './line-range.ts';
import type { Edit, MovedValue, SiblingFile } from './rewrite.ts';
import { doubleQuoted, yamlScalar } from './scalar-edit.ts';
import {
  isFlow,
  isMap,
  isSeq,
  isWhole,
  keyOf,
  member,
  type Pair,
  parseTrees,
  pathTo,
  rangeOf,
  textOf,
  withoutMembers,
  type YAMLMap,
  type YAMLSeq,
} from './yaml-tree.ts';

/** The words of a task definition as the API writes them, and as CloudFormation does. */
interface Words {
  readonly environment: string;
  readonly secrets: string;
  readonly name: string;
  readonly value: string;
  readonly valueFrom: string;
}

const CAMEL: Words = { environment: 'environment', secrets: 'secrets', name: 'name', value: 'value', valueFrom: 'valueFrom' };
const PASCAL: Words = { environment: 'Environment', secrets: 'Secrets', name: 'Name', value: 'Value', valueFrom: 'ValueFrom' };

/** A container and those of its variables that move. */
interface Container {
  readonly map: YAMLMap;
  readonly words: Words;
  readonly list: YAMLSeq;
  readonly moved: Map<unknown, MovedValue>;
}

/**
 * `valueFrom` of a container's secret (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html):
 * `arn:json-key:stage:id`. Undefined where ECS has no form for it: other stores, a JSON key inside another.
 */
export const ecsValueFrom = ({ provider, id, version }: SecretAddress, pointer: readonly string[]): string | undefined => {
  if (provider === 'ssm') return pointer.length === 0 ? id : undefined;
  if (provider !== 'aws' || pointer.length > 1 || pointer[0]?.includes(':')) return undefined;
  const tail = [pointer[0] ?? '', version?.stage ?? '', version?.id ?? ''];
  return tail.every((part) => part === '') ? id : [id, ...tail].join(':');
};

/** A task definition: `environment` `{name, value}` to `secrets` `{name, valueFrom}`. The values that stand elsewhere or have no ECS form are `left`. */
export const ecsEdits = (file: SiblingFile, values: readonly MovedValue[]): { readonly edits: readonly Edit[]; readonly left: readonly MovedValue[] } => {
  const trees = parseTrees(file.text);
  const containers: Container[] = [];
  const left: MovedValue[] = [];
  for (const value of values) {
    const hasForm = ecsValueFrom(value.address, value.pointer) !== undefined;
    const found = hasForm ? containerOf(file.text, pathTo(trees, value.range), value.range) : undefined;
    if (!found) {
      left.push(value);
      continue;
    }
    const known = containers.find(({ map }) => map === found.map) ?? { ...found, moved: new Map() };
    if (known.moved.size === 0) containers.push(known);
    known.moved.set(found.item, value);
  }
  const edits = containers.flatMap((container) => (isFlow(container.list) ? flowEdits(file.text, container) : blockEdits(file.text, container)));
  return { edits: edits.map((edit) => ({ path: file.path, ...edit })), left };
};

type LocalEdit = Omit<Edit, 'path'>;

const containerOf = (text: string, path: readonly unknown[], range: Range): (Omit<Container, 'moved'> & { readonly item: YAMLMap }) | undefined => {
  // … container, pair `environment`, list, item, pair `value`, scalar
  const [map, pair, list, item, valuePair, scalar] = path.slice(-6);
  if (!isWhole(text, scalar, range)) return undefined;
  const words = [CAMEL, PASCAL].find(({ environment, value }) => keyOf(pair) === environment && keyOf(valuePair) === value);
  if (!words || !isMap(map) || !isSeq(list) || !isMap(item) || textOf(item, words.name) === undefined) return undefined;
  return { map, words, list, item };
};

const pairsOf = ({ moved, words }: Container): [string, string][] =>
  [...moved].map(([item, value]) => [textOf(item, words.name)!, ecsValueFrom(value.address, value.pointer)!]);

const cut = (ranges: readonly { start: number; end: number }[]): LocalEdit[] => ranges.map((range) => ({ range, text: '' }));

/** JSON. New members are written like the first variable: its indentation, on one line where it stands on one. */
const flowEdits = (text: string, container: Container): LocalEdit[] => {
  const { map, words, list, moved } = container;
  const items = list.items.map((item) => rangeOf(item)!);
  const isAll = list.items.every((item) => moved.has(item));
  const like = items[list.items.findIndex((item) => moved.has(item))]!;
  const made = pairsOf(container).map(([name, from]) => writeLike(text, like.start, like.end, [words.name, name], [words.valueFrom, from]));
  const gap = gapBefore(text, items[0]!.start);
  const environment = member(map, words.environment)!;
  const secrets = member(map, words.secrets)?.value;
  if (isSeq(secrets)) {
    const own = secrets.items.map((item) => rangeOf(item)!);
    const at = own.at(-1)?.end ?? rangeOf(secrets)!.start + 1;
    const added = own.length > 0 ? made.map((item) => `,${gap}${item}`).join('') : made.join(`,${gap}`);
    const members = isFlow(map) ? map.items.map((pair) => rangeOf(pair)!) : [];
    const gone = isAll ? withoutMembers(members, (index) => map.items[index] === environment) : withoutMembers(items, (index) => moved.has(list.items[index]));
    return [...cut(gone), { range: { start: at, end: at }, text: added }];
  }
  const key = rangeOf(environment.key)!;
  if (isAll) {
    return [
      { range: key, text: doubleQuoted(words.secrets) },
      { range: { start: items[0]!.start, end: items.at(-1)!.end }, text: made.join(`,${gap}`) },
    ];
  }
  const after = rangeOf(list)!;
  const between = text.slice(key.end, after.start);
  const close = text.slice(items.at(-1)!.end, after.end).replace(/^\s*,/, '');
  const pair = `,${gapBefore(text, key.start)}${doubleQuoted(words.secrets)}${between}[${gap}${made.join(`,${gap}`)}${close}`;
  return [...cut(withoutMembers(items, (index) => moved.has(list.items[index]))), { range: { start: after.end, end: after.end }, text: pair }];
};

/** The blanks before a member, from the bracket or comma on. */
const gapBefore = (text: string, at: number): string => /\s*$/.exec(text.slice(Math.max(0, at - 400), at))?.[0] ?? '';

/** `{ "name": …, "valueFrom": … }`, with the blanks of the object between `start` and `end`. */
const writeLike = (text: string, start: number, end: number, ...members: [string, string][]): string => {
  const shape = /^\{(\s*)"(?:[^"\\]|\\.)*"(\s*:\s*)(?:"(?:[^"\\]|\\.)*"|[^,"\s]+)\s*,(\s*)/.exec(text.slice(start, end));
  const [, open = ' ', colon = ': ', comma = ' '] = shape ?? [];
  const close = /\s*$/.exec(text.slice(start, end - 1))?.[0] ?? ' ';
  return `{${open}${members.map(([key, value]) => `${doubleQuoted(key)}${colon}${doubleQuoted(value)}`).join(`,${comma}`)}${close}}`;
};

/** YAML in blocks, as CloudFormation has it. */
const blockEdits = (text: string, container: Container): LocalEdit[] => {
  const { map, words, list, moved } = container;
  const newline = newlineOf(text);
  const lineOf = (at: number): number => text.lastIndexOf('\n', at - 1) + 1;
  const dashColumn = (text.slice(lineOf(rangeOf(list.items[0])!.start)).match(/^ */)?.[0] ?? '').length;
  const indent = ' '.repeat(dashColumn);
  const made = pairsOf(container)
    .map(([name, from]) => `${indent}- ${words.name}: ${yamlScalar(name)}${newline}${indent}  ${words.valueFrom}: ${yamlScalar(from)}${newline}`)
    .join('');
  const lines = list.items.map((item) => {
    const range = rangeOf(item)!;
    const end = text.indexOf('\n', range.end - 1);
    return { start: lineOf(range.start), end: end < 0 ? text.length : end + 1 };
  });
  const isAll = list.items.every((item) => moved.has(item));
  const key = rangeOf((member(map, words.environment) as Pair).key)!;
  const secrets = member(map, words.secrets)?.value;
  const gone = lines.filter((_, index) => moved.has(list.items[index]));
  if (isSeq(secrets) && !isFlow(secrets) && secrets.items.length > 0) {
    const last = rangeOf(secrets.items.at(-1))!;
    const end = text.indexOf('\n', last.end - 1);
    const at = end < 0 ? text.length : end + 1;
    return [...cut(isAll ? [{ start: lineOf(key.start), end: lines.at(-1)!.end }] : gone), { range: { start: at, end: at }, text: made }];
  }
  const at = lines.at(-1)!.end;
  if (isAll) return [{ range: key, text: words.secrets }, ...cut(gone.slice(0, -1)), { range: gone.at(-1)!, text: made }];
  const column = ' '.repeat(key.start - lineOf(key.start));
  const added = { range: { start: at, end: at }, text: `${column}${words.secrets}:${newline}${made}` };
  return [...cut(gone), added];
};

export const ecsAdvice = (values: readonly MovedValue[]): string[] => {
  const ids = [...new Set(values.map(({ address }) => address.id))];
  return [
    `Let the task's execution role (executionRoleArn) read ${ids.join(', ')}: secretsmanager:GetSecretValue, or ssm:GetParameters for parameters. "watertight policy" prints it.`,
    'ECS reads the values when a task starts: after a rotation, start new tasks.',
    ...(values.some(({ address, pointer }) => address.provider === 'aws' && pointer.length > 0)
      ? ['A JSON key in valueFrom needs Fargate platform 1.4.0 or the EC2 agent 1.37.0.']
      : []),
  ];
};
