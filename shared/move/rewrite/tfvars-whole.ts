import type { Range } from '../../model/range.ts';
import type { ProviderId } from '../../model/reference.ts';
import { lineStartAt } from './line-range.ts';
import type { SiblingFile } from './rewrite.ts';
import { createEntryLookup, declarationOf, type ModuleFile } from './terraform.ts';
import { moduleOf, planRead } from './tfvars-module.ts';

/** A map or list longer than this is more configuration than secret: its values are left, with instructions. */
const MAX_LENGTH = 4000;

/** The assignment of a whole map or list that stands at a range. */
export const wholeValueAt = (text: string, range: Range): { readonly name: string; readonly keyStart: number } | undefined => {
  if (!/[{[]/.test(text[range.start] ?? '')) return undefined;
  const lineStart = lineStartAt(text, range.start);
  const found = /^([ \t]*)"?([A-Za-z_][\w-]*)"?[ \t]*=[ \t]*$/.exec(text.slice(lineStart, range.start));
  return found ? { name: found[2]!, keyStart: lineStart + found[1]!.length } : undefined;
};

/** Behind the bracket that closes the one at `open`; undefined where none does. */
const closing = (text: string, open: number): number | undefined => {
  const part = /"(?:[^"\\\r\n]|\\.)*"|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|<<-?([A-Za-z_][\w-]*)[ \t]*\r?\n[\s\S]*?\n[ \t]*\1(?![\w-])|[{}[\]]/g;
  let depth = 0;
  for (const { 0: piece, index } of text.slice(open, open + MAX_LENGTH).matchAll(part)) {
    if (piece === '{' || piece === '[') depth++;
    if (piece === '}' || piece === ']') depth--;
    if (depth === 0) return open + index + 1;
  }
  return undefined;
};

/**
 * Gives the whole of a variable's map or list, for a value inside of it that no use in the module could read alone: Terraform reads it as an
 * expression from the environment. Undefined where the value itself can be moved, or the variable has no type to tell.
 */
export const createWholeVariables = (file: SiblingFile, siblings: readonly SiblingFile[], provider: ProviderId): ((range: Range) => Range | undefined) => {
  const entryOf = createEntryLookup(file.text);
  const modules = new Map<string, ModuleFile[]>();
  const moduleFor = (name: string): ModuleFile[] => {
    const known = modules.get(name) ?? (/\.pkrvars\./i.test(file.path) ? [] : moduleOf(file, [name], siblings));
    modules.set(name, known);
    return known;
  };
  return (range) => {
    const entry = entryOf(range);
    if (!entry || entry.kind === 'comment' || (entry.parents.length === 0 && entry.kind !== 'element')) return undefined;
    const [name = entry.key, ...rest] = entry.parents;
    const module = moduleFor(name);
    const isReadable = provider === 'aws' || provider === 'ssm' || provider === 'vault';
    if (isReadable && entry.kind !== 'element' && planRead({ name, path: [...rest, entry.key] }, file, module, siblings)) return undefined;
    const declared = declarationOf(module, name);
    if (declared && !/\btype\s*=/.test(declared.file.text.slice(declared.block.range.start, declared.block.range.end))) return undefined;
    const assignment = new RegExp(`^[ \\t]*"?${name.replace(/\W/g, '\\$&')}"?[ \\t]*=[ \\t]*(?=[{[])`, 'gm');
    for (const found of file.text.matchAll(assignment)) {
      const start = found.index + found[0].length;
      if (start > range.start) return undefined;
      const end = closing(file.text, start);
      if (end !== undefined && end >= range.end) return { start, end };
    }
    return undefined;
  };
};
