import { parseHcl } from '../../formats/hcl.ts';
import type { Range } from '../../model/range.ts';
import type { Edit, SiblingFile } from './rewrite.ts';
import { blockLines, declarationOf, folderOf, type ModuleFile, moduleIn, usesOf } from './terraform.ts';

/** The module that declares the variables: beside the file, or the only other folder that does. */
export const moduleOf = (file: SiblingFile, names: readonly string[], siblings: readonly SiblingFile[]): ModuleFile[] => {
  const folders = [...new Set([folderOf(file.path), ...siblings.map(({ path }) => folderOf(path))])];
  const modules = folders.map((folder) => moduleIn(folder, siblings));
  const declaring = modules.filter((module) => names.some((name) => declarationOf(module, name)));
  if (declaring.includes(modules[0]!)) return modules[0]!;
  return declaring.length === 1 ? declaring[0]! : [];
};

const isTfvars = (path: string): boolean => /\.tfvars(?:\.json)?$/i.test(path);

export const othersThatSet = (name: string, file: SiblingFile, siblings: readonly SiblingFile[]): SiblingFile[] =>
  siblings.filter(
    (other) =>
      other.path !== file.path &&
      isTfvars(other.path) &&
      parseHcl(other.text).entries.some(({ key, parents, kind }) => kind !== 'comment' && (parents[0] ?? key) === name),
  );

/** What a module becomes when a variable, or a key below it, is read elsewhere: edits that don't depend on where, and the uses to replace. */
export interface ReadPlan {
  readonly edits: readonly Edit[];
  readonly uses: readonly { readonly path: string; readonly range: Range }[];
}

/** Undefined where it is not certain that the module keeps its meaning. */
export const planRead = (
  { name, path }: { readonly name: string; readonly path: readonly string[] },
  file: SiblingFile,
  module: readonly ModuleFile[],
  siblings: readonly SiblingFile[],
): ReadPlan | undefined => {
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
  const edits =
    path.length === 0
      ? [{ path: declared.path, range: blockLines(declared.text, block), text: '' }]
      : withoutAttribute(declared, block.range.start, text, path.at(-1)!);
  return edits && { edits, uses: wanted.map(({ file: user, use }) => ({ path: user.path, range: { start: use.start, end: use.ends[path.length]! } })) };
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
