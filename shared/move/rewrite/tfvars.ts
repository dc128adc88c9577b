import { parseHcl } from '../../formats/hcl.ts';
import type { Entry } from '../../model/entry.ts';
import { addBeside, besidePath } from './beside.ts';
import { lineEndAt, lineStartAt } from './line-range.ts';
import type { Edit, MovedValue, Rewrite, SiblingFile } from './rewrite.ts';
import { shellWord } from './shell-word.ts';
import {
  assignmentAsComment,
  blockLines,
  createEntryLookup,
  declarationOf,
  type EntryLookup,
  folderOf,
  type ModuleFile,
  moduleIn,
  terraformAdvice,
  usesOf,
  writeDataBlocks,
} from './terraform.ts';
import { createDataBlocks, type DataBlocks } from './terraform-data.ts';
import { isMap, keyOf, parseTrees, pathTo, rangeOf, withoutMembers } from './yaml-tree.ts';

/** A value of a tfvars file: the variable it belongs to, and the keys below. */
interface Assigned {
  readonly value: MovedValue;
  readonly name: string;
  readonly path: readonly string[];
  /** Absent in JSON. */
  readonly entry?: Entry;
}

const isTfvars = (path: string): boolean => /\.tfvars(?:\.json)?$/i.test(path);

/**
 * Values of variables. Where the module is known and nothing else sets the variable, its uses read a data source in `secrets.tf`, and the
 * assignment and the declaration go. Elsewhere the assignment goes, and `TF_VAR_<name>=<reference>` in the `.env` beside it takes its place
 * (https://developer.hashicorp.com/terraform/language/values/variables#environment-variables).
 */
export const rewriteTfvars = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[]): Rewrite => {
  const entryOf = createEntryLookup(file.text);
  const isPacker = /\.pkrvars\./i.test(file.path);
  const isJson = values[0]!.finding.format === 'json';
  const module = isPacker ? [] : moduleOf(file, values, siblings, entryOf);
  const folder = folderOf(module[0]?.path ?? file.path);
  const blocks = createDataBlocks(module.map(({ scan }) => scan));
  const edits: Edit[] = [];
  const instructions: string[] = [];
  const read: MovedValue[] = [];
  const byEnvironment: Assigned[] = [];
  const gone: Assigned[] = [];
  for (const value of values) {
    const assigned = isJson ? assignedInJson(file.text, value) : assignedInHcl(entryOf(value.range), value);
    if (assigned === undefined) instructions.push(byHand(file, value, undefined));
    else if (assigned.entry?.kind === 'comment') edits.push({ path: file.path, range: value.range, text: value.reference });
    else {
      const made = readInModule(assigned, file, module, siblings, blocks);
      if (made) {
        edits.push(...made);
        read.push(value);
        gone.push(assigned);
      } else if (assigned.path.length === 0) {
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
  if (byEnvironment.length > 0)
    instructions.push(`Run it with: watertight run --env-file ${shellWord(beside.path)} -- ${isPacker ? 'packer' : 'terraform'} <command>`);
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

/** The module that declares the variables: beside the file, or the only other folder that does. */
const moduleOf = (file: SiblingFile, values: readonly MovedValue[], siblings: readonly SiblingFile[], entryOf: EntryLookup): ModuleFile[] => {
  const names = values.map(({ range }) => entryOf(range)).map((entry) => entry?.parents[0] ?? entry?.key);
  const folders = [...new Set([folderOf(file.path), ...siblings.map(({ path }) => folderOf(path))])];
  const modules = folders.map((folder) => moduleIn(folder, siblings));
  const declaring = modules.filter(
    (module) =>
      names.some((name) => name !== undefined && declarationOf(module, name)) || values.some(({ variable }) => declarationOf(module, variable.toLowerCase())),
  );
  if (declaring.includes(modules[0]!)) return modules[0]!;
  return declaring.length === 1 ? declaring[0]! : [];
};

const assignedInHcl = (entry: Entry | undefined, value: MovedValue): Assigned | undefined => {
  if (!entry || entry.kind === 'element' || entry.kind === 'default') return undefined;
  const [name, ...path] = [...entry.parents, entry.key];
  return name === undefined ? undefined : { value, name, path, entry };
};

const assignedInJson = (text: string, value: MovedValue): Assigned | undefined => {
  const path = pathTo(parseTrees(text), value.range);
  const keys = path.map(keyOf).filter((key) => key !== undefined);
  // A map, a pair, …, a scalar: no list on the way.
  const [name, ...rest] = keys;
  return name === undefined || path.length !== keys.length * 2 + 1 ? undefined : { value, name, path: rest };
};

const othersThatSet = (name: string, file: SiblingFile, siblings: readonly SiblingFile[]): SiblingFile[] =>
  siblings.filter(
    (other) =>
      other.path !== file.path &&
      isTfvars(other.path) &&
      parseHcl(other.text).entries.some(({ key, parents, kind }) => kind !== 'comment' && (parents[0] ?? key) === name),
  );

/** The edits of the module; undefined where it is not certain that they keep its meaning. */
const readInModule = (
  { value, name, path }: Assigned,
  file: SiblingFile,
  module: readonly ModuleFile[],
  siblings: readonly SiblingFile[],
  blocks: DataBlocks,
): Edit[] | undefined => {
  const declaration = declarationOf(module, name);
  const uses = usesOf(module, name);
  const isCertain = declaration !== undefined && uses.length > 0 && othersThatSet(name, file, siblings).length === 0;
  if (!isCertain || uses.some(({ file: user, use }) => isPublic(user, use.start))) return undefined;
  const { block, file: declared } = declaration;
  const text = declared.text.slice(block.range.start, block.range.end);
  // Below a variable every use has to name the key, or some use wants the map as a whole.
  const wanted = uses.filter(({ use }) => path.every((key, index) => use.path[index] === key));
  const isApart = path.length === 0 ? uses.every(({ use }) => use.path.length === 0) : uses.every(({ use }) => use.path.length >= path.length);
  if (!isApart || wanted.length === 0 || wanted.some(({ use }) => use.path.length > path.length)) return undefined;
  const typed =
    path.length === 0
      ? [{ path: declared.path, range: blockLines(declared.text, block), text: '' }]
      : withoutAttribute(declared, block.range.start, text, path.at(-1)!);
  const expression = typed && blocks.read(value.address, value.pointer);
  if (!typed || expression === undefined) return undefined;
  return [...typed, ...wanted.map(({ file: user, use }) => ({ path: user.path, range: { start: use.start, end: use.ends[path.length]! }, text: expression }))];
};

const isPublic = (file: ModuleFile, at: number): boolean => {
  const block = file.scan.blocks.find(({ range }) => range.start <= at && at < range.end);
  if (block?.type === 'variable' || block?.type === 'terraform') return true;
  return block?.type === 'output' && !/\bsensitive\s*=\s*true\b/.test(file.text.slice(block.range.start, block.range.end));
};

/** Takes `password = string` out of the type of a variable. Undefined where that is not one line of its own. */
const withoutAttribute = (file: ModuleFile, offset: number, block: string, key: string): Edit[] | undefined => {
  if (!/\btype\s*=/.test(block) || /\btype\s*=\s*(?:any\b|map\()/.test(block)) return /\bdefault\s*=|\bvalidation\s*\{/.test(block) ? undefined : [];
  const found = [...block.matchAll(new RegExp(`^[ \\t]*"?${key.replace(/\W/g, '\\$&')}"?[ \\t]*=[ \\t]*[\\w(), ]+?(?:#[^\\r\\n]*)?\\r?\\n`, 'gm'))];
  if (found.length !== 1 || /\bdefault\s*=|\bvalidation\s*\{/.test(block)) return undefined;
  const start = offset + found[0]!.index;
  return [{ path: file.path, range: { start, end: start + found[0]![0].length }, text: '' }];
};

const removeFromHcl = ({ path, text }: SiblingFile, { entry, name, path: keys }: Assigned, where: string): Edit[] => {
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
