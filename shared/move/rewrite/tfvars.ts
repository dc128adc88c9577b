import type { Entry } from '../../model/entry.ts';
import { addBeside, besidePath } from './beside.ts';
import { lineEndAt, lineStartAt } from './line-range.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { shellWord } from './shell-word.ts';
import { asComment, assignmentAsComment, createEntryLookup, folderOf, terraformAdvice, writeDataBlocks } from './terraform.ts';
import { createDataBlocks } from './terraform-data.ts';
import { moduleOf, othersThatSet, planRead } from './tfvars-module.ts';
import { wholeValueAt } from './tfvars-whole.ts';
import { isMap, isScalar, keyOf, parseTrees, pathTo, rangeOf, withoutMembers } from './yaml-tree.ts';

/** A variable's name that can stand in a `.env`. In quotes a key may hold anything, line ends and commands for a shell too. */
const NAME = /^[A-Za-z_][\w-]*$/;

/** A value of a tfvars file: the variable it belongs to, and the keys below. */
interface Assigned {
  readonly value: MovedValue;
  readonly name: string;
  readonly path: readonly string[];
  /** Absent in JSON, and for a map or list as a whole. */
  readonly entry?: Entry;
  /** Whether the value is a map or a list, all of the variable. */
  readonly isWhole: boolean;
  readonly keyStart?: number;
}

/**
 * Values of variables. Where the module is known and nothing else sets the variable, its uses read a data source in `secrets.tf`, and the
 * assignment and the declaration go. Elsewhere the assignment goes, and `TF_VAR_<name>=<reference>` in the `.env` beside it takes its place
 * (https://developer.hashicorp.com/terraform/language/values/variables#environment-variables).
 */
export const rewriteTfvars = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[]): Rewrite => {
  const entryOf = createEntryLookup(file.text);
  const isPacker = /\.pkrvars\./i.test(file.path);
  const isJson = values[0]!.finding.format === 'json';
  const places = values.map((value) => ({
    value,
    assigned: isJson ? assignedInJson(file.text, value) : assignedInHcl(file.text, entryOf(value.range), value),
  }));
  const names = places.flatMap(({ assigned }) => (assigned ? [assigned.name] : []));
  const module = isPacker ? [] : moduleOf(file, names, siblings);
  const folder = folderOf(module[0]?.path ?? file.path);
  const blocks = createDataBlocks(module.map(({ scan }) => scan));
  const edits: Edit[] = [];
  const instructions: string[] = [];
  const read: MovedValue[] = [];
  const byEnvironment: Assigned[] = [];
  const gone: Assigned[] = [];
  for (const { value, assigned } of places) {
    if (assigned === undefined) instructions.push(byHand(file, value, undefined));
    else if (assigned.entry?.kind === 'comment') edits.push({ path: file.path, range: value.range, text: value.reference });
    else {
      const plan = assigned.isWhole ? undefined : planRead(assigned, file, module, siblings);
      const expression = plan && blocks.read(value.address, value.pointer);
      if (plan && expression !== undefined) {
        edits.push(...plan.edits, ...plan.uses.map((use) => ({ ...use, text: expression })));
        read.push(value);
        gone.push(assigned);
      } else if (assigned.path.length === 0 && NAME.test(assigned.name)) {
        byEnvironment.push(assigned);
        gone.push(assigned);
      } else instructions.push(byHand(file, value, assigned));
    }
  }
  const isRead = (assigned: Assigned): boolean => read.includes(assigned.value);
  edits.push(
    ...(isJson
      ? removeFromJson(file, gone)
      : gone.flatMap((one) => removeFromHcl(file, one, isRead(one) ? `${folder}secrets.tf` : besidePath(file.path, '.env')))),
  );
  const prefix = isPacker ? 'PKR_VAR_' : 'TF_VAR_';
  const beside = addBeside(
    file,
    byEnvironment.map(({ value, name }) => ({ variable: `${prefix}${name}`, reference: value.reference })),
    siblings,
  );
  const written = writeDataBlocks(folder, siblings, blocks);
  if (read.length > 0) instructions.push(...terraformAdvice(siblings, read));
  if (byEnvironment.length > 0) instructions.push(`Run it with: watertight run -e ${shellWord(beside.path)} -- ${isPacker ? 'packer' : 'terraform'} <command>`);
  for (const { name } of byEnvironment.filter(({ isWhole }) => isWhole))
    instructions.push(`${prefix}${name} holds a map or a list as text: the variable needs a type (any will do), or it is taken for a string.`);
  for (const [index, { name }] of byEnvironment.entries())
    if (beside.names[index] !== `${prefix}${name}`)
      instructions.push(`${beside.path} sets ${prefix}${name} to something else already: decide which one is right.`);
  const overruled = byEnvironment.filter(({ name }) =>
    othersThatSet(name, file, siblings).some(({ path }) => /(?:^|\/)terraform\.tfvars$|\.auto\.tfvars$/i.test(path)),
  );
  for (const { name } of overruled)
    instructions.push(`Another .tfvars that Terraform loads by itself sets ${name} too, and overrules ${prefix}${name}: take it out there.`);
  return {
    kind: 'tfvars',
    edits: [...edits, ...beside.edits, ...written.edits],
    created: [...beside.created, ...written.created],
    instructions,
    complete: gone.length === values.length && overruled.length === 0 && byEnvironment.every(({ name }, index) => beside.names[index] === `${prefix}${name}`),
  };
};

const assignedInHcl = (text: string, entry: Entry | undefined, value: MovedValue): Assigned | undefined => {
  const whole = entry ? undefined : wholeValueAt(text, value.range);
  if (whole) return { value, name: whole.name, path: [], keyStart: whole.keyStart, isWhole: true };
  if (!entry || entry.kind === 'element' || entry.kind === 'default') return undefined;
  const [name, ...path] = [...entry.parents, entry.key];
  return name === undefined ? undefined : { value, name, path, entry, isWhole: false };
};

const assignedInJson = (text: string, value: MovedValue): Assigned | undefined => {
  const path = pathTo(parseTrees(text), value.range);
  const keys = path.map(keyOf).filter((key) => key !== undefined);
  // A map, a pair, …, a scalar: no list on the way.
  const [name, ...rest] = keys;
  return name === undefined || path.length !== keys.length * 2 + 1 ? undefined : { value, name, path: rest, isWhole: !isScalar(path.at(-1)) };
};

const removeFromHcl = ({ path, text }: SiblingFile, { entry, name, path: keys, keyStart, value }: Assigned, where: string): Edit[] => {
  if (keyStart !== undefined) return [{ path, ...asComment(text, { start: keyStart, end: value.range.end }, `${name} is read in ${where}`) }];
  if (!entry) return [];
  const lineStart = lineStartAt(text, entry.keyRange.start);
  const isOwnLine = /^[ \t]*"?$/.test(text.slice(lineStart, entry.keyRange.start));
  const edit = assignmentAsComment(text, entry, `${[name, ...keys].join('.')} is read in ${where}`);
  if (
    isOwnLine &&
    !/[,}\])]/.test(
      text
        .slice(entry.valueRange.end + 1, lineEndAt(text, edit.range.end))
        .replace(/#.*/, '')
        .replace(/^[ \t]*,/, ''),
    )
  )
    return [{ path, ...edit }];
  // Inside `{ a = 1, b = 2 }` on one line: the member with a comma.
  const start = entry.keyRange.start - (text[entry.keyRange.start - 1] === '"' ? 1 : 0);
  const end = entry.valueRange.end + (entry.quote === 'double' ? 1 : 0);
  const after = /^\s*,\s*/.exec(text.slice(end, end + 200))?.[0];
  if (after !== undefined) return [{ path, range: { start, end: end + after.length }, text: '' }];
  const before = /,\s*$/.exec(text.slice(Math.max(0, start - 200), start))?.[0] ?? '';
  return [{ path, range: { start: start - before.length, end }, text: '' }];
};

const removeFromJson = ({ path, text }: SiblingFile, gone: readonly Assigned[]): Edit[] => {
  const trees = parseTrees(text);
  const pairs = gone.map(({ value }) => pathTo(trees, value.range)).map((nodes) => ({ map: nodes.at(-3), pair: nodes.at(-2) }));
  return [...new Set(pairs.map(({ map }) => map))].flatMap((map) => {
    if (!isMap(map)) return [];
    const ranges = map.items.map((pair) => rangeOf(pair)!);
    return withoutMembers(ranges, (index) => pairs.some(({ pair }) => pair === map.items[index])).map((range) => ({ path, range, text: '' }));
  });
};

const byHand = (file: SiblingFile, value: MovedValue, assigned: Assigned | undefined): string => {
  const source = createDataBlocks([]);
  const expression = source.read(value.address, value.pointer);
  const what = assigned ? `var.${[assigned.name, ...assigned.path].join('.')}` : 'the value';
  const how =
    expression === undefined
      ? `resolve ${value.reference} and hand it in as a TF_VAR_ variable of its own.`
      : `put ${expression} in the place of ${what} in the module, with\n${source.text()}`;
  return `${file.path}:${value.finding.place.startLine}: ${how.trimEnd()}`;
};
